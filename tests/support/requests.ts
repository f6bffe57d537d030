/** Requests as a test wants them: any bytes, path, headers and secret. */
import { post, signBody, TEST_SECRET } from "./deliver";
import type { Telling } from "./conversationArbitrary";
import { drain, type TestConvex } from "./setup";

export const WEBHOOK_PATH = "/webhooks/kapso";

export type Fetcher = Pick<TestConvex, "fetch">;

interface SignedPost {
  body: string | Uint8Array<ArrayBuffer>;
  path?: string;
  secret?: string;
  headers?: Record<string, string>;
}

const toBytes = (body: string | Uint8Array<ArrayBuffer>) =>
  typeof body === "string" ? new TextEncoder().encode(body) : body;

/** Posts bytes with a right signature; `headers` may replace it. */
export async function postSigned(
  t: Fetcher,
  { body, path = WEBHOOK_PATH, secret = TEST_SECRET, headers }: SignedPost,
): Promise<Response> {
  const bytes = toBytes(body);
  return await t.fetch(path, {
    method: "POST",
    headers: {
      "X-Webhook-Signature": await signBody(bytes, secret),
      ...headers,
    },
    body: bytes,
  });
}

/** Posts bytes with the given headers and no others. */
export async function postPlain(
  t: Fetcher,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await t.fetch(WEBHOOK_PATH, {
    method: "POST",
    headers,
    body: toBytes(body),
  });
}

let nextKey = 0;

/** Delivers each telling under a key of its own and lets it be processed. */
export async function deliver(
  t: TestConvex,
  ...tellings: Pick<Telling, "event" | "body">[]
): Promise<void> {
  for (const telling of tellings) {
    nextKey += 1;
    const response = await post(t, telling, `delivery-${nextKey}`);
    if (response.status !== 200) {
      throw new Error(`a delivery was answered ${response.status}`);
    }
    await drain(t);
  }
}
