/** How far Kapso and we are apart, and what AI costs: the page and `/metrics`. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { NO_FINDINGS } from "../../convex/model/kapso/tables";
import type { Id } from "../../convex/_generated/dataModel";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/lib/time/units";
import { LAG_BUCKETS_MS } from "../../src/lib/webhooks/hourStats";
import { ANSWER_COST, plannedCall, settle, start } from "../support/aiBooks";
import { useConvexEnvironment } from "../support/environment";
import { parseOpenMetrics } from "../support/openMetrics";
import { setupDemo, type TestConvex } from "../support/setup";

useConvexEnvironment();

const TOKEN = "a-token-of-this-test";
/** 09:00 in Jakarta, on the first of a month. */
const NOW = Date.parse("2026-11-01T02:00:00Z");

let t: TestConvex;
let asOwner: Awaited<ReturnType<typeof setupDemo>>["asOwner"];
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.stubEnv("CRM_METRICS_TOKEN", TOKEN);
  vi.setSystemTime(NOW);
  ({ t, workspaceId, asOwner } = await setupDemo());
});

const trends = async () =>
  await asOwner.query(api.health.trends, {
    workspace_id: workspaceId,
    as_of: Date.now(),
  });

async function metrics() {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await t.fetch("/metrics", { headers });
  return parseOpenMetrics(await response.text());
}

async function compared(
  ended: number,
  over: {
    status?: "done" | "failed";
    missing?: number;
    stale?: number;
    repaired?: number;
    lag_ms?: number;
  },
): Promise<void> {
  await t.run(
    async (ctx) =>
      await ctx.db.insert("syncHealth", {
        workspace_id: workspaceId,
        mode: "watch",
        status: "done",
        started_at: ended - MINUTE_MS,
        progressed_at: ended,
        finished_at: ended,
        window_from: ended - HOUR_MS,
        window_to: ended,
        phone_number_ids: [],
        step: 1,
        ...NO_FINDINGS,
        webhook_problems: [],
        failures: 0,
        restarts: 0,
        ...over,
      }),
  );
}

describe("the gap to Kapso", () => {
  it("says that nothing is compared", async () => {
    expect((await trends()).reconcile).toEqual({
      mode: "off",
      comparisons: [],
    });
    const samples = await metrics();
    expect(
      samples.has('crm_reconcile_gap{workspace="demo",kind="missing"}'),
    ).toBe(false);
  });

  it("is what the comparisons of a day found, in their order", async () => {
    await t.mutation(internal.ops.setReconcile, {
      workspace: "demo",
      mode: "watch",
    });
    for (let hour = 30; hour > 0; hour -= 1) {
      await compared(NOW - hour * HOUR_MS, { missing: hour });
    }
    await compared(NOW, { missing: 3, stale: 2, repaired: 1, lag_ms: 90_000 });
    // One that failed has compared only a part.
    await compared(NOW, { status: "failed", missing: 9 });
    const { mode, comparisons } = (await trends()).reconcile;
    expect(mode).toBe("watch");
    expect(comparisons.map(({ missing }) => missing)).toEqual([
      ...Array.from({ length: 23 }, (_, index) => 23 - index),
      3,
    ]);
    expect(comparisons.at(-1)).toEqual({
      at: NOW,
      missing: 3,
      stale: 2,
      repaired: 1,
      lag_ms: 90_000,
    });
    const samples = await metrics();
    const found = (kind: string) =>
      samples.get(`crm_reconcile_gap{workspace="demo",kind="${kind}"}`);
    expect(["missing", "stale", "repaired"].map(found)).toEqual([3, 2, 1]);
    expect(samples.get('crm_reconcile_lag_seconds{workspace="demo"}')).toBe(90);
    expect(
      samples.get('crm_last_reconcile_timestamp_seconds{workspace="demo"}'),
    ).toBe(NOW / 1000);
  });
});

it("tells AI's cost of the last days, across the end of a month", async () => {
  vi.setSystemTime(NOW - DAY_MS);
  await settle(t, await start(t, plannedCall(workspaceId)));
  // Late in the evening of the 31st in UTC, and the first in Jakarta.
  vi.setSystemTime(Date.parse("2026-10-31T20:00:00Z"));
  await settle(t, await start(t, plannedCall(workspaceId)));
  await settle(t, await start(t, plannedCall(workspaceId)));
  vi.setSystemTime(NOW);
  expect((await trends()).ai).toEqual({
    days_nano_usd: [...Array<number>(12).fill(0), ANSWER_COST, 2 * ANSWER_COST],
    month_nano_usd: 2 * ANSWER_COST,
    limit_nano_usd: 1_000_000_000,
  });
  const samples = await metrics();
  const spent = (period: string) =>
    samples.get(`crm_ai_spent_usd{workspace="demo",period="${period}"}`);
  expect(spent("day")).toBeCloseTo((2 * ANSWER_COST) / 1e9, 9);
  expect(spent("month")).toBeCloseTo((2 * ANSWER_COST) / 1e9, 9);
  expect(samples.get('crm_ai_budget_usd{workspace="demo"}')).toBe(1);
});

describe("the lag of ingestion in /metrics", () => {
  const quantile = async (share: number) =>
    (await metrics()).get(
      `crm_ingest_lag_seconds{workspace="demo",quantile="${share}"}`,
    );
  const counted = async (hour_at: number, lags: number[]) => {
    await t.run(async (ctx) => {
      await ctx.db.insert("hourlyStats", {
        workspace_id: workspaceId,
        hour_at,
        accepted: 100,
        duplicates: 0,
        failed: 0,
        refused: 0,
        lags,
        counted_until: hour_at,
      });
    });
  };
  const none = LAG_BUCKETS_MS.map(() => 0);

  it("is of this hour, or of the last until something came", async () => {
    expect(await quantile(0.5)).toBeUndefined();
    const before = [98, 0, ...none.slice(2), 2];
    await counted(NOW - HOUR_MS, before);
    expect(await quantile(0.5)).toBe(0.05);
    // More than five minutes has no end.
    expect(await quantile(0.99)).toBe(Infinity);
    await counted(NOW, [0, 5, ...none.slice(1)]);
    expect(await quantile(0.99)).toBe(0.1);
  });
});
