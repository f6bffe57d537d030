/**
 * Calls Convex functions with the deployment's admin key, internal ones too:
 * the endpoint that `npx convex run` uses.
 */
import { convexToJson, jsonToConvex, type Value } from "convex/values";
import { z } from "zod";

const replySchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), value: z.json() }),
  z.object({
    status: z.literal("error"),
    errorMessage: z.string(),
    errorData: z.json().optional(),
  }),
]);

/** A function that failed; `data` is what its ConvexError carried, if any. */
export class FunctionError extends Error {
  override name = "FunctionError";
  constructor(
    message: string,
    readonly data: unknown,
  ) {
    super(message);
  }
}

export interface AdminClient {
  /**
   * @param path such as `ops:counts`
   * @param component whose function it is, when it is not the app's
   * @throws FunctionError with the function's message when it fails; Error when
   *   the deployment cannot be reached or refuses the key.
   */
  call(
    path: string,
    args?: Record<string, Value>,
    component?: string,
  ): Promise<Value>;
}

/** Undefined for what is no JSON: the schema refuses it. */
async function readJson(response: Response): Promise<unknown> {
  return await response.json().catch(() => undefined);
}

export function createAdminClient(
  url: string,
  adminKey: string,
  identity?: { subject: string; issuer: string },
): AdminClient {
  const endpoint = new URL("/api/function", url);
  const acting =
    identity === undefined
      ? ""
      : `:${Buffer.from(JSON.stringify(identity)).toString("base64")}`;
  return {
    async call(path, args = {}, component) {
      const request = fetch(endpoint, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Authorization: `Convex ${adminKey}${acting}`,
        },
        body: JSON.stringify({
          path,
          args: convexToJson(args),
          componentPath: component,
          format: "convex_encoded_json",
        }),
      });
      const response = await request.catch((cause: unknown) => {
        throw new Error(`${url} does not answer. Is the server running?`, {
          cause,
        });
      });
      if (response.status === 401 || response.status === 403) {
        throw new Error(`${url} refuses the admin key.`);
      }
      const reply = replySchema.safeParse(await readJson(response));
      if (!reply.success) {
        throw new Error(`${path}: the deployment answered ${response.status}`);
      }
      if (reply.data.status === "error") {
        const { errorMessage, errorData } = reply.data;
        throw new FunctionError(`${path}: ${errorMessage}`, errorData);
      }
      return jsonToConvex(reply.data.value);
    },
  };
}

/** Whoever acts as a member with the admin key; the subject says who it is. */
const ISSUER = "https://local.invalid";

/** Acts as a member, with the rights that it has. */
export const createMemberClient = (
  url: string,
  adminKey: string,
  subject: string,
): AdminClient => createAdminClient(url, adminKey, { subject, issuer: ISSUER });

const pageSchema = z.object({
  page: z.array(z.unknown()),
  isDone: z.boolean(),
  continueCursor: z.string(),
});

/** Rows asked for at once; far below the read limits of one query. */
const PAGE_SIZE = 500;

/** Every row of a paginated function, in its order, checked by `schema`. */
export async function* listAll<Row>(
  client: AdminClient,
  path: string,
  args: Record<string, Value>,
  schema: z.ZodType<Row>,
): AsyncGenerator<Row> {
  let cursor: string | null = null;
  for (;;) {
    const paginationOpts = { numItems: PAGE_SIZE, cursor };
    const reply: z.infer<typeof pageSchema> = pageSchema.parse(
      await client.call(path, { ...args, paginationOpts }),
    );
    for (const row of reply.page) {
      yield schema.parse(row);
    }
    if (reply.isDone) {
      return;
    }
    cursor = reply.continueCursor;
  }
}
