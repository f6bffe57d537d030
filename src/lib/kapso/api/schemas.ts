/**
 * What we read of Kapso's answers (contract, section 14). Strict on what we
 * cannot do without, tolerant of the rest; keys that are not named, a webhook's
 * `secret_key` least of all, are never copied.
 */
import { z } from "zod";
import {
  countField,
  idField,
  nameField,
  timeField,
  tokenField,
} from "../fields";
import { MAX_ID_LENGTH } from "../../text/limits";

const requiredId = z.string().min(1).max(MAX_ID_LENGTH);
/** Meta's id of a number: it ends up in the next request's path. */
const numberId = z.string().regex(/^\d{1,32}$/);

export const phoneNumberSchema = z.object({
  phone_number_id: numberId,
  display_name: nameField,
  status: tokenField,
});
export type ApiPhoneNumber = z.infer<typeof phoneNumberSchema>;

/** The rest of a conversation is read as in a delivery, by `readKapsoItem`. */
export const conversationSchema = z.looseObject({
  id: requiredId,
  status: tokenField,
});
export type ApiConversation = z.infer<typeof conversationSchema>;

/** Likewise of a message. */
export const messageSchema = z.looseObject({ id: requiredId });
export type ApiMessage = z.infer<typeof messageSchema>;

export const contactSchema = z.object({
  id: requiredId,
  wa_id: idField,
  profile_name: nameField,
  business_scoped_user_id: idField,
});
export type ApiContact = z.infer<typeof contactSchema>;

const WORKFLOW_STATUSES = ["draft", "active", "archived"] as const;

export const workflowSchema = z.object({
  id: requiredId,
  name: z.string().default(""),
  slug: idField,
  status: z.enum(WORKFLOW_STATUSES).or(z.string()),
  message_debounce_seconds: countField,
});
export type ApiWorkflow = z.infer<typeof workflowSchema>;

/** The graph; positions are not read: a node that was moved is the same. */
export const definitionSchema = z.object({
  nodes: z.array(
    z.object({
      id: requiredId,
      data: z.object({
        node_type: z.string().default("unknown"),
        display_name: z.string().optional().catch(undefined),
        config: z.unknown().optional(),
      }),
    }),
  ),
  edges: z.array(
    z.object({
      id: idField,
      source: requiredId,
      target: requiredId,
      label: z.string().optional().catch(undefined),
      flow_condition_id: idField,
    }),
  ),
});
export type ApiDefinition = z.infer<typeof definitionSchema>;

export const webhookSchema = z.object({
  id: requiredId,
  url: z.string().max(2048),
  kind: z.string().default("kapso"),
  events: z.array(z.string()).default([]),
  active: z.boolean(),
  payload_version: z.string().optional().catch(undefined),
  phone_number_id: idField,
});
export type ApiWebhook = z.infer<typeof webhookSchema>;

export const deliverySchema = z.object({
  id: requiredId,
  event: z.string(),
  status: z.string(),
  response_status: countField,
  attempt_count: countField,
  created_at: timeField,
  failed_at: timeField,
  webhook_id: idField,
});
export type ApiDelivery = z.infer<typeof deliverySchema>;

/** `next` is an opaque cursor, no address. */
const cursorPageSchema = z.object({
  data: z.array(z.unknown()),
  paging: z.object({ next: z.string().max(4096).nullish() }).nullish(),
});

const numberedPageSchema = z.object({
  data: z.array(z.unknown()),
  meta: z
    .object({
      page: z.number().int().min(1),
      total_pages: z.number().int().min(0),
      total_count: z.number().int().min(0).optional(),
    })
    .nullish(),
});

export interface CursorPage<T> {
  items: T[];
  /** The next page's; null after the last one. */
  next: string | null;
}

/** A page of a list that goes by cursor; null when it cannot be read. */
export function readCursorPage<T>(
  body: unknown,
  item: z.ZodType<T>,
): CursorPage<T> | null {
  const page = cursorPageSchema.safeParse(body);
  const items = page.success
    ? z.array(item).safeParse(page.data.data)
    : undefined;
  if (!page.success || items?.success !== true) {
    return null;
  }
  const next = page.data.paging?.next ?? "";
  return { items: items.data, next: next === "" ? null : next };
}

export interface NumberedPage<T> {
  items: T[];
  totalPages: number;
  /** Rows of the whole list; it says when the list changed between two pages. */
  totalCount: number | undefined;
}

/** A page of a list that goes by number; null when it cannot be read. */
export function readNumberedPage<T>(
  body: unknown,
  item: z.ZodType<T>,
): NumberedPage<T> | null {
  const page = numberedPageSchema.safeParse(body);
  const items = page.success
    ? z.array(item).safeParse(page.data.data)
    : undefined;
  return page.success && items?.success === true
    ? {
        items: items.data,
        totalPages: page.data.meta?.total_pages ?? 1,
        totalCount: page.data.meta?.total_count,
      }
    : null;
}

/** `{data: …}` of a single thing; null when it cannot be read. */
export function readOne<T>(body: unknown, schema: z.ZodType<T>): T | null {
  const one = z.object({ data: schema }).safeParse(body);
  return one.success ? one.data.data : null;
}
