/**
 * Contacts that merges have made one: the live one and those merged into it.
 * The standing rows of `mergeLog` say what holds them together.
 */
import {
  groupOf,
  rootsOf,
  type MergeEdge,
} from "../../../src/lib/crm/families";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

type Contact = Doc<"contacts">;
type ContactId = Id<"contacts">;

/** Contacts that may become one: a few in life; the cap bounds the work. */
export const MAX_FAMILY = 100;

export interface Family {
  /** The live contact first. */
  members: ContactId[];
  /** What holds them together, oldest first. */
  merges: Doc<"mergeLog">[];
}

/** What belongs to a live contact; one that nothing was merged into is alone. */
export async function loadFamily(
  ctx: QueryCtx,
  contact: Contact,
): Promise<Family> {
  if (contact.own === undefined) {
    return { members: [contact._id], merges: [] };
  }
  const merges = await ctx.db
    .query("mergeLog")
    .withIndex("by_family_id", (q) => q.eq("family_id", contact._id))
    .take(2 * MAX_FAMILY);
  const members = new Set([contact._id]);
  for (const { survivor, loser } of merges.flatMap(edgeOf)) {
    members.add(survivor).add(loser);
  }
  return { members: [...members], merges };
}

/** A merge as an edge between the two that it joined; none for conversations. */
export function edgeOf(merge: Doc<"mergeLog">): MergeEdge<ContactId>[] {
  const { survivor_leaf_id: survivor, loser_leaf_id: loser } = merge;
  return survivor === undefined || loser === undefined
    ? []
    : [{ survivor, loser }];
}

/**
 * Those of a contact's family that are one without any person's word: what the
 * contact would be had nobody merged by hand.
 */
export async function loadNaturalGroup(
  ctx: QueryCtx,
  contact: Contact,
  homeId: ContactId,
): Promise<ContactId[]> {
  const { members, merges } = await loadFamily(ctx, contact);
  const byItself = merges.filter(({ reason }) => reason !== "human");
  return groupOf(rootsOf(members, byItself.flatMap(edgeOf)), homeId);
}

export async function loadMembers(
  ctx: QueryCtx,
  ids: readonly ContactId[],
): Promise<Contact[]> {
  const contacts = await Promise.all(
    ids.map((id) => ctx.db.get("contacts", id)),
  );
  return contacts.filter((contact) => contact !== null);
}
