/** Two contacts that may be one person: a pair is one row, whoever met whom. */
import { hasChanges } from "../../../src/lib/values/hasChanges";
import type { UserId } from "../users/tables";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { loadLiveContact } from "../shared/redirects";
import type { Scope } from "../workspaces/scope";
import { SUGGESTION_REASONS } from "./mergeTables";

type Suggestion = Doc<"duplicateSuggestions">;
type ContactId = Id<"contacts">;
export type SuggestionReason = Suggestion["reason"];

export interface Pair {
  contact_id: ContactId;
  other_contact_id: ContactId;
}

/** People one contact may be mistaken for: a few; the cap bounds the work. */
const MAX_SUGGESTIONS = 200;

/** The smaller id first. */
function pairOf(a: ContactId, b: ContactId): Pair {
  return a < b
    ? { contact_id: a, other_contact_id: b }
    : { contact_id: b, other_contact_id: a };
}

/** What is asked first: the strongest reason has the greatest number. */
export function strengthOf(reason: SuggestionReason): number {
  return SUGGESTION_REASONS.length - SUGGESTION_REASONS.indexOf(reason);
}

/** The row about two contacts as they are now, open or kept. */
export async function findSuggestion(
  ctx: QueryCtx,
  a: ContactId,
  b: ContactId,
): Promise<Suggestion | null> {
  const pair = pairOf(a, b);
  return await ctx.db
    .query("duplicateSuggestions")
    .withIndex("by_contact_id_and_other_contact_id", (q) =>
      q
        .eq("contact_id", pair.contact_id)
        .eq("other_contact_id", pair.other_contact_id),
    )
    .first();
}

/** The row that was filed about two contacts, whatever became of them. */
async function findFiled(
  ctx: QueryCtx,
  a: ContactId,
  b: ContactId,
): Promise<Suggestion | null> {
  const pair = pairOf(a, b);
  return await ctx.db
    .query("duplicateSuggestions")
    .withIndex("by_leaf_id_and_other_leaf_id", (q) =>
      q
        .eq("leaf_id", pair.contact_id)
        .eq("other_leaf_id", pair.other_contact_id),
    )
    .first();
}

/** True when people said that two contacts are two. */
export async function areKeptApart(
  ctx: QueryCtx,
  a: ContactId,
  b: ContactId,
): Promise<boolean> {
  const row = (await findSuggestion(ctx, a, b)) ?? (await findFiled(ctx, a, b));
  return row !== null && (row.status === "kept" || isKept(row));
}

/** That somebody decided about these two, not about who they have become. */
const isKept = (row: Suggestion) => row.kept_at !== undefined;

/**
 * Asks people about two live contacts, unless they were asked before; a new
 * reason is added to the question.
 *
 * @param homes the two that it is about, where they were merged into others
 */
export async function suggestDuplicate(
  ctx: MutationCtx,
  scope: Scope,
  [a, b]: readonly [ContactId, ContactId],
  reason: SuggestionReason,
  homes: readonly [ContactId, ContactId] = [a, b],
): Promise<void> {
  const known =
    (a === b ? null : await findSuggestion(ctx, a, b)) ??
    (await findFiled(ctx, ...homes));
  if (known !== null) {
    await addReason(ctx, known, reason);
    return;
  }
  await insertSuggestion(ctx, scope, [a, b], homes, {
    reason,
    status: a === b ? "merged" : "open",
  });
}

async function addReason(
  ctx: MutationCtx,
  row: Suggestion,
  reason: SuggestionReason,
): Promise<void> {
  const known = reasonsOf(row);
  if (known.includes(reason)) {
    return;
  }
  const reasons = SUGGESTION_REASONS.filter(
    (one) => one === reason || known.includes(one),
  );
  const [strongest = reason] = reasons;
  await ctx.db.patch("duplicateSuggestions", row._id, {
    reason: strongest,
    reasons,
    strength: strengthOf(strongest),
  });
}

export const reasonsOf = (row: Suggestion): SuggestionReason[] =>
  row.reasons ?? [row.reason];

async function insertSuggestion(
  ctx: MutationCtx,
  scope: Scope,
  [a, b]: readonly [ContactId, ContactId],
  homes: readonly [ContactId, ContactId],
  fields: Pick<Suggestion, "reason" | "status"> & Partial<Suggestion>,
): Promise<Id<"duplicateSuggestions">> {
  const leaves = pairOf(...homes);
  return await ctx.db.insert("duplicateSuggestions", {
    workspace_id: scope.workspace._id,
    ...(a === b ? leaves : pairOf(a, b)),
    leaf_id: leaves.contact_id,
    other_leaf_id: leaves.other_contact_id,
    strength: strengthOf(fields.reason),
    created_at: scope.now,
    ...fields,
  });
}

/**
 * Remembers that two contacts are two people.
 *
 * @param homes the two that it is about, where they were merged into others
 */
export async function keepApart(
  ctx: MutationCtx,
  scope: Scope,
  [a, b]: readonly [ContactId, ContactId],
  by: UserId,
  homes: readonly [ContactId, ContactId] = [a, b],
): Promise<void> {
  const known =
    a === b ? await findFiled(ctx, ...homes) : await findSuggestion(ctx, a, b);
  const status: Suggestion["status"] = a === b ? "merged" : "kept";
  const decision = { status, kept_at: scope.now, kept_by: by };
  if (known === null) {
    const reason = "told_apart";
    await insertSuggestion(ctx, scope, [a, b], homes, { reason, ...decision });
  } else {
    await ctx.db.patch("duplicateSuggestions", known._id, decision);
  }
}

/** Takes a "not a duplicate" back; false when there is none. */
export async function askAgain(
  ctx: MutationCtx,
  a: ContactId,
  b: ContactId,
): Promise<boolean> {
  const shown = await findSuggestion(ctx, a, b);
  if (shown?.status !== "kept") {
    return false;
  }
  // The decision may have been about two that were merged into these.
  const key = keyOf(pairOf(a, b));
  for (const row of await listSuggestions(ctx, a)) {
    if (isKept(row) && keyOf(await currentPair(ctx, row)) === key) {
      await ctx.db.patch("duplicateSuggestions", row._id, {
        kept_at: undefined,
        kept_by: undefined,
      });
    }
  }
  await settleSuggestions(ctx, [a, b]);
  return true;
}

const keyOf = (pair: Pair | null) =>
  pair && `${pair.contact_id} ${pair.other_contact_id}`;

/**
 * Brings every suggestion that touches the contacts up to date with who these
 * are by now. Of several about one pair one is asked; where the two are one for
 * now, none. That people told two contacts apart counts for what these have
 * become.
 */
export async function settleSuggestions(
  ctx: MutationCtx,
  contactIds: readonly ContactId[],
): Promise<void> {
  const found = new Map<Id<"duplicateSuggestions">, Suggestion>();
  for (const id of contactIds) {
    for (const row of await listSuggestions(ctx, id)) {
      found.set(row._id, row);
    }
  }
  const groups = new Map<string, { pair: Pair; rows: Suggestion[] }>();
  for (const row of found.values()) {
    const pair = await currentPair(ctx, row);
    const key = keyOf(pair);
    if (pair === null || key === null) {
      await settle(ctx, row, { status: "merged" });
    } else {
      const rows = groups.get(key)?.rows ?? [];
      groups.set(key, { pair, rows: [...rows, row] });
    }
  }
  for (const { pair, rows } of groups.values()) {
    await settleGroup(ctx, pair, rows);
  }
}

/** Who a suggestion's two are now; null when they are one. */
async function currentPair(
  ctx: QueryCtx,
  row: Suggestion,
): Promise<Pair | null> {
  const [a, b] = await Promise.all([
    loadLiveContact(ctx, row.leaf_id ?? row.contact_id),
    loadLiveContact(ctx, row.other_leaf_id ?? row.other_contact_id),
  ]);
  return a._id === b._id ? null : pairOf(a._id, b._id);
}

/** Of several rows about one pair the first is shown, the others wait. */
async function settleGroup(
  ctx: MutationCtx,
  pair: Pair,
  rows: readonly Suggestion[],
): Promise<void> {
  const isAsked = (row: Suggestion) => (row.status === "merged" ? 0 : 1);
  const isThere = (row: Suggestion) => (keyOf(row) === keyOf(pair) ? 1 : 0);
  const [shown, ...others] = rows.toSorted(
    (a, b) =>
      isAsked(b) - isAsked(a) ||
      isThere(b) - isThere(a) ||
      strengthOf(b.reason) - strengthOf(a.reason) ||
      a._creationTime - b._creationTime,
  );
  if (shown !== undefined) {
    const status = rows.some(isKept) ? "kept" : "open";
    await settle(ctx, shown, { ...pair, status });
  }
  for (const row of others) {
    await settle(ctx, row, { status: "merged" });
  }
}

/** Writes what changes; what it was filed about and who decided stay. */
async function settle(
  ctx: MutationCtx,
  row: Suggestion,
  changes: Partial<Suggestion>,
): Promise<void> {
  const patch = {
    leaf_id: row.leaf_id ?? row.contact_id,
    other_leaf_id: row.other_leaf_id ?? row.other_contact_id,
    strength: row.strength ?? strengthOf(row.reason),
    ...changes,
  };
  if (hasChanges<Suggestion>(row, patch)) {
    await ctx.db.patch("duplicateSuggestions", row._id, patch);
  }
}

/** Suggestions that name a contact, as it is or as it was, on either side. */
async function listSuggestions(
  ctx: QueryCtx,
  id: ContactId,
): Promise<Suggestion[]> {
  const rows = () => ctx.db.query("duplicateSuggestions");
  const sides = await Promise.all([
    rows()
      .withIndex("by_contact_id_and_other_contact_id", (q) =>
        q.eq("contact_id", id),
      )
      .take(MAX_SUGGESTIONS),
    rows()
      .withIndex("by_other_contact_id", (q) => q.eq("other_contact_id", id))
      .take(MAX_SUGGESTIONS),
    rows()
      .withIndex("by_leaf_id_and_other_leaf_id", (q) => q.eq("leaf_id", id))
      .take(MAX_SUGGESTIONS),
    rows()
      .withIndex("by_other_leaf_id", (q) => q.eq("other_leaf_id", id))
      .take(MAX_SUGGESTIONS),
  ]);
  return sides.flat();
}

/** Whom a live contact may be the same person as, as far as nobody decided. */
export async function openSuggestionsOf(
  ctx: QueryCtx,
  id: ContactId,
): Promise<Suggestion[]> {
  const open = (await listSuggestions(ctx, id)).filter(
    ({ status, contact_id, other_contact_id }) =>
      status === "open" && [contact_id, other_contact_id].includes(id),
  );
  // A row is found by who it is about and by who it was filed about.
  const byId = new Map(open.map((row) => [row._id, row]));
  return [...byId.values()].sort(
    (a, b) => strengthOf(b.reason) - strengthOf(a.reason),
  );
}
