/** Kapso's things as we read them. Nothing here writes to Kapso. */
import type { z } from "zod";
import type { KapsoFailure } from "../../src/lib/kapso/api/failure";
import {
  contactSchema,
  conversationSchema,
  definitionSchema,
  deliverySchema,
  messageSchema,
  phoneNumberSchema,
  readCursorPage,
  readNumberedPage,
  readOne,
  webhookSchema,
  workflowSchema,
  type CursorPage,
  type NumberedPage,
} from "../../src/lib/kapso/api/schemas";
import type { ActionCtx } from "../_generated/server";
import type { KapsoRequest } from "./client";
import type { Connection } from "./keys";
import { requestKapso } from "./request";

export type Read<T> =
  { kind: "read"; value: T } | { kind: "failure"; failure: KapsoFailure };

/** The most that Kapso gives at once (contract, section 14). */
const PAGE_SIZE = 100;
/** Pages of a list that goes by number; nobody has more numbers or webhooks. */
const MAX_NUMBERED_PAGES = 50;
/** A list that keeps changing while it is read is read so often. */
const MAX_READINGS = 3;

type Filters = NonNullable<KapsoRequest["query"]>;

const failed = (code: KapsoFailure["code"]): Read<never> => ({
  kind: "failure",
  failure: { code },
});

async function read<T>(
  ctx: ActionCtx,
  connection: Connection,
  request: KapsoRequest,
  reader: (body: unknown) => T | null,
): Promise<Read<T>> {
  const result = await requestKapso(ctx, connection, request);
  if (result.kind === "failure") {
    return result;
  }
  const value = reader(result.body);
  return value === null ? failed("kapso_unreadable") : { kind: "read", value };
}

/** A reader of one page of a list that goes by cursor. */
const pageReader =
  <T>(path: string, item: z.ZodType<T>) =>
  async (
    ctx: ActionCtx,
    connection: Connection,
    { cursor, ...filters }: Filters & { cursor?: string },
  ): Promise<Read<CursorPage<T>>> => {
    const query = { ...filters, limit: PAGE_SIZE, after: cursor };
    const page = await read(ctx, connection, { path, query }, (body) =>
      readCursorPage(body, item),
    );
    // A cursor that leads to itself would never end.
    return page.kind === "read" &&
      cursor !== undefined &&
      page.value.next === cursor
      ? failed("kapso_unreadable")
      : page;
  };

/** Newest activity first; filters: `phone_number_id`, `last_active_after`, … */
export const readConversations = pageReader(
  "/whatsapp/conversations",
  conversationSchema,
);

/** Filters: `phone_number_id`, `conversation_id`, `direction`, … */
export const readMessages = pageReader("/whatsapp/messages", messageSchema);

export const readContacts = pageReader("/whatsapp/contacts", contactSchema);

/** Attempts at our webhooks; without bodies. Filters: `status`, `period`, … */
export const readDeliveries = pageReader("/webhook_deliveries", deliverySchema);

/**
 * A whole list that goes by number. When its length changes between two pages,
 * rows have shifted from one to the other: it is read again.
 */
async function readNumbered<T>(
  ctx: ActionCtx,
  connection: Connection,
  path: string,
  item: z.ZodType<T>,
): Promise<Read<T[]>> {
  for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
    const pages: NumberedPage<T>[] = [];
    for (let page = 1; page <= MAX_NUMBERED_PAGES; page += 1) {
      const query = { page, per_page: PAGE_SIZE };
      const next = await read(ctx, connection, { path, query }, (body) =>
        readNumberedPage(body, item),
      );
      if (next.kind === "failure") {
        return next;
      }
      pages.push(next.value);
      if (page >= next.value.totalPages) {
        break;
      }
    }
    const isSteady = new Set(pages.map((page) => page.totalCount)).size === 1;
    const isWhole = pages.length >= (pages.at(-1)?.totalPages ?? 1);
    if (!isWhole) {
      return failed("kapso_too_many_pages");
    }
    if (isSteady) {
      return { kind: "read", value: pages.flatMap((page) => page.items) };
    }
  }
  return failed("kapso_unreadable");
}

export const readPhoneNumbers = async (
  ctx: ActionCtx,
  connection: Connection,
) =>
  await readNumbered(
    ctx,
    connection,
    "/whatsapp/phone_numbers",
    phoneNumberSchema,
  );

/** A number's webhooks; their secrets, which Kapso tells, are not read. */
export const readWebhooks = async (
  ctx: ActionCtx,
  connection: Connection,
  phoneNumberId: string,
) =>
  await readNumbered(
    ctx,
    connection,
    `/whatsapp/phone_numbers/${encodeURIComponent(phoneNumberId)}/webhooks`,
    webhookSchema,
  );

/** All workflows; the list has no pages. */
export const readWorkflows = async (ctx: ActionCtx, connection: Connection) =>
  await read(
    ctx,
    connection,
    { path: "/workflows" },
    (body) => readCursorPage(body, workflowSchema)?.items ?? null,
  );

export const readDefinition = async (
  ctx: ActionCtx,
  connection: Connection,
  workflowId: string,
) =>
  await read(
    ctx,
    connection,
    { path: `/workflows/${encodeURIComponent(workflowId)}/definition` },
    (body) => readOne(body, definitionSchema),
  );
