/** What a workspace sees of its AI costs. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import {
  ANSWER_COST,
  plannedCall,
  settle,
  start,
  WORST_CASE,
} from "../support/aiBooks";
import { useConvexEnvironment } from "../support/environment";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import { codeOf, createTenant } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Awaited<ReturnType<typeof setupDemo>>["asOwner"];
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId, asOwner } = await setupDemo());
});

const args = (month = "2026-11") => ({ workspace_id: workspaceId, month });
const NOTHING = {
  spent_nano_usd: 0,
  reserved_nano_usd: 0,
  call_count: 0,
  failed_count: 0,
  estimated_count: 0,
  input_tokens: 0,
  cached_tokens: 0,
  output_tokens: 0,
};

describe("usage:month", () => {
  it("is empty before the first call, with the plan's limit", async () => {
    expect(await asOwner.query(api.usage.month, args())).toEqual({
      ...args(),
      ...NOTHING,
      limit_nano_usd: 1_000_000_000,
    });
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, { plan: "free" }),
    );
    expect(await asOwner.query(api.usage.month, args())).toMatchObject({
      limit_nano_usd: 100_000_000,
    });
  });

  it("adds up what was spent and what is set aside", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    await start(t, plannedCall(workspaceId));
    await t.mutation(internal.ai.calls.setBudget, {
      scope: workspaceId,
      limit_nano_usd: 5_000_000,
    });
    expect(await asOwner.query(api.usage.month, args())).toEqual({
      ...args(),
      ...NOTHING,
      limit_nano_usd: 5_000_000,
      spent_nano_usd: ANSWER_COST,
      reserved_nano_usd: WORST_CASE,
      call_count: 2,
      input_tokens: 4000,
      output_tokens: 500,
    });
    expect(await asOwner.query(api.usage.month, args("2026-10"))).toMatchObject(
      NOTHING,
    );
  });

  it("is for members only", async () => {
    const stranger = t.withIdentity({
      subject: "stranger",
      issuer: "https://local.invalid",
    });
    expect(await codeOf(t.query(api.usage.month, args()))).toBe(
      "unauthenticated",
    );
    expect(await codeOf(stranger.query(api.usage.month, args()))).toBe(
      "not_found",
    );
  });
});

/** A digest's call a day later, on another model. */
const later = async (model: string) => {
  vi.setSystemTime(Date.parse("2026-11-22T02:00:00Z"));
  await settle(t, await start(t, plannedCall(workspaceId, { model })));
};

describe("usage:days", () => {
  it("adds up to the month, by day and by model", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    // 17:30 UTC is the next day in Jakarta.
    vi.setSystemTime(Date.parse("2026-11-21T17:30:00Z"));
    await start(t, plannedCall(workspaceId));
    await later("gpt-6-luna");
    const shown = await asOwner.query(api.usage.days, args());
    expect(shown.days).toMatchObject([
      { day: "2026-11-21", call_count: 1, spent_nano_usd: ANSWER_COST },
      {
        day: "2026-11-22",
        call_count: 2,
        spent_nano_usd: ANSWER_COST,
        reserved_nano_usd: WORST_CASE,
      },
    ]);
    const { workspace_id, month, limit_nano_usd, ...totals } =
      await asOwner.query(api.usage.month, args());
    expect([workspace_id, month, limit_nano_usd]).toHaveLength(3);
    expect(shown.models).toEqual([
      { provider: "openai", model: "gpt-6-luna", ...totals },
    ]);
  });

  it("refuses what is no month", async () => {
    const call = asOwner.query(api.usage.days, args("2026-13"));
    expect(await codeOf(call)).toBe("invalid_month");
  });

  it("counts calls of before days were kept once, by a migration", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    const before = await asOwner.query(api.usage.days, args());
    await t.run(async (ctx) => {
      for await (const usage of ctx.db.query("aiUsage")) {
        await ctx.db.patch("aiUsage", usage._id, { workspace_day: undefined });
      }
      for await (const day of ctx.db.query("aiDays")) {
        await ctx.db.delete("aiDays", day._id);
      }
    });
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    for (let times = 0; times < 2; times += 1) {
      await t.mutation(internal.migrations.run, {});
      await drain(t);
    }
    expect(await asOwner.query(api.usage.days, args())).toEqual(before);
  });
});

describe("usage:ofRun", () => {
  const costOf = (run_id: string) =>
    asOwner.query(api.usage.ofRun, { workspace_id: workspaceId, run_id });

  it("adds up the calls of one digest, of this workspace alone", async () => {
    const call = (id: Id<"workspaces">) => plannedCall(id, { run_id: "run" });
    const first = await start(t, call(workspaceId));
    vi.advanceTimersByTime(2000);
    await settle(t, first);
    const second = await start(t, call(workspaceId));
    vi.advanceTimersByTime(3000);
    await settle(t, second);
    await settle(t, await start(t, plannedCall(workspaceId)));
    const other = await createTenant(t, "other");
    await settle(t, await start(t, call(other.workspaceId)));
    expect(await costOf("run")).toEqual({
      models: ["gpt-6-luna"],
      call_count: 2,
      input_tokens: 8000,
      output_tokens: 1000,
      cost_nano_usd: 2 * ANSWER_COST,
      is_estimated: false,
      took_ms: 5000,
    });
  });

  it("is nothing for a digest without AI", async () => {
    expect(await costOf("none")).toMatchObject({
      models: [],
      call_count: 0,
      cost_nano_usd: 0,
      took_ms: null,
    });
  });
});

describe("usage:calls", () => {
  it("shows this workspace's calls, newest first", async () => {
    await settle(t, await start(t, plannedCall(workspaceId)));
    await later("gpt-6-luna");
    const other = await createTenant(t, "other");
    await start(t, plannedCall(other.workspaceId));
    const { page } = await asOwner.query(api.usage.calls, {
      workspace_id: workspaceId,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(page).toMatchObject([
      { created_at: Date.parse("2026-11-22T02:00:00Z"), status: "succeeded" },
      { created_at: Date.parse("2026-11-21T02:00:00Z"), status: "succeeded" },
    ]);
  });
});

describe("what admins may set", () => {
  const set = (limit_nano_usd: number | null) =>
    asOwner.mutation(api.usage.setLimit, {
      workspace_id: workspaceId,
      limit_nano_usd,
    });

  it("limits the month at once, and can be taken back", async () => {
    const { undo } = await set(1);
    expect(
      await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId)),
    ).toEqual({ kind: "refused", reason: "workspace_budget_spent" });
    await set(undo.limit_nano_usd);
    await start(t, plannedCall(workspaceId));
    expect(await codeOf(set(-1))).toBe("invalid_budget");
  });

  it("stops calls of this workspace, until somebody lets them go on", async () => {
    const pause = (is_paused: boolean) =>
      asOwner.mutation(api.usage.setPaused, {
        workspace_id: workspaceId,
        is_paused,
      });
    const status = () => asOwner.query(api.usage.status, args());
    await pause(true);
    const first = (await status()).paused;
    vi.advanceTimersByTime(1000);
    await pause(true);
    expect((await status()).paused).toEqual(first);
    expect(first).toMatchObject({ paused_at: expect.any(Number) });
    expect(
      await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId)),
    ).toEqual({ kind: "refused", reason: "workspace_ai_paused" });
    const other = await createTenant(t, "other");
    await start(t, plannedCall(other.workspaceId));
    await pause(false);
    expect((await status()).paused).toBeNull();
    await start(t, plannedCall(workspaceId));
  });
});
