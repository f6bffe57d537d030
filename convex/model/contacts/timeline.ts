/** A contact's history and messages as one stream, newest first. */
import {
  mergedStream,
  QueryStream,
  stream,
  type IndexBounds,
} from "convex-helpers/server/stream";
import type { PaginationOptions, PaginationResult } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { toMessageView, vMessage } from "../shared/views";
import { toContactEventView, vContactEventView } from "./events";

export const vTimelineItem = v.union(
  v.object({ kind: v.literal("message"), at: v.number(), message: vMessage }),
  v.object({
    kind: v.literal("event"),
    at: v.number(),
    event: vContactEventView,
  }),
);
export type TimelineItem = typeof vTimelineItem.type;

/**
 * A stream whose key is called otherwise: two tables can be merged by time
 * though each has its own name for it.
 */
class RenamedStream<T extends NonNullable<unknown>> extends QueryStream<T> {
  readonly #stream: QueryStream<T>;
  readonly #fields: string[];

  constructor(inner: QueryStream<T>, fields: string[]) {
    super();
    this.#stream = inner;
    this.#fields = fields;
  }
  iterWithKeys(trackBandwidth?: boolean) {
    return this.#stream.iterWithKeys(trackBandwidth);
  }
  narrow(bounds: IndexBounds): QueryStream<T> {
    return new RenamedStream(this.#stream.narrow(bounds), this.#fields);
  }
  getOrder() {
    return this.#stream.getOrder();
  }
  getIndexFields() {
    return this.#fields;
  }
  getEqualityIndexFilter() {
    return this.#stream.getEqualityIndexFilter();
  }
}

/** Messages by provider time, events by ours. */
const KEY = ["contact_id", "at", "_creationTime", "_id"];

/**
 * One page of what happened with a contact. Cursors keep their place whatever is
 * added, and `endCursor` holds a page still.
 */
export async function pageOfTimeline(
  ctx: QueryCtx,
  contact: Pick<Doc<"contacts">, "_id">,
  viewer: Pick<Doc<"members">, "role">,
  paginationOpts: PaginationOptions,
): Promise<PaginationResult<TimelineItem>> {
  const db = stream(ctx.db, schema);
  const messages: QueryStream<TimelineItem> = db
    .query("messages")
    .withIndex("by_contact_id_and_sent_at", (q) =>
      q.eq("contact_id", contact._id),
    )
    .order("desc")
    .map(async (message) => ({
      kind: "message" as const,
      at: message.sent_at,
      message: toMessageView(message, viewer),
    }));
  const events: QueryStream<TimelineItem> = db
    .query("contactEvents")
    .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contact._id))
    .order("desc")
    .map(async (event) => ({
      kind: "event" as const,
      at: event.at,
      event: await toContactEventView(ctx, event),
    }));
  const both = [messages, events].map((one) => new RenamedStream(one, KEY));
  return await mergedStream(both, ["at"]).paginate(paginationOpts);
}
