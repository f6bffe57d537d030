/** Two contacts that may be one person: a pair is one row, whoever met whom. */
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import type { Scope } from "./scope";

type Pair = Pick<
  Doc<"duplicateSuggestions">,
  "contact_id" | "other_contact_id"
>;

/** The smaller id first. */
function pairOf(a: Id<"contacts">, b: Id<"contacts">): Pair {
  return a < b
    ? { contact_id: a, other_contact_id: b }
    : { contact_id: b, other_contact_id: a };
}

async function findSuggestion(
  ctx: MutationCtx,
  pair: Pair,
): Promise<Doc<"duplicateSuggestions"> | null> {
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
): Promise<void> {
  const pair = pairOf(a, b);
  if ((await findSuggestion(ctx, pair)) === null) {
    await ctx.db.insert("duplicateSuggestions", {
      workspace_id: scope.workspace._id,
      ...pair,
      reason: "identities_met_in_one_message",
      status: "open",
      created_at: scope.now,
    });
  }
}

/** Nobody need be asked any more about two contacts that were merged. */
export async function closeSuggestion(
  ctx: MutationCtx,
  a: Id<"contacts">,
  b: Id<"contacts">,
): Promise<void> {
  const suggestion = await findSuggestion(ctx, pairOf(a, b));
  if (suggestion?.status === "open") {
    await ctx.db.patch("duplicateSuggestions", suggestion._id, {
      status: "merged",
    });
  }
}
