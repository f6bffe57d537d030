/** When digests are claimed: crons, the sweeper behind them, and changes. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { crons } from "../../../convex/componentClients";
import { cronNameOf } from "../../../convex/model/digests/schedule";
import { HOUR_MS, DAY_MS } from "../../../src/lib/time/units";
import { setupDemo, type TestConvex } from "../../support/setup";
import { addMember, codeOf, createTenant } from "../../support/tenants";

/** A Wednesday, 12:00 in Jakarta: after that day's digest. */
const NOON = Date.parse("2026-09-16T05:00:00Z");
/** Longer than the stagger of an hour. */
const TEN_O_CLOCK = 22 * HOUR_MS;

let t: TestConvex;
let workspaceId: Id<"workspaces">;
let asOwner: Awaited<ReturnType<typeof setupDemo>>["asOwner"];

beforeEach(async () => {
  vi.useFakeTimers();
  vi.setSystemTime(NOON);
  ({ t, workspaceId, asOwner } = await setupDemo());
});
afterEach(() => {
  vi.useRealTimers();
});

const sweep = () => t.mutation(internal.digests.claim.sweep, {});
const fireCron = () =>
  t.mutation(internal.digests.claim.onCron, { workspace_id: workspaceId });
const readRuns = () =>
  t.run(async (ctx) => await ctx.db.query("digestRuns").collect());
const readWorkspace = () =>
  t.run(async (ctx) => await ctx.db.get("workspaces", workspaceId));
const findCron = () =>
  t.run(async (ctx) => await crons.get(ctx, { name: cronNameOf(workspaceId) }));

async function plan(plan: "free" | "paid"): Promise<void> {
  await t.mutation(internal.ops.updateWorkspace, {
    workspace_id: workspaceId,
    plan,
  });
}

/** Without running what is due: as if nothing had run in between. */
const skipTo = (at: number) => vi.setSystemTime(at);

describe("a new workspace", () => {
  it("has its first digest the next morning, and its cron from then on", async () => {
    const nextAt = (await readWorkspace())?.next_digest_at ?? 0;
    const nine = Date.parse("2026-09-17T02:00:00Z");
    expect(nextAt).toBeGreaterThanOrEqual(nine);
    expect(nextAt).toBeLessThan(nine + HOUR_MS);
    skipTo(nextAt - 1);
    await sweep();
    expect(await readRuns()).toEqual([]);
    skipTo(nextAt);
    await sweep();
    expect(await readRuns()).toMatchObject([{ local_date: "2026-09-17" }]);
    expect((await findCron())?.schedule).toMatchObject({
      kind: "cron",
      tz: "Asia/Jakarta",
    });
  });

  it("that was made before digests were is scheduled by the sweeper", async () => {
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, {
          next_digest_at: undefined,
        }),
    );
    await sweep();
    expect((await readWorkspace())?.next_digest_at).toBeGreaterThan(NOON);
    expect(await findCron()).not.toBeNull();
    expect(await readRuns()).toEqual([]);
  });
});

describe("a slot", () => {
  beforeEach(() => plan("paid"));

  it("is claimed once, however often the cron fires", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await fireCron();
    await fireCron();
    await sweep();
    const runs = await readRuns();
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      workspace_id: workspaceId,
      trigger: "schedule",
      local_date: "2026-09-17",
      status: "claimed",
    });
  });

  it("is not claimed before its time", async () => {
    skipTo(NOON + 20 * HOUR_MS);
    await fireCron();
    await sweep();
    expect(await readRuns()).toEqual([]);
  });

  it("that the cron missed is claimed by the sweeper", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await sweep();
    expect(await readRuns()).toHaveLength(1);
  });

  it("stands for all that an outage of three days missed", async () => {
    skipTo(NOON + 2 * DAY_MS + TEN_O_CLOCK);
    await sweep();
    await fireCron();
    await sweep();
    const runs = await readRuns();
    expect(runs.map(({ local_date }) => local_date)).toEqual(["2026-09-19"]);
    const nextAt = (await readWorkspace())?.next_digest_at ?? 0;
    expect(nextAt - Date.now()).toBeGreaterThan(0);
    expect(nextAt - Date.now()).toBeLessThan(DAY_MS);
  });

  it("comes each day of a week on the paid plan", async () => {
    for (let day = 0; day < 7; day += 1) {
      skipTo(NOON + day * DAY_MS + TEN_O_CLOCK);
      await fireCron();
    }
    const dates = (await readRuns()).map(({ local_date }) => local_date);
    expect(new Set(dates).size).toBe(7);
  });

  it("comes on Mondays only on the free plan", async () => {
    await plan("free");
    for (let day = 0; day < 14; day += 1) {
      skipTo(NOON + day * DAY_MS + TEN_O_CLOCK);
      await fireCron();
      await sweep();
    }
    const dates = (await readRuns()).map(({ local_date }) => local_date);
    expect(dates).toEqual(["2026-09-21", "2026-09-28"]);
  });
});

describe("a lost cron", () => {
  it("comes back with the next sweep that finds its slot missed", async () => {
    await plan("paid");
    await t.run(async (ctx) => {
      await crons.delete(ctx, { name: cronNameOf(workspaceId) });
    });
    skipTo(NOON + TEN_O_CLOCK);
    await sweep();
    expect(await readRuns()).toHaveLength(1);
    expect(await findCron()).not.toBeNull();
  });
});

describe("a change of zone, hour or plan", () => {
  beforeEach(() => plan("paid"));
  const change = (changes: { timezone?: string; digest_hour?: number }) =>
    t.mutation(internal.ops.updateWorkspace, {
      workspace_id: workspaceId,
      ...changes,
    });

  it("registers the cron anew and computes the next digest", async () => {
    const { next_digest_at } = await change({
      timezone: "Asia/Jayapura",
      digest_hour: 7,
    });
    const seven = Date.parse("2026-09-16T22:00:00Z");
    expect(next_digest_at).toBeGreaterThanOrEqual(seven);
    expect(next_digest_at).toBeLessThan(seven + HOUR_MS);
    expect((await findCron())?.schedule).toMatchObject({
      tz: "Asia/Jayapura",
      cronspec: expect.stringContaining(" 7 * * ") as unknown,
    });
    expect((await readWorkspace())?.next_digest_at).toBe(next_digest_at);
  });

  it("keeps twelve hours between two digests", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await fireCron();
    const [run] = await readRuns();
    const { next_digest_at } = await change({ digest_hour: 12 });
    expect(next_digest_at - (run?.due_at ?? 0)).toBeGreaterThanOrEqual(
      12 * HOUR_MS,
    );
  });

  it("first makes what was due before", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await change({ timezone: "America/New_York" });
    expect(await readRuns()).toHaveLength(1);
  });

  it("refuses what no clock has", async () => {
    expect(await codeOf(change({ timezone: "WIB" }))).toBe("invalid_timezone");
    expect(await codeOf(change({ digest_hour: 24 }))).toBe(
      "invalid_digest_hour",
    );
    expect(await codeOf(change({ digest_hour: 8.5 }))).toBe(
      "invalid_digest_hour",
    );
  });
});

describe("a run that nobody works on", () => {
  beforeEach(() => plan("paid"));

  /** As after a crash: the pool does not know the run's job any more. */
  const loseJobs = () =>
    t.run(async (ctx) => {
      for (const run of await ctx.db.query("digestRuns").collect()) {
        await ctx.db.patch("digestRuns", run._id, { work_id: undefined });
      }
    });
  const readAlerts = () =>
    t.run(async (ctx) => await ctx.db.query("alerts").collect());

  /** Loses the job and looks after it, so many times. */
  async function lose(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await loseJobs();
      skipTo(Date.now() + HOUR_MS / 2);
      await sweep();
    }
  }

  it("is started five times at most, then it has failed and somebody is told", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await fireCron();
    await lose(4);
    expect(await readRuns()).toMatchObject([
      { status: "claimed", attempts: 5 },
    ]);
    expect(await readAlerts()).toEqual([]);
    await lose(2);
    expect(await readRuns()).toMatchObject([
      {
        status: "failed",
        attempts: 5,
        reason: "starts_used_up",
        finished_at: Date.now() - HOUR_MS / 2,
      },
    ]);
    expect(await readAlerts()).toMatchObject([
      { kind: "digest_failed", key: workspaceId, count: 1 },
    ]);
  });

  it("is left alone while its job waits in the pool, however long", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await fireCron();
    for (let look = 0; look < 20; look += 1) {
      skipTo(Date.now() + HOUR_MS / 2);
      await sweep();
    }
    expect(await readRuns()).toMatchObject([
      { status: "claimed", attempts: 1 },
    ]);
  });

  it("may be made again after it failed, by an operator", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await fireCron();
    await lose(5);
    const again = { workspace_id: workspaceId, due_at: NOON + TEN_O_CLOCK };
    const { run_id } = await t.mutation(internal.digests.claim.at, again);
    expect(run_id).not.toBeNull();
    expect(await t.mutation(internal.digests.claim.at, again)).toEqual({
      run_id: null,
    });
  });
});

describe("two digests of one workspace", () => {
  beforeEach(() => plan("paid"));

  const end = (runId: Id<"digestRuns">) =>
    t.mutation(internal.digests.writes.finish, {
      run_id: runId,
      summary: null,
    });

  it("are made one after the other: both would pay for the same messages", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    const { run_id: manual } = await asOwner.mutation(api.digests.runNow, {
      workspace_id: workspaceId,
    });
    await fireCron();
    const jobs = async () =>
      (await readRuns()).map(({ work_id }) => work_id !== undefined);
    expect(await jobs()).toEqual([true, false]);
    skipTo(Date.now() + HOUR_MS);
    await sweep();
    expect(await jobs()).toEqual([true, false]);
    await end(manual);
    expect(await jobs()).toEqual([true, true]);
    expect((await readRuns()).map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  it("do not wait for one that has failed", async () => {
    skipTo(NOON + TEN_O_CLOCK);
    await asOwner.mutation(api.digests.runNow, { workspace_id: workspaceId });
    await fireCron();
    for (let time = 0; time < 5; time += 1) {
      await t.run(async (ctx) => {
        const [run] = await ctx.db.query("digestRuns").take(1);
        if (run !== undefined) {
          await ctx.db.patch("digestRuns", run._id, { work_id: undefined });
        }
      });
      skipTo(Date.now() + HOUR_MS / 2);
      await sweep();
    }
    const [failed, next] = await readRuns();
    expect(failed).toMatchObject({ trigger: "manual", status: "failed" });
    expect(next?.work_id).toBeDefined();
  });
});

describe("digests:runNow", () => {
  it("makes one at a time", async () => {
    const args = { workspace_id: workspaceId };
    await asOwner.mutation(api.digests.runNow, args);
    expect(await codeOf(asOwner.mutation(api.digests.runNow, args))).toBe(
      "digest_running",
    );
    expect(await readRuns()).toMatchObject([
      { trigger: "manual", local_date: "2026-09-16" },
    ]);
  });

  it("is for agents of the workspace, and so is the list for members", async () => {
    const viewer = await addMember(t, workspaceId, "viewer");
    const { asOwner: stranger } = await createTenant(t, "other");
    const args = { workspace_id: workspaceId };
    expect(await codeOf(viewer.mutation(api.digests.runNow, args))).toBe(
      "forbidden",
    );
    expect(await codeOf(stranger.mutation(api.digests.runNow, args))).toBe(
      "not_found",
    );
    const list = {
      ...args,
      paginationOpts: { numItems: 10, cursor: null },
    };
    expect(await codeOf(stranger.query(api.digests.list, list))).toBe(
      "not_found",
    );
    expect(await codeOf(t.query(api.digests.list, list))).toBe(
      "unauthenticated",
    );
    expect((await viewer.query(api.digests.list, list)).page).toEqual([]);
  });
});
