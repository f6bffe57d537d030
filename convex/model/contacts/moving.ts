/**
 * The part of a merge, or of its undo, that may be long: rows move in slices. The
 * row in `mergeLog` knows its job, so that a sweeper can tell when it got lost.
 */
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { queueLeadCheck } from "./leadChecks";
import { settleLeads } from "./leadRows";
import { scheduleScan } from "./scan";
import { refreshContactWaiting } from "./waiting";
import { loadLiveContact } from "../shared/redirects";
import { moveRows } from "./moveRows";

type Merge = Doc<"mergeLog">;

/** Rows that a merge by hand, or an undo, moves before it answers. */
export const ROWS_AT_ONCE = 1000;
/** Rows of a later slice, or of a merge within a delivery: others wait for it. */
const ROWS_PER_SLICE = 500;
/** Notes and events are counted so far, no further. */
const MAX_COUNTED = 1000;

/** About how many rows of a contact a merge moves. */
export async function countRows(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
): Promise<number> {
  const { notes, events } = await countOfContact(ctx, contact._id);
  return contact.message_count + notes + events;
}

/** Notes and timeline entries of a contact, 1,000 of each at most. */
export async function countOfContact(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<{ notes: number; events: number }> {
  const [notes, events] = await Promise.all([
    ctx.db
      .query("contactNotes")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
      .take(MAX_COUNTED),
    ctx.db
      .query("contactEvents")
      .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contactId))
      .take(MAX_COUNTED),
  ]);
  return { notes: notes.length, events: events.length };
}

/** Moves what can be moved at once and schedules the rest. */
export async function beginMoving(
  ctx: MutationCtx,
  mergeId: Id<"mergeLog">,
  state: "moving" | "undoing",
  reason: Merge["reason"],
): Promise<void> {
  await ctx.db.patch("mergeLog", mergeId, { state, moved_rows: 0 });
  const limit = reason === "human" ? ROWS_AT_ONCE : ROWS_PER_SLICE;
  const merge = await loadMerge(ctx, mergeId);
  await moveSlice(ctx, merge, limit);
  // Once: what duplicates are looked for by moves with no row.
  for (const id of await liveIdsOf(ctx, merge)) {
    await scheduleScan(ctx, id);
  }
}

/** Moves a slice of a merge that is under way; the last one ends it. */
export async function moveSlice(
  ctx: MutationCtx,
  merge: Merge,
  limit: number = ROWS_PER_SLICE,
): Promise<void> {
  const contactIds = merge.moving_ids ?? [];
  const { moved, isDone } = await moveRows(ctx, contactIds, limit);
  await refreshAll(ctx, merge);
  const moved_rows = (merge.moved_rows ?? 0) + moved;
  if (!isDone) {
    await ctx.db.patch("mergeLog", merge._id, {
      moved_rows,
      ...(await scheduleSlice(ctx, merge)),
    });
    return;
  }
  await ctx.db.patch("mergeLog", merge._id, {
    moved_rows,
    state: merge.state === "undoing" ? "undone" : "done",
    job_id: undefined,
  });
}

/** The contacts that those of a merge live on as. */
async function liveIdsOf(
  ctx: QueryCtx,
  { moving_ids: ids = [], survivor_id }: Merge,
): Promise<Set<Id<"contacts">>> {
  const live = new Set<Id<"contacts">>();
  for (const id of [...ids, survivor_id]) {
    live.add((await loadLiveContact(ctx, id))._id);
  }
  return live;
}

/** Who waits, and what was said last, follows from the rows that are there. */
async function refreshAll(ctx: MutationCtx, merge: Merge): Promise<void> {
  for (const id of await liveIdsOf(ctx, merge)) {
    await refreshContactWaiting(ctx, id);
    const contact = await loadLiveContact(ctx, id);
    await settleLeads(ctx, contact);
    await queueLeadCheck(ctx, contact);
  }
}

/** A job for the next slice, as the merge's row remembers it. */
export async function scheduleSlice(
  ctx: MutationCtx,
  merge: Merge,
): Promise<Required<Pick<Merge, "step" | "job_id">>> {
  const step = (merge.step ?? 0) + 1;
  const job_id = await ctx.scheduler.runAfter(
    0,
    internal.contacts.merges.moveOn,
    { merge_id: merge._id, step },
  );
  return { step, job_id };
}

/** True while a job is there that will move the next slice. */
export async function hasJob(ctx: QueryCtx, merge: Merge): Promise<boolean> {
  const job =
    merge.job_id &&
    (await ctx.db.system.get("_scheduled_functions", merge.job_id));
  return job?.state.kind === "pending" || job?.state.kind === "inProgress";
}

async function loadMerge(
  ctx: QueryCtx,
  mergeId: Id<"mergeLog">,
): Promise<Merge> {
  const merge = await ctx.db.get("mergeLog", mergeId);
  if (merge === null) {
    throw new Error("a merge that was written down exists -- invariant");
  }
  return merge;
}
