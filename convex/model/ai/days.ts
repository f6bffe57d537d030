/** What AI cost a workspace by day and model: the month's sums, apart. */
import {
  addDays,
  formatDay,
  toLocalTime,
} from "../../../src/lib/time/localTime";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { combine, NO_TOTALS, type Totals } from "./budgets";

type Usage = Pick<
  Doc<"aiUsage">,
  "workspace_id" | "workspace_month" | "workspace_day" | "provider" | "model"
>;

/** Rows of a month: 31 days of some models. */
const MAX_ROWS = 2_000;

/** "2026-11-27" for a moment (ms UTC) on the workspace's calendar. */
export const dayOf = (at: number, timezone: string): string =>
  formatDay(toLocalTime(at, timezone));

/** Adds to a call's day what changed; calls of before days were kept have none. */
export async function addToDay(
  ctx: MutationCtx,
  { workspace_id, workspace_month, workspace_day, provider, model }: Usage,
  change: Totals,
): Promise<void> {
  if (workspace_day === undefined) {
    return;
  }
  const row = await ctx.db
    .query("aiDays")
    .withIndex(
      "by_workspace_id_and_month_and_day_and_provider_and_model",
      (q) =>
        q
          .eq("workspace_id", workspace_id)
          .eq("month", workspace_month)
          .eq("day", workspace_day)
          .eq("provider", provider)
          .eq("model", model),
    )
    .first();
  if (row === null) {
    await ctx.db.insert("aiDays", {
      workspace_id,
      month: workspace_month,
      day: workspace_day,
      provider,
      model,
      ...change,
    });
  } else {
    await ctx.db.patch("aiDays", row._id, combine(row, change, 1));
  }
}

/** The totals of each group of rows, in the order the groups appear. */
function sumBy<Key extends string>(
  rows: readonly Doc<"aiDays">[],
  keyOf: (row: Doc<"aiDays">) => Record<Key, string>,
): (Record<Key, string> & Totals)[] {
  const groups = new Map<string, Record<Key, string> & Totals>();
  for (const row of rows) {
    const key = keyOf(row);
    const name = JSON.stringify(key);
    const before = groups.get(name) ?? NO_TOTALS;
    groups.set(name, { ...key, ...combine(before, row, 1) });
  }
  return [...groups.values()];
}

/** A month by day, and by model. Both add up to the month. */
export async function loadDays(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  month: string,
) {
  const rows = await ctx.db
    .query("aiDays")
    .withIndex(
      "by_workspace_id_and_month_and_day_and_provider_and_model",
      (q) => q.eq("workspace_id", workspaceId).eq("month", month),
    )
    .take(MAX_ROWS);
  return {
    days: sumBy(rows, ({ day }) => ({ day })),
    models: sumBy(rows, ({ provider, model }) => ({ provider, model })),
  };
}

/**
 * What each of the last days cost on the workspace's calendar, oldest first and
 * today last, in nano-USD.
 */
export async function loadRecentDays(
  ctx: QueryCtx,
  { _id, timezone }: Pick<Doc<"workspaces">, "_id" | "timezone">,
  asOf: number,
  count: number,
): Promise<number[]> {
  const today = toLocalTime(asOf, timezone);
  const days = Array.from({ length: count }, (_, index) =>
    formatDay(addDays(today, index + 1 - count)),
  );
  const months = [
    ...new Set(days.map((day) => day.slice(0, "2026-11".length))),
  ];
  const spent = new Map<string, number>();
  for (const month of months) {
    const loaded = await loadDays(ctx, _id, month);
    for (const { day, spent_nano_usd } of loaded.days) {
      spent.set(day, spent_nano_usd);
    }
  }
  return days.map((day) => spent.get(day) ?? 0);
}
