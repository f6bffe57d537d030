/** Verdicts that stand on a contact. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

type KeptRow = Doc<"leadVerdicts">;

/** Verdicts on one contact that may still stand. */
const MAX_STANDING = 50;

/** Newest first; without those that were taken back or corrected. */
export async function listStanding(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<KeptRow[]> {
  const rows = await ctx.db
    .query("leadVerdicts")
    .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contactId))
    .order("desc")
    .take(MAX_STANDING);
  return rows.filter(({ corrected_at }) => corrected_at === undefined);
}

/** What a verdict says about spam; null for one that says nothing of it. */
export function labelOf(verdict: KeptRow["verdict"]): "spam" | "ham" | null {
  switch (verdict) {
    case "spam":
      return "spam";
    case "approved":
    case "customer":
    case "not_spam":
      return "ham";
    case "rejected":
    case "later":
      return null;
  }
}

/** What members last said about a contact's being spam. */
export async function findSpamLabel(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<"spam" | "ham" | null> {
  for (const { verdict } of await listStanding(ctx, contactId)) {
    const label = labelOf(verdict);
    if (label !== null) {
      return label;
    }
  }
  return null;
}
