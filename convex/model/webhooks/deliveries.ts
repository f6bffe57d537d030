/** From an audit row back to the items of its stored body. */
import { decodeItems, encodeItems } from "../../../src/lib/kapso/itemSlice";
import { listDelivery } from "../../../src/lib/kapso/parse";
import { splitBody } from "../../../src/lib/webhooks/payloadParts";
import type { RawItem } from "../../../src/lib/kapso/rawItems";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { logEvent } from "../shared/log";
import {
  BATCH_HEADER,
  EVENT_HEADER,
  VERSION_HEADER,
} from "../../../src/lib/kapso/headers";

/**
 * Items per stored slice, and at most so many per transaction. One reads about
 * 12 index ranges of the 4,096 a transaction has, and takes a few milliseconds
 * of its 1 s (docs.convex.dev/production/state/limits).
 */
export const ITEMS_PER_SLICE = 200;

export type LoadedItems =
  | {
      kind: "usable";
      /** Unread items from the one that was asked for on. */
      items: RawItem[];
      /** Items of the whole delivery. */
      itemCount: number;
      /** Set when they are from the whole body and more than one slice. */
      cut?: { items: RawItem[]; expiresAt: number };
    }
  | { kind: "unusable"; reason: string };

/** Parts a body of 3 MiB, or a slice of it, can have at most. */
const MAX_PARTS = 64;

/**
 * Loads the items of a recorded delivery from `start` on: of the stored slice
 * that holds it, or of the whole body where there is none or it cannot be read.
 * Never throws on what the body holds.
 *
 * @throws Error when neither the slice nor the body can be read.
 */
export async function loadItems(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
  start: number,
): Promise<LoadedItems> {
  const slice =
    audit.item_count > ITEMS_PER_SLICE
      ? await loadSlice(ctx, audit._id, start)
      : null;
  if (slice?.kind === "readable") {
    return { kind: "usable", items: slice.items, itemCount: audit.item_count };
  }
  const fromBody = await loadBody(ctx, audit, start);
  if (slice === null) {
    return fromBody;
  }
  logEvent("webhook.slice_unreadable", { audit_id: audit._id });
  if (fromBody.kind === "unusable") {
    throw slice.error;
  }
  // It is cut already: only this slice is taken from the body.
  return { ...fromBody, cut: undefined };
}

/** A body as it was sent, with the headers that say how to read it. */
export interface StoredBody {
  body: string;
  headers: Doc<"webhookPayloads">["headers"];
  /** When it goes, ms UTC. */
  expiresAt: number;
}

/** The body of a delivery; null when it is kept no longer. */
export async function readStoredBody(
  ctx: QueryCtx,
  auditId: Id<"webhookAudit">,
): Promise<StoredBody | null> {
  const parts = await ctx.db
    .query("webhookPayloads")
    .withIndex("by_audit_id_and_part", (q) => q.eq("audit_id", auditId))
    .take(MAX_PARTS);
  const [first] = parts;
  return first === undefined
    ? null
    : {
        body: parts.map((part) => part.body).join(""),
        headers: first.headers,
        expiresAt: first.expires_at,
      };
}

/** The items of the whole body from `start` on, and where to cut it. */
async function loadBody(
  ctx: QueryCtx,
  audit: Doc<"webhookAudit">,
  start: number,
): Promise<LoadedItems> {
  const stored = await readStoredBody(ctx, audit._id);
  if (stored === null) {
    return { kind: "unusable", reason: "payload_expired" };
  }
  const { body, headers, expiresAt } = stored;
  const listed = listDelivery(body, storedHeaders(headers));
  if (listed.kind === "rejected") {
    return { kind: "unusable", reason: listed.reason };
  }
  const { items } = listed;
  return {
    kind: "usable",
    items: items.slice(start),
    itemCount: items.length,
    ...(items.length > ITEMS_PER_SLICE ? { cut: { items, expiresAt } } : {}),
  };
}

type StoredSlice =
  | { kind: "readable"; items: RawItem[] }
  | { kind: "unreadable"; error: unknown };

/** The slice's items from `start` on; null when no slice holds it. */
async function loadSlice(
  ctx: QueryCtx,
  auditId: Id<"webhookAudit">,
  start: number,
): Promise<StoredSlice | null> {
  const last = await ctx.db
    .query("webhookSlices")
    .withIndex("by_audit_id_and_first_item_and_part", (q) =>
      q.eq("audit_id", auditId).lte("first_item", start),
    )
    .order("desc")
    .first();
  if (last === null || start >= last.first_item + last.item_count) {
    return null;
  }
  const parts =
    last.part === 0
      ? [last]
      : await ctx.db
          .query("webhookSlices")
          .withIndex("by_audit_id_and_first_item_and_part", (q) =>
            q.eq("audit_id", auditId).eq("first_item", last.first_item),
          )
          .take(MAX_PARTS);
  try {
    const items = decodeItems(parts.map((part) => part.items).join(""));
    return { kind: "readable", items: items.slice(start - last.first_item) };
  } catch (error) {
    return { kind: "unreadable", error };
  }
}

/** Stores the slices of a large body, so that it is not parsed again. */
export async function storeSlices(
  ctx: MutationCtx,
  auditId: Id<"webhookAudit">,
  { items, expiresAt }: { items: RawItem[]; expiresAt: number },
): Promise<void> {
  for (let first = 0; first < items.length; first += ITEMS_PER_SLICE) {
    const slice = items.slice(first, first + ITEMS_PER_SLICE);
    for (const [part, text] of splitBody(encodeItems(slice)).entries()) {
      await ctx.db.insert("webhookSlices", {
        audit_id: auditId,
        first_item: first,
        item_count: slice.length,
        part,
        items: text,
        expires_at: expiresAt,
      });
    }
  }
}

/** Deletes a delivery's slices: nothing of it is waiting, or it starts anew. */
export async function deleteSlices(
  ctx: MutationCtx,
  audit: Pick<Doc<"webhookAudit">, "_id" | "item_count">,
): Promise<void> {
  if (audit.item_count <= ITEMS_PER_SLICE) {
    return;
  }
  const slices = ctx.db
    .query("webhookSlices")
    .withIndex("by_audit_id_and_first_item_and_part", (q) =>
      q.eq("audit_id", audit._id),
    );
  for await (const slice of slices) {
    await ctx.db.delete("webhookSlices", slice._id);
  }
}

/** The kept headers behind the interface that parsing reads headers with. */
function storedHeaders(headers: Doc<"webhookPayloads">["headers"]) {
  const byName = new Map([
    [EVENT_HEADER.toLowerCase(), headers.event],
    [VERSION_HEADER.toLowerCase(), headers.version],
    [BATCH_HEADER.toLowerCase(), headers.batch],
  ]);
  return {
    get: (name: string) => byName.get(name.toLowerCase()) ?? null,
  };
}
