/** Two contacts that may be one person: a pair is one row, whoever met whom. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { Scope } from "../workspaces/scope";

type Suggestion = Doc<"duplicateSuggestions">;
type Pair = Pick<Suggestion, "contact_id" | "other_contact_id">;

/** People one contact may be mistaken for: a few; the cap bounds the work. */
const MAX_SUGGESTIONS = 200;

/** The smaller id first. */
function pairOf(a: Id<"contacts">, b: Id<"contacts">): Pair {
  return a < b
    ? { contact_id: a, other_contact_id: b }
    : { contact_id: b, other_contact_id: a };
}

async function findSuggestion(
  ctx: MutationCtx,
  pair: Pair,
): Promise<Suggestion | null> {
  return await ctx.db
    .query("duplicateSuggestions")
    .withIndex("by_contact_id_and_other_contact_id", (q) =>
      q
        .eq("contact_id", pair.contact_id)
        .eq("other_contact_id", pair.other_contact_id),
    )
    .first();
}

/** Asks people about two contacts, unless they were asked before. */
export async function suggestDuplicate(
  ctx: MutationCtx,
  scope: Scope,
  a: Id<"contacts">,
  b: Id<"contacts">,
  reason: Suggestion["reason"],
): Promise<void> {
  const pair = pairOf(a, b);
  if ((await findSuggestion(ctx, pair)) === null) {
    await ctx.db.insert("duplicateSuggestions", {
      workspace_id: scope.workspace._id,
      ...pair,
      reason,
      status: "open",
      created_at: scope.now,
    });
  }
}

/**
 * Gives a merged contact's suggestions to its survivor and returns those that
 * changed. The one about the two is settled; of two about one pair one is left.
 */
export async function moveSuggestions(
  ctx: MutationCtx,
  loserId: Id<"contacts">,
  survivorId: Id<"contacts">,
): Promise<Id<"duplicateSuggestions">[]> {
  const changed: Id<"duplicateSuggestions">[] = [];
  const survivorOf = (id: Id<"contacts">) => (id === loserId ? survivorId : id);
  for (const row of await listSuggestions(ctx, loserId)) {
    const isChanged = await settleSuggestion(
      ctx,
      row,
      survivorOf(row.contact_id),
      survivorOf(row.other_contact_id),
    );
    if (isChanged) {
      changed.push(row._id);
    }
  }
  return changed;
}

/** Suggestions that name a contact on either side. */
async function listSuggestions(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
): Promise<Suggestion[]> {
  const sides = await Promise.all([
    ctx.db
      .query("duplicateSuggestions")
      .withIndex("by_contact_id_and_other_contact_id", (q) =>
        q.eq("contact_id", contactId),
      )
      .take(MAX_SUGGESTIONS),
    ctx.db
      .query("duplicateSuggestions")
      .withIndex("by_other_contact_id", (q) =>
        q.eq("other_contact_id", contactId),
      )
      .take(MAX_SUGGESTIONS),
  ]);
  return sides.flat();
}

/**
 * Brings a suggestion up to date with who its two contacts are by now; false
 * when nothing was to be done. That people told two contacts apart counts for
 * what these have become, unless they were made one after all.
 */
export async function settleSuggestion(
  ctx: MutationCtx,
  row: Suggestion,
  a: Id<"contacts">,
  b: Id<"contacts">,
): Promise<boolean> {
  const pair = pairOf(a, b);
  const isSamePair =
    pair.contact_id === row.contact_id &&
    pair.other_contact_id === row.other_contact_id;
  const isSettled = a === b ? row.status !== "open" : row.status === "merged";
  if (isSettled || isSamePair) {
    return false;
  }
  const other = a === b ? null : await findSuggestion(ctx, pair);
  if (a !== b && other === null) {
    await ctx.db.patch("duplicateSuggestions", row._id, pair);
    return true;
  }
  if (other?.status === "open" && row.status === "kept") {
    await ctx.db.patch("duplicateSuggestions", other._id, { status: "kept" });
  }
  await ctx.db.patch("duplicateSuggestions", row._id, { status: "merged" });
  return true;
}
