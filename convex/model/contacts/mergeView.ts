/** A merge that was, as people see it. */
import { v } from "convex/values";
import { UNDO_MS, undoRefusal } from "../../../src/lib/crm/undo";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import schema from "../../schema";
import { loadPerson, vPerson } from "./person";

const vMergeRow = schema
  .doc("mergeLog")
  .pick(
    "reason",
    "merged_at",
    "merged_by",
    "state",
    "is_confirmation",
    "survivor_conversation_id",
    "loser_conversation_id",
    "moved_rows",
    "total_rows",
    "undone_at",
    "undone_by",
  );

export const vMergeView = v.object({
  merge_id: v.id("mergeLog"),
  kind: v.union(v.literal("contacts"), v.literal("conversations")),
  survivor: vPerson,
  duplicate: vPerson,
  ...vMergeRow.fields,
  undo_until: v.number(),
  /** Why it cannot be undone, as far as the time `as_of` and its row tell. */
  undo_refused: v.optional(v.string()),
});

/** A merge as people see it; `asOf` tells whether its time is over. */
export async function toMergeView(
  ctx: QueryCtx,
  merge: Doc<"mergeLog">,
  asOf: number,
  region: string,
): Promise<typeof vMergeView.type> {
  const [survivor, duplicate] = await Promise.all([
    loadPerson(ctx, merge.survivor_id, region),
    loadPerson(ctx, merge.loser_id, region),
  ]);
  const isOfContacts = merge.loser_conversation_id === undefined;
  return {
    merge_id: merge._id,
    kind: isOfContacts ? "contacts" : "conversations",
    survivor,
    duplicate,
    reason: merge.reason,
    merged_at: merge.merged_at,
    merged_by: merge.merged_by,
    state: merge.state,
    is_confirmation: merge.is_confirmation,
    survivor_conversation_id: merge.survivor_conversation_id,
    loser_conversation_id: merge.loser_conversation_id,
    moved_rows: merge.moved_rows,
    total_rows: merge.total_rows,
    undone_at: merge.undone_at,
    undone_by: merge.undone_by,
    undo_until: merge.merged_at + UNDO_MS,
    undo_refused: undoRefusal(merge, asOf),
  };
}
