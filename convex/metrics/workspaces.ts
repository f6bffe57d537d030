/** What `GET /metrics` says of each workspace. */
import { v, type Infer } from "convex/values";
import { usdOf } from "../../src/lib/ai/money";
import { monthOf } from "../../src/lib/ai/month";
import {
  samplesBy,
  type Gauge,
  type Sample,
} from "../../src/lib/metrics/openMetrics";
import { HOUR_MS, SECOND_MS } from "../../src/lib/time/units";
import { hourOf, lagAt } from "../../src/lib/webhooks/hourStats";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { balanceOf, loadBudgetPeriod } from "../model/ai/budgets";
import { loadRecentDays } from "../model/ai/days";
import { readGap, vGap } from "../model/kapso/gap";
import { readBadge } from "../model/webhooks/badge";
import { findHour } from "../model/webhooks/hours";

/** Half of all, and all but one in a hundred. */
const QUANTILES = [0.5, 0.99];

export const vMeasuredWorkspace = v.object({
  slug: v.string(),
  last_received_at: v.union(v.null(), v.number()),
  failed_count: v.number(),
  this_hour: v.record(v.string(), v.number()),
  /** By quantile, ms; of this hour, or of the last one until something came. */
  lags: v.record(v.string(), v.number()),
  gap: vGap,
  ai: v.object({
    today_nano_usd: v.number(),
    month_nano_usd: v.number(),
    limit_nano_usd: v.number(),
  }),
});
type Measured = Infer<typeof vMeasuredWorkspace>;

export async function measureWorkspace(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
  now: number,
): Promise<Measured> {
  const { _id, slug } = workspace;
  const badge = await readBadge(ctx, _id);
  const hour = await findHour(ctx, _id, hourOf(now));
  const month = monthOf(now, workspace.timezone);
  const period = await loadBudgetPeriod(ctx, workspace, month);
  const [today = 0] = await loadRecentDays(ctx, workspace, now, 1);
  return {
    slug,
    last_received_at: badge.last_received_at,
    failed_count: badge.failed_count,
    this_hour: {
      accepted: hour?.accepted ?? 0,
      duplicate: hour?.duplicates ?? 0,
      failed: hour?.failed ?? 0,
      refused: hour?.refused ?? 0,
    },
    lags:
      lagsOf(hour) ??
      lagsOf(await findHour(ctx, _id, hourOf(now) - HOUR_MS)) ??
      {},
    gap: await readGap(ctx, _id, 1),
    ai: {
      today_nano_usd: today,
      month_nano_usd: balanceOf(period).spent,
      limit_nano_usd: period.limit,
    },
  };
}

/** By quantile; null of an hour in which nothing came. */
function lagsOf(
  hour: Doc<"hourlyStats"> | null,
): Record<string, number> | null {
  const { lags = [] } = hour ?? {};
  return lags.some((count) => count > 0)
    ? Object.fromEntries(
        QUANTILES.map((share) => [String(share), lagAt(lags, share) ?? 0]),
      )
    : null;
}

export function gaugesOfWorkspaces(workspaces: readonly Measured[]): Gauge[] {
  return [
    ...gaugesOfDeliveries(workspaces),
    ...gaugesOfGap(workspaces),
    ...gaugesOfAi(workspaces),
  ];
}

/** Samples of each workspace, with its name beside their own labels. */
const samplesOf = (
  workspaces: readonly Measured[],
  read: (workspace: Measured) => readonly Sample[],
): Sample[] =>
  workspaces.flatMap((workspace) =>
    read(workspace).map(({ labels, value }) => ({
      labels: { workspace: workspace.slug, ...labels },
      value,
    })),
  );

const gaugesOfDeliveries = (workspaces: readonly Measured[]): Gauge[] => [
  {
    name: "crm_last_delivery_timestamp_seconds",
    unit: "seconds",
    help: "When a workspace's newest delivery arrived.",
    samples: samplesOf(workspaces, ({ last_received_at: at }) =>
      at === null ? [] : [{ value: at / SECOND_MS }],
    ),
  },
  {
    name: "crm_workspace_failed_items",
    help: "A workspace's items that wait for a retry or for a person.",
    samples: samplesOf(workspaces, ({ failed_count: value }) => [{ value }]),
  },
  {
    name: "crm_deliveries_this_hour",
    help: "Deliveries since the full hour; counted every five minutes.",
    samples: samplesOf(workspaces, ({ this_hour: counts }) =>
      samplesBy("outcome", counts),
    ),
  },
  {
    name: "crm_ingest_lag_seconds",
    unit: "seconds",
    help: "From arrival to applied, this hour or the last: at most so long.",
    samples: samplesOf(workspaces, ({ lags }) =>
      samplesBy("quantile", lags).map(({ labels, value }) => ({
        labels,
        value: value / SECOND_MS,
      })),
    ),
  },
];

const gaugesOfGap = (workspaces: readonly Measured[]): Gauge[] => [
  {
    name: "crm_reconcile_gap",
    help: "What the last comparison with Kapso found, and what of it was fed.",
    samples: samplesOf(workspaces, ({ gap }) =>
      gap.comparisons.flatMap(({ missing, stale, repaired }) =>
        samplesBy("kind", { missing, stale, repaired }),
      ),
    ),
  },
  {
    name: "crm_reconcile_lag_seconds",
    unit: "seconds",
    help: "From the newest message that we had to the newest at Kapso.",
    samples: samplesOf(workspaces, ({ gap }) =>
      gap.comparisons.map(({ lag_ms }) => ({ value: lag_ms / SECOND_MS })),
    ),
  },
  {
    name: "crm_last_reconcile_timestamp_seconds",
    unit: "seconds",
    help: "When the last comparison with Kapso came to its end.",
    samples: samplesOf(workspaces, ({ gap }) =>
      gap.comparisons.map(({ at }) => ({ value: at / SECOND_MS })),
    ),
  },
];

const gaugesOfAi = (workspaces: readonly Measured[]): Gauge[] => [
  {
    name: "crm_ai_spent_usd",
    help: "What AI has cost a workspace today and this month, by its calendar.",
    samples: samplesOf(workspaces, ({ ai }) =>
      samplesBy("period", {
        day: usdOf(ai.today_nano_usd),
        month: usdOf(ai.month_nano_usd),
      }),
    ),
  },
  {
    name: "crm_ai_budget_usd",
    help: "What AI may cost a workspace a month.",
    samples: samplesOf(workspaces, ({ ai }) => [
      { value: usdOf(ai.limit_nano_usd) },
    ]),
  },
];
