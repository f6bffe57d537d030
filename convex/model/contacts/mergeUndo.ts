/**
 * Taking a merge back, as if it had never been: both contacts say what they would
 * say by now, and what came in between is with whom it is about. What people have
 * changed since stays with the contact that went on.
 */
import { ConvexError } from "convex/values";
import { groupOf, rootsOf } from "../../../src/lib/crm/families";
import {
  UNDO_MS,
  undoRefusal,
  type UndoRefusal,
} from "../../../src/lib/crm/undo";
import type { UserId } from "../users/tables";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { placeConversations } from "../conversations/place";
import { loadLiveContact } from "../shared/redirects";
import type { Scope } from "../workspaces/scope";
import { keepApart, settleSuggestions } from "./duplicates";
import { recordContactEvent } from "./events";
import { edgeOf, loadFamily, loadMembers } from "./family";
import { beginMoving, countRows } from "./moving";
import { moveIdentities } from "./moveRows";
import { foldFacts, ownFactsOf, storedFacts } from "./own";
import { undoConversationMerge } from "./conversationMerge";
import { withEditedName, withFacts, withoutBrought } from "./undoPlan";
import { patchContact } from "./write";

type Contact = Doc<"contacts">;
type ContactId = Id<"contacts">;
type Merge = Doc<"mergeLog">;

/** Whether and until when a merge can be undone, and why not. */
export async function canUndo(
  ctx: QueryCtx,
  merge: Merge,
  now: number,
): Promise<{ until: number; refused?: string }> {
  const until = merge.merged_at + UNDO_MS;
  const refused =
    undoRefusal(merge, now) ??
    ((await findSplit(ctx, merge)) === null ? "linked_since" : undefined);
  return { until, refused };
}

/**
 * Undoes a merge of contacts or of conversations.
 *
 * @throws ConvexError `undo_unrecorded`, `already_undone`, `undo_expired`;
 *   `linked_since` when WhatsApp has linked the two since the merge.
 */
export async function undoMerge(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  by: UserId,
): Promise<void> {
  const refused = undoRefusal(merge, scope.now);
  if (refused !== undefined) {
    throw refuseUndo(refused);
  }
  const undone = { undone_at: scope.now, undone_by: by };
  if (merge.loser_conversation_id !== undefined) {
    await ctx.db.patch("mergeLog", merge._id, undone);
    await undoConversationMerge(ctx, merge);
    return;
  }
  const split = await findSplit(ctx, merge);
  if (split === null) {
    throw new ConvexError({ code: "linked_since" });
  }
  await ctx.db.patch("mergeLog", merge._id, {
    ...undone,
    family_id: undefined,
  });
  if (split === "still_one") {
    await ctx.db.patch("mergeLog", merge._id, { state: "undone" });
  } else {
    await separate(ctx, scope, merge, split, by);
  }
  if (merge.reason !== "human") {
    // Else the next message would make them one again.
    await rememberApart(ctx, scope, merge, by);
  }
}

/** Its codes are the ones that `src/lib/errors.ts` lists. */
const refuseUndo = (code: UndoRefusal) => new ConvexError({ code });

interface Split {
  /** Who goes on, and those that stay merged into it. */
  root: Contact;
  stay: ContactId[];
  /** Who is there again, and those merged into it. */
  leaveRoot: ContactId;
  leave: ContactId[];
  /** Merges that stand among those who leave. */
  leaveMerges: Id<"mergeLog">[];
}

/** What falls apart without the merge; null when something else holds it. */
async function findSplit(
  ctx: QueryCtx,
  merge: Merge,
): Promise<Split | "still_one" | null> {
  const [edge] = edgeOf(merge);
  if (edge === undefined || merge.family_id === undefined) {
    return merge.loser_conversation_id === undefined ? null : "still_one";
  }
  const root = await loadLiveContact(ctx, merge.family_id);
  const { members, merges } = await loadFamily(ctx, root);
  const others = merges.filter(({ _id }) => _id !== merge._id);
  const roots = rootsOf(members, others.flatMap(edgeOf));
  if (roots.get(edge.survivor) === roots.get(edge.loser)) {
    return merge.is_confirmation === true ? "still_one" : null;
  }
  const stay = groupOf(roots, root._id);
  const leave = members.filter((id) => !stay.includes(id));
  const [anyOfThem] = leave;
  const leaveRoot = anyOfThem && roots.get(anyOfThem);
  if (leaveRoot === undefined) {
    return null;
  }
  const leaveMerges = others.filter((other) =>
    edgeOf(other).some(({ loser }) => leave.includes(loser)),
  );
  return {
    root,
    stay,
    leaveRoot,
    leave,
    leaveMerges: leaveMerges.map(({ _id }) => _id),
  };
}

async function separate(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  split: Split,
  by: UserId,
): Promise<void> {
  const { root, stay, leaveRoot, leave } = split;
  for (const id of split.leaveMerges) {
    await ctx.db.patch("mergeLog", id, { family_id: leaveRoot });
  }
  const all = await loadMembers(ctx, [...stay, ...leave]);
  const staying = all.filter(({ _id }) => stay.includes(_id));
  const leaving = all.filter(({ _id }) => leave.includes(_id));
  await restoreLeaving(ctx, scope, merge, leaveRoot, leaving);
  await restoreStaying(ctx, scope, merge, root, staying, all);
  const placed = await placeConversations(ctx, leaveRoot, leave);
  await placeConversations(ctx, root._id, stay, placed);
  for (const id of leave) {
    await moveIdentities(ctx, id, leaveRoot);
  }
  await settleSuggestions(ctx, [root._id, ...leave]);
  const back = await loadLiveContact(ctx, leaveRoot);
  for (const contact of [root, back]) {
    await recordContactEvent(ctx, contact, {
      at: scope.now,
      actor: { kind: "member", user_id: by },
      kind: "merge_undone",
      aboutId: merge._id,
    });
  }
  await ctx.db.patch("mergeLog", merge._id, {
    moving_ids: leave,
    total_rows: await countRows(ctx, back),
  });
  await beginMoving(ctx, merge._id, "undoing", "human");
}

/** The one that goes on among those who leave says what they say by themselves. */
async function restoreLeaving(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  leaveRoot: ContactId,
  leaving: readonly Contact[],
): Promise<void> {
  const facts = foldFacts(leaving, scope.workspace.default_region);
  for (const contact of leaving) {
    if (contact._id !== leaveRoot) {
      await patchContact(ctx, contact, { merged_into: leaveRoot });
      continue;
    }
    const { _id, _creationTime, ...patch } = withFacts(
      contact._id === merge.survivor_id
        ? withoutBrought(contact, merge, [])
        : contact,
      facts,
    );
    const own =
      leaving.length > 1 ? storedFacts(ownFactsOf(contact)) : undefined;
    await patchContact(ctx, contact, { ...patch, own, merged_into: undefined });
  }
}

/** What the merge brought goes from whoever has had it since. */
async function restoreStaying(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  root: Contact,
  staying: readonly Contact[],
  all: readonly Contact[],
): Promise<void> {
  const region = scope.workspace.default_region;
  for (const contact of staying) {
    const others = staying.filter(({ _id }) => _id !== contact._id);
    const without = withoutBrought(contact, merge, others);
    if (contact._id === root._id) {
      const { _id, _creationTime, ...patch } = withEditedName(
        withFacts(without, foldFacts(staying, region)),
        contact,
        foldFacts(all, region),
        merge,
      );
      const own =
        staying.length > 1 ? storedFacts(ownFactsOf(contact)) : undefined;
      await patchContact(ctx, contact, { ...patch, own });
    } else if (contact.own !== undefined) {
      // One that others were merged into before it was merged itself.
      const { _id, _creationTime, ...patch } = without;
      await patchContact(ctx, contact, patch);
    }
  }
}

async function rememberApart(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  by: UserId,
): Promise<void> {
  const [edge] = edgeOf(merge);
  if (edge === undefined) {
    return;
  }
  const [a, b] = [
    await loadLiveContact(ctx, edge.survivor),
    await loadLiveContact(ctx, edge.loser),
  ];
  const homes = [edge.survivor, edge.loser] as const;
  await keepApart(ctx, scope, [a._id, b._id], by, homes);
}
