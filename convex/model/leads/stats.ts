/** How the reviewing goes, and what became of each week's leads. */
import { v, type Infer } from "convex/values";
import { LEAD_STATUSES } from "../../../src/lib/crm/leadStatus";
import { weekOf } from "../../../src/lib/time/week";
import { DAY_MS } from "../../../src/lib/time/units";
import { contactCounts } from "../../componentClients";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { namespaceOf } from "../contacts/counts";
import { weekGroup } from "../contacts/leadRows";

/** Verdicts of a day that are counted; more are "at least". */
const MAX_VERDICTS = 1_000;
const MAX_WEEKS = 12;

const vVerdictCounts = v.object({
  approved: v.number(),
  rejected: v.number(),
  spam: v.number(),
  customer: v.number(),
  later: v.number(),
  not_spam: v.number(),
});

/** What became of those who were made leads in one week. */
const vWeek = v.object({
  /** Its Monday, YYYY-MM-DD. */
  week: v.string(),
  /** Leads that were made; flagged spam is none. */
  made: v.number(),
  unqualified: v.number(),
  qualified: v.number(),
  customer: v.number(),
  archived: v.number(),
  spam: v.number(),
  /** Qualified leads and customers among those made, 0 to 1. */
  conversion: v.number(),
});

export const vLeadStats = v.object({
  verdicts: vVerdictCounts,
  /** Of these, how many were taken back or corrected since. */
  corrected: v.number(),
  /** True when there were more than 1,000. */
  is_at_least: v.boolean(),
  /** This week first. */
  weeks: v.array(vWeek),
});

export async function readLeadStats(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  {
    as_of,
    day_start,
    weeks,
  }: { as_of: number; day_start: number; weeks: number },
): Promise<Infer<typeof vLeadStats>> {
  const rows = await ctx.db
    .query("leadVerdicts")
    .withIndex("by_workspace_id_and_at", (q) =>
      q.eq("workspace_id", workspace._id).gte("at", day_start).lte("at", as_of),
    )
    .take(MAX_VERDICTS + 1);
  const counted = rows.slice(0, MAX_VERDICTS);
  const verdicts = {
    approved: 0,
    rejected: 0,
    spam: 0,
    customer: 0,
    later: 0,
    not_spam: 0,
  };
  for (const { verdict } of counted) {
    verdicts[verdict] += 1;
  }
  const count = Math.max(1, Math.min(MAX_WEEKS, Math.trunc(weeks) || 1));
  return {
    verdicts,
    corrected: counted.filter((row) => row.corrected_at !== undefined).length,
    is_at_least: rows.length > MAX_VERDICTS,
    weeks: await Promise.all(
      Array.from({ length: count }, (_, back) =>
        readWeek(
          ctx,
          workspace,
          weekOf(as_of - back * 7 * DAY_MS, workspace.timezone),
        ),
      ),
    ),
  };
}

async function readWeek(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  week: string,
): Promise<Infer<typeof vWeek>> {
  const namespace = namespaceOf(workspace._id, weekGroup(week));
  const counts = await contactCounts.countBatch(
    ctx,
    LEAD_STATUSES.map((status) => ({
      namespace,
      bounds: { prefix: [status] },
    })),
    { stale: true },
  );
  const of = (status: (typeof LEAD_STATUSES)[number]) =>
    counts[LEAD_STATUSES.indexOf(status)] ?? 0;
  const made = counts.reduce((sum, one) => sum + one, 0) - of("duplicate");
  const converted = of("qualified") + of("customer");
  return {
    week,
    made,
    unqualified: of("unqualified"),
    qualified: of("qualified"),
    customer: of("customer"),
    archived: of("archived"),
    spam: of("spam"),
    conversion: made === 0 ? 0 : converted / made,
  };
}
