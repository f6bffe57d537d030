/** Alerts of hours: raised once, resolved by themselves. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { hourOf, noTally } from "../../../src/lib/webhooks/hourStats";
import { skip, sweepAlerts } from "../../support/alertWatch";
import { inbound, SEKAR } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { post } from "../../support/deliver";
import { loseJobs } from "../../support/jobs";
import { deliver } from "../../support/requests";
import { rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:20:00Z"));
  ({ t, workspaceId } = await setupDemo());
  vi.setSystemTime(Date.parse("2026-11-21T02:20:00Z"));
});

interface Counts {
  accepted?: number;
  failed?: number;
  refused?: number;
}

const store = async (
  hour_at: number,
  counts: Counts,
  workspace_id: Id<"workspaces"> | undefined = workspaceId,
) =>
  await t.run(
    async (ctx) =>
      await ctx.db.insert("hourlyStats", {
        ...{ workspace_id, hour_at, counted_until: hour_at },
        ...{ ...noTally(), refused: 0, ...counts },
      }),
  );

/** So many came at an hour of each of the last four weeks. */
const usually = async (accepted: number, hourAt: number) => {
  for (const week of [1, 2, 3, 4]) {
    await store(hourAt - week * 7 * DAY_MS, { accepted });
  }
};

const judge = async () => {
  await t.mutation(internal.alerts.judge.judgeHours, {});
};

const kinds = async () =>
  (await rowsOf(t, "alerts"))
    .filter(({ resolved_at }) => resolved_at === undefined)
    .map(({ kind, key }) => [kind, key === workspaceId ? "own" : key]);

describe("an hour of a workspace", () => {
  it("with a spike is told of once, and is over an hour later", async () => {
    await usually(50, hourOf(Date.now()));
    await store(hourOf(Date.now()), { accepted: 250 });
    await judge();
    await judge();
    expect(await kinds()).toEqual([["traffic_spike", "own"]]);
    expect((await rowsOf(t, "alerts"))[0]?.count).toBe(1);
    skip(HOUR_MS);
    await judge();
    await sweepAlerts(t);
    expect(await kinds()).toEqual([]);
  });

  it("without anything is told of until something comes", async () => {
    await usually(50, hourOf(Date.now()) - HOUR_MS);
    await judge();
    await sweepAlerts(t);
    expect(await kinds()).toEqual([["traffic_silence", "own"]]);
    skip(MINUTE_MS);
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    await sweepAlerts(t);
    await judge();
    expect(await kinds()).toEqual([]);
  });

  it("that is not counted yet is no silence", async () => {
    vi.setSystemTime(Date.parse("2026-11-21T02:09:59Z"));
    await usually(50, hourOf(Date.now()) - HOUR_MS);
    await judge();
    expect(await kinds()).toEqual([]);
  });

  it("has failures and refused signatures", async () => {
    await store(hourOf(Date.now()), { accepted: 10, failed: 5, refused: 20 });
    await judge();
    expect(await kinds()).toEqual([
      ["refused_signatures", "own"],
      ["failure_rate", "own"],
    ]);
  });
});

it("tells operators what the shared endpoint refuses", async () => {
  await t.run(
    async (ctx) =>
      await ctx.db.insert("hourlyStats", {
        ...{ hour_at: hourOf(Date.now()), counted_until: 0 },
        ...{ ...noTally(), refused: 20 },
      }),
  );
  await judge();
  expect(await kinds()).toEqual([["refused_signatures", "default"]]);
});

it("tells that deliveries are stuck, and that it is over", async () => {
  await post(t, inbound({ id: "w1", person: SEKAR, at: 0 }), "key");
  await loseJobs(t);
  skip(6 * MINUTE_MS);
  await sweepAlerts(t);
  expect(await kinds()).toEqual([["deliveries_stuck", "deployment"]]);
  await t.action(internal.webhooks.sweep.restartLost, {});
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  skip(10 * MINUTE_MS);
  await sweepAlerts(t);
  expect(await kinds()).toEqual([]);
});

it("tells of a full disk once, with room between too little and enough", async () => {
  const GIB = 1024 ** 3;
  const report = async (free: number) =>
    await t.mutation(internal.ops.reportDisk, {
      ...{ free_bytes: free * GIB, total_bytes: 100 * GIB },
    });
  await report(1);
  await report(2.5);
  expect(await kinds()).toEqual([["disk_low", "deployment"]]);
  skip(15 * MINUTE_MS);
  await report(4);
  await sweepAlerts(t);
  expect(await kinds()).toEqual([]);
  await report(2.5);
  expect(await kinds()).toEqual([]);
});
