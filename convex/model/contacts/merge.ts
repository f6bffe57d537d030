/**
 * Making two contacts one. The survivor goes on and says what both say; the
 * loser stays as a redirect that goes on saying its own. Short histories move in
 * the same transaction, long ones in slices right after it.
 */
import { ConvexError } from "convex/values";
import type { UserId } from "../users/tables";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { placeConversations } from "../conversations/place";
import type { Scope } from "../workspaces/scope";
import { settleSuggestions } from "./duplicates";
import { type Actor, recordContactEvent } from "./events";
import { type Family, loadFamily, loadMembers, MAX_FAMILY } from "./family";
import { type MergeChoices, planMerge } from "./mergePlan";
import { beginMoving, countRows } from "./moving";
import { moveIdentities } from "./moveRows";
import { foldFacts, settledOwn } from "./own";
import { loadLiveContact } from "../shared/redirects";
import { peopleFieldsOf } from "./undoPlan";
import { patchContact } from "./write";

type Contact = Doc<"contacts">;

/** A contact as it is, and the one merged into it that this is about. */
export interface Candidate {
  contact: Contact;
  homeId: Id<"contacts">;
}

export interface Merge {
  survivor: Candidate;
  loser: Candidate;
  reason: Doc<"mergeLog">["reason"];
  choices: MergeChoices;
  /** Who asked for it; absent for what the service does by itself. */
  by?: UserId;
}

/**
 * Makes two contacts one that the service need not ask about. The one that
 * others were merged into goes on, else the one with more messages: fewer rows
 * to rewrite. Null when they are too many to be one.
 */
export async function mergeByItself(
  ctx: MutationCtx,
  scope: Scope,
  a: Candidate,
  b: Candidate,
  reason: Doc<"mergeLog">["reason"],
): Promise<Contact | null> {
  const isFamily = ({ contact }: Candidate) => contact.own !== undefined;
  const isGreater =
    isFamily(a) === isFamily(b)
      ? b.contact.message_count > a.contact.message_count
      : isFamily(b);
  const [survivor, loser] = isGreater ? [b, a] : [a, b];
  const families = await loadFamilies(ctx, survivor, loser);
  if (sizeOf(families) > MAX_FAMILY) {
    return null;
  }
  const merge = { survivor, loser, reason, choices: {} };
  const { survivorId } = await makeOne(ctx, scope, merge, families);
  return await loadLiveContact(ctx, survivorId);
}

/**
 * Makes two contacts one because people said so.
 *
 * @throws ConvexError `merge_too_large`, `invalid_choices`.
 */
export async function mergeByHand(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
): Promise<Id<"mergeLog">> {
  const families = await loadFamilies(ctx, merge.survivor, merge.loser);
  if (sizeOf(families) > MAX_FAMILY) {
    throw new ConvexError({ code: "merge_too_large" });
  }
  const { mergeId } = await makeOne(ctx, scope, merge, families);
  return mergeId;
}

type Families = [ofSurvivor: Family, ofLoser: Family];

const sizeOf = (families: Families) =>
  families.reduce((size, { members }) => size + members.length, 0);

async function loadFamilies(
  ctx: MutationCtx,
  survivor: Candidate,
  loser: Candidate,
): Promise<Families> {
  return [
    await loadFamily(ctx, survivor.contact),
    await loadFamily(ctx, loser.contact),
  ];
}

async function makeOne(
  ctx: MutationCtx,
  scope: Scope,
  merge: Merge,
  [ofSurvivor, ofLoser]: Families,
): Promise<{ mergeId: Id<"mergeLog">; survivorId: Id<"contacts"> }> {
  const [survivor, loser] = [merge.survivor.contact, merge.loser.contact];
  const patch = planMerge(survivor, loser, merge.choices, {
    defaultRegion: scope.workspace.default_region,
    now: scope.now,
    by: merge.by,
  });
  const merged = { ...survivor, ...patch };
  const mergeId = await ctx.db.insert("mergeLog", {
    ...describeMerge(scope, merge),
    people_before: peopleFieldsOf(survivor),
    people_after: peopleFieldsOf(merged),
    moving_ids: ofLoser.members,
    total_rows: await countRows(ctx, loser),
  });
  for (const { _id } of ofLoser.merges) {
    await ctx.db.patch("mergeLog", _id, { family_id: survivor._id });
  }
  await redirectMembers(ctx, scope, ofLoser, loser, survivor._id);
  await patchContact(ctx, survivor, {
    ...patch,
    own: await ownBeforeMerge(ctx, scope, ofSurvivor, survivor),
  });
  await placeConversations(ctx, survivor._id, [
    ...ofSurvivor.members,
    ...ofLoser.members,
  ]);
  await settleSuggestions(ctx, [survivor._id, ...ofLoser.members]);
  await recordContactEvent(ctx, survivor, {
    at: scope.now,
    actor: actorOf(merge),
    kind: "merged",
    aboutId: mergeId,
  });
  await beginMoving(ctx, mergeId, "moving", merge.reason);
  return { mergeId, survivorId: survivor._id };
}

/** The loser and all that were merged into it lead to the survivor. */
async function redirectMembers(
  ctx: MutationCtx,
  scope: Scope,
  family: Family,
  loser: Contact,
  survivorId: Id<"contacts">,
): Promise<void> {
  const own = loser.own && (await ownBeforeMerge(ctx, scope, family, loser));
  for (const member of await loadMembers(ctx, family.members)) {
    await patchContact(ctx, member, {
      merged_into: survivorId,
      ...(member._id === loser._id && own && { own }),
    });
    await moveIdentities(ctx, member._id, survivorId);
  }
}

async function ownBeforeMerge(
  ctx: MutationCtx,
  scope: Scope,
  { members }: Family,
  contact: Contact,
): Promise<Contact["own"]> {
  const together =
    contact.own === undefined
      ? null
      : foldFacts(
          await loadMembers(ctx, members),
          scope.workspace.default_region,
        );
  return settledOwn(contact, together);
}

function describeMerge({ now }: Scope, { survivor, loser, reason, by }: Merge) {
  return {
    workspace_id: survivor.contact.workspace_id,
    survivor_id: survivor.contact._id,
    loser_id: loser.contact._id,
    reason,
    loser_json: JSON.stringify(loser.contact),
    survivor_json: JSON.stringify(survivor.contact),
    merged_at: now,
    merged_by: by,
    family_id: survivor.contact._id,
    survivor_leaf_id: survivor.homeId,
    loser_leaf_id: loser.homeId,
  };
}

function actorOf({ by }: Merge): Actor {
  return by === undefined
    ? { kind: "provider" }
    : { kind: "member", user_id: by };
}

/**
 * Writes down that two who are one already would have become one by themselves:
 * whoever undoes the merge by hand is told so.
 */
export async function confirmMerge(
  ctx: MutationCtx,
  scope: Scope,
  contact: Contact,
  homes: readonly [Id<"contacts">, Id<"contacts">],
  reason: Doc<"mergeLog">["reason"],
): Promise<void> {
  const [survivorHome, loserHome] = homes;
  const merge: Merge = {
    survivor: { contact, homeId: survivorHome },
    loser: { contact, homeId: loserHome },
    reason,
    choices: {},
  };
  await ctx.db.insert("mergeLog", {
    ...describeMerge(scope, merge),
    is_confirmation: true,
    state: "done",
  });
}
