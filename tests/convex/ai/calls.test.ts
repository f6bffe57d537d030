/** Reserve, settle, sweep: the money around a call. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { MINUTE_MS, DAY_MS } from "../../../src/lib/time/units";
import {
  ANSWER_COST,
  answeredEnd,
  expectBooksToAddUp,
  plannedCall,
  settle,
  start,
  WORST_CASE,
} from "../../support/aiBooks";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";

useConvexEnvironment();

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId } = await setupDemo());
});
afterEach(async () => {
  await expectBooksToAddUp(t);
});

const reserve = async (over: Parameters<typeof plannedCall>[1] = {}) =>
  await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId, over));

const limit = async (
  nanoUsd: number | null,
  scope: Id<"workspaces"> | "global" = workspaceId,
) =>
  await t.mutation(internal.ai.calls.setBudget, {
    scope,
    limit_nano_usd: nanoUsd,
  });

const monthOf = async (scope: Id<"workspaces"> | "global") =>
  (await rowsOf(t, "aiMonths")).find((row) => row.scope === scope);

const alertKeys = async () =>
  (await rowsOf(t, "alerts")).map(({ kind, key }) => `${kind} ${key}`);

describe("a call", () => {
  it("is paid for from both budgets before it is made", async () => {
    await start(t, plannedCall(workspaceId, { run_id: "run-1" }));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      workspace_id: workspaceId,
      run_id: "run-1",
      provider: "openai",
      model: "gpt-6-luna",
      status: "started",
      input_tokens: 5000,
      reserved_nano_usd: WORST_CASE,
      cost_nano_usd: 0,
      is_estimated: true,
      created_at: Date.now(),
      workspace_month: "2026-11",
      global_month: "2026-11",
    });
    for (const scope of [workspaceId, "global"] as const) {
      expect(await monthOf(scope)).toMatchObject({
        reserved_nano_usd: WORST_CASE,
        spent_nano_usd: 0,
      });
    }
  });

  it("costs what was used, and frees the rest", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      status: "succeeded",
      input_tokens: 4000,
      output_tokens: 500,
      cost_nano_usd: ANSWER_COST,
      cost_basis: "listed",
      is_estimated: false,
      model_served: "gpt-6-luna",
      settled_at: Date.now(),
    });
    expect(await monthOf(workspaceId)).toMatchObject({
      reserved_nano_usd: 0,
      spent_nano_usd: ANSWER_COST,
    });
    expect(await rowsOf(t, "alerts")).toEqual([]);
  });

  it("is priced by the tier that served it", async () => {
    const id = await start(t, plannedCall(workspaceId, { tier: "flex" }));
    await settle(t, id, answeredEnd({ tier_served: "flex" }));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      tier: "flex",
      tier_served: "flex",
      cost_nano_usd: ANSWER_COST / 2,
    });
  });

  it("is settled once, however often its end is told", async () => {
    const id = await start(t, plannedCall(workspaceId));
    await settle(t, id);
    const before = await snapshot(t);
    await settle(t, id);
    await settle(t, id, { kind: "failed", code: "timeout" });
    expect(await snapshot(t)).toEqual(before);
  });

  it("is estimated where the provider counts nothing", async () => {
    const id = await start(t, plannedCall(workspaceId));
    await settle(t, id, answeredEnd({ usage: null }));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      input_tokens: 5000,
      output_tokens: 625,
      cost_nano_usd: 5000 * 100 + 625 * 500,
      is_estimated: true,
    });
  });

  it("that was refused costs nothing", async () => {
    const id = await start(t, plannedCall(workspaceId));
    await settle(t, id, { kind: "failed", code: "rate_limited" });
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      status: "failed",
      error_code: "rate_limited",
      cost_nano_usd: 0,
      is_estimated: false,
    });
    expect(await monthOf(workspaceId)).toMatchObject({
      reserved_nano_usd: 0,
      spent_nano_usd: 0,
      failed_count: 1,
    });
  });

  it.each(["timeout", "connection", "malformed_answer"] as const)(
    "that may have been billed unseen is charged as reserved: %s",
    async (code) => {
      const id = await start(t, plannedCall(workspaceId));
      await settle(t, id, { kind: "failed", code });
      expect(await onlyRow(t, "aiUsage")).toMatchObject({
        status: "unknown",
        error_code: code,
        cost_nano_usd: WORST_CASE,
        cost_basis: "reserved",
        is_estimated: true,
      });
      const before = await snapshot(t);
      await settle(t, id);
      expect(await snapshot(t)).toEqual(before);
    },
  );

  it.each(["quota_exhausted", "unauthorized", "not_found"] as const)(
    "that only a person can cure raises one alert: %s",
    async (code) => {
      for (let i = 0; i < 3; i++) {
        const id = await start(t, plannedCall(workspaceId));
        await settle(t, id, { kind: "failed", code });
      }
      expect(await onlyRow(t, "alerts")).toMatchObject({
        kind: "ai_provider_refused",
        key: `openai:gpt-6-luna:${code}`,
        count: 1,
      });
    },
  );
});

describe("the hard stop", () => {
  it("is where one more worst case would pass the workspace's limit", async () => {
    await limit(2 * WORST_CASE);
    await start(t, plannedCall(workspaceId));
    await start(t, plannedCall(workspaceId));
    expect(await reserve()).toEqual({
      kind: "refused",
      reason: "workspace_budget_spent",
    });
    expect(await rowsOf(t, "aiUsage")).toHaveLength(2);
  });

  it("opens again when a call turns out cheaper", async () => {
    await limit(WORST_CASE + ANSWER_COST);
    const id = await start(t, plannedCall(workspaceId));
    expect(await reserve()).toMatchObject({ kind: "refused" });
    await settle(t, id);
    expect(await reserve()).toMatchObject({ kind: "reserved" });
  });

  it("stands for all workspaces together too", async () => {
    await limit(WORST_CASE, "global");
    await start(t, plannedCall(workspaceId));
    const { workspace_id: other } = await t.mutation(
      internal.ops.createWorkspace,
      {
        slug: "other",
        name: "Other",
        timezone: "Europe/Berlin",
        default_region: "DE",
        owner_subject: "other-owner",
      },
    );
    expect(await reserve({ workspace_id: other })).toEqual({
      kind: "refused",
      reason: "global_budget_spent",
    });
    expect(await monthOf(other)).toBeUndefined();
  });

  it("is told once a month, and ends with it", async () => {
    await limit(WORST_CASE);
    await start(t, plannedCall(workspaceId));
    await reserve();
    await reserve();
    const november = `ai_budget ${workspaceId}:2026-11:100`;
    expect(await alertKeys()).toEqual([november]);
    vi.setSystemTime(Date.parse("2026-11-30T17:00:00Z"));
    await start(t, plannedCall(workspaceId));
    await reserve();
    expect(await alertKeys()).toEqual([
      november,
      `ai_budget ${workspaceId}:2026-12:100`,
    ]);
    expect((await rowsOf(t, "alerts")).map((row) => row.count)).toEqual([1, 1]);
  });

  it("is silent where an operator switched AI off", async () => {
    await limit(0);
    expect(await reserve()).toMatchObject({ kind: "refused" });
    expect(await rowsOf(t, "alerts")).toEqual([]);
    await limit(null);
    expect(await reserve()).toMatchObject({ kind: "reserved" });
    expect(await rowsOf(t, "aiBudgets")).toEqual([]);
  });
});

describe("thresholds", () => {
  it("are told once each as they are reached", async () => {
    await limit(10 * ANSWER_COST);
    const told: number[] = [];
    for (let i = 0; i < 8; i++) {
      await settle(t, await start(t, plannedCall(workspaceId)));
      told.push((await rowsOf(t, "alerts")).length);
    }
    expect(told).toEqual([0, 0, 0, 0, 1, 1, 1, 2]);
    expect(await rowsOf(t, "alerts")).toMatchObject([
      { key: `${workspaceId}:2026-11:50`, workspace_id: workspaceId, count: 1 },
      { key: `${workspaceId}:2026-11:80`, workspace_id: workspaceId, count: 1 },
    ]);
  });

  it("are told together when one call reaches several", async () => {
    await limit(WORST_CASE, "global");
    const id = await start(t, plannedCall(workspaceId));
    await settle(t, id, { kind: "failed", code: "timeout" });
    expect(await alertKeys()).toEqual([
      "ai_budget global:2026-11:50",
      "ai_budget global:2026-11:80",
      "ai_budget global:2026-11:100",
    ]);
    expect((await onlyAlert(0)).workspace_id).toBeUndefined();
  });

  async function onlyAlert(index: number) {
    const alert = (await rowsOf(t, "alerts"))[index];
    if (alert === undefined) {
      throw new Error("no such alert");
    }
    return alert;
  }
});

describe("the month", () => {
  it("is the workspace's own, and UTC's for the global budget", async () => {
    vi.setSystemTime(Date.parse("2026-11-30T17:00:00Z"));
    const id = await start(t, plannedCall(workspaceId));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      workspace_month: "2026-12",
      global_month: "2026-11",
    });
    // Settled in another month: charged to the one it was reserved in.
    await passTime(t, 10 * DAY_MS);
    await settle(t, id);
    expect(await rowsOf(t, "aiMonths")).toHaveLength(2);
  });

  it("stays the one of the reservation when the zone changes", async () => {
    vi.setSystemTime(Date.parse("2026-11-30T17:00:00Z"));
    const id = await start(t, plannedCall(workspaceId));
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, {
          timezone: "America/New_York",
        }),
    );
    await settle(t, id);
    expect(await monthOf(workspaceId)).toMatchObject({
      month: "2026-12",
      spent_nano_usd: ANSWER_COST,
      reserved_nano_usd: 0,
    });
  });
});

describe("a call whose end nobody saw", () => {
  const sweep = async () => await t.mutation(internal.ai.calls.settleLost, {});

  it("is charged as reserved after fifteen minutes", async () => {
    await start(t, plannedCall(workspaceId));
    await passTime(t, 15 * MINUTE_MS);
    expect(await sweep()).toEqual({ settled: 0 });
    await passTime(t, 1);
    expect(await sweep()).toEqual({ settled: 1 });
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      status: "unknown",
      cost_nano_usd: WORST_CASE,
      is_estimated: true,
    });
    expect(await sweep()).toEqual({ settled: 0 });
  });

  it("is corrected when the end comes after all", async () => {
    const id = await start(t, plannedCall(workspaceId));
    await passTime(t, 16 * MINUTE_MS);
    await sweep();
    await settle(t, id);
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      status: "succeeded",
      cost_nano_usd: ANSWER_COST,
    });
    expect(await monthOf("global")).toMatchObject({
      spent_nano_usd: ANSWER_COST,
      reserved_nano_usd: 0,
      failed_count: 0,
      estimated_count: 0,
    });
  });

  it("does not wait for the next sweep, however many there are", async () => {
    await limit(1000 * WORST_CASE);
    for (let i = 0; i < 105; i++) {
      await start(t, plannedCall(workspaceId));
    }
    await passTime(t, 16 * MINUTE_MS);
    expect(await sweep()).toEqual({ settled: 100 });
    await drain(t);
    expect(
      (await rowsOf(t, "aiUsage")).filter((row) => row.status === "started"),
    ).toEqual([]);
  });
});
