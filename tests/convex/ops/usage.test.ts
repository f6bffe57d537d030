/** Budgets in dollars, and what was spent of them. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { ANSWER_COST, plannedCall, settle, start } from "../../support/aiBooks";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";
import { createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-30T20:00:00Z"));
  ({ t, workspaceId } = await setupDemo());
});

const set = (args: object) => t.mutation(internal.ops.setBudget, args);
const show = (args: object = {}) =>
  t.query(internal.ops.showUsage, { workspace: "demo", ...args });
const usd = (monthly_usd: number, is_default = false) => ({
  monthly_usd,
  limit_nano_usd: monthly_usd * 1e9,
  is_default,
});

describe("setBudget", () => {
  it("takes dollars and answers with the old and the new limit", async () => {
    const demo = { workspace: "demo" };
    expect(await set({ ...demo, monthly_usd: 0.5 })).toEqual({
      old: usd(1, true),
      new: usd(0.5),
    });
    expect(await onlyRow(t, "aiBudgets")).toMatchObject({
      scope: workspaceId,
      limit_nano_usd: 500_000_000,
    });
    expect(await set({ ...demo, monthly_usd: 0 })).toEqual({
      old: usd(0.5),
      new: usd(0),
    });
    expect(await set({ ...demo, monthly_usd: null })).toEqual({
      old: usd(0),
      new: usd(1, true),
    });
    expect(await rowsOf(t, "aiBudgets")).toEqual([]);
  });

  it("takes everybody's limit, and nano-USD as before", async () => {
    expect(await set({ scope: "global", monthly_usd: 20 })).toEqual({
      old: usd(100, true),
      new: usd(20),
    });
    expect(
      await set({ scope: workspaceId, limit_nano_usd: 5_000_000 }),
    ).toEqual({ old: usd(1, true), new: usd(0.005) });
    expect(await rowsOf(t, "aiBudgets")).toHaveLength(2);
  });

  it("knows each plan's default", async () => {
    await t.mutation(internal.ops.updateWorkspace, {
      workspace: "demo",
      plan: "free",
    });
    expect(await set({ workspace: "demo", monthly_usd: 3 })).toMatchObject({
      old: { limit_nano_usd: 100_000_000, monthly_usd: 0.1, is_default: true },
    });
  });

  it.each([
    ["less than nothing", { monthly_usd: -1 }],
    ["less than nothing", { limit_nano_usd: -1 }],
    ["part of a nano-USD", { limit_nano_usd: 0.5 }],
    ["more than a million", { monthly_usd: 1_000_001 }],
    ["no number", { monthly_usd: NaN }],
    ["without end", { monthly_usd: Infinity }],
    ["nothing at all", {}],
    ["two at once", { monthly_usd: 1, limit_nano_usd: 1 }],
  ])("refuses a budget that is %s: %o", async (_what, budget) => {
    const before = await snapshot(t);
    expect(
      await refusalOf(set({ workspace: "demo", ...budget })),
    ).toMatchObject({ code: "invalid_budget", what: "limit" });
    expect(await snapshot(t)).toEqual(before);
  });

  it("refuses to guess whose budget it is", async () => {
    const { workspaceId: other } = await createTenant(t, "other");
    const codes = [
      [{}, "workspace_missing"],
      [{ scope: "global", workspace: "demo" }, "workspace_ambiguous"],
      [{ scope: other, workspace: "demo" }, "workspace_ambiguous"],
      [{ scope: other, workspace_id: workspaceId }, "workspace_ambiguous"],
      [{ workspace: "nobody" }, "not_found"],
    ] as const;
    for (const [owner, code] of codes) {
      expect(await refusalOf(set({ ...owner, monthly_usd: 1 }))).toMatchObject({
        code,
      });
    }
    expect(await rowsOf(t, "aiBudgets")).toEqual([]);
  });
});

describe("showUsage", () => {
  const NOTHING = {
    spent_usd: 0,
    reserved_usd: 0,
    call_count: 0,
    failed_count: 0,
    input_tokens: 0,
    output_tokens: 0,
    spent_nano_usd: 0,
    reserved_nano_usd: 0,
  };

  it("shows this month of the workspace and of everybody, each on its clock", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    const spent = {
      ...NOTHING,
      spent_usd: ANSWER_COST / 1e9,
      spent_nano_usd: ANSWER_COST,
      call_count: 1,
      input_tokens: 4000,
      output_tokens: 500,
    };
    expect(await show()).toEqual({
      // 20:00 UTC is already the next day in Jakarta.
      workspace: {
        ...spent,
        month: "2026-12",
        limit_usd: 1,
        limit_nano_usd: 1e9,
      },
      everybody: {
        ...spent,
        month: "2026-11",
        limit_usd: 100,
        limit_nano_usd: 100e9,
      },
    });
  });

  it("shows another month, and refuses what is none", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    const { workspace, everybody } = await show({ month: "2026-10" });
    expect(workspace).toMatchObject({ ...NOTHING, month: "2026-10" });
    expect(everybody).toMatchObject({ ...NOTHING, month: "2026-10" });
    for (const month of ["2026-13", "2026-1", "November"]) {
      expect(await refusalOf(show({ month }))).toMatchObject({
        code: "invalid_month",
      });
    }
  });
});
