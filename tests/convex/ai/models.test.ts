/** What a model teaches: what it refuses, who answers, what has no price. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { DAY_MS } from "../../../src/lib/time/units";
import {
  answeredEnd,
  expectBooksToAddUp,
  plannedCall,
  settle,
  start,
} from "../../support/aiBooks";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId } = await setupDemo());
  await t.mutation(internal.ai.calls.setBudget, {
    scope: workspaceId,
    limit_nano_usd: 1_000_000_000,
  });
});
afterEach(async () => {
  await expectBooksToAddUp(t);
});

const reserve = async (over: Parameters<typeof plannedCall>[1] = {}) =>
  await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId, over));

const alertKeys = async () =>
  (await rowsOf(t, "alerts")).map(({ kind, key }) => `${kind} ${key}`);

describe("what a model teaches", () => {
  const refuse = async (omission: "temperature" | "store") => {
    const id = await start(t, plannedCall(workspaceId));
    const code = "refused_parameter" as const;
    await settle(t, id, { kind: "failed", code, omission });
  };

  it("is which fields it refuses, for 30 days", async () => {
    await refuse("temperature");
    await passTime(t, DAY_MS);
    await refuse("store");
    await refuse("store");
    const omitted = ["temperature", "store"];
    expect(await reserve()).toMatchObject({ omitted });
    expect(await reserve({ model: "gpt-6-sol" })).toMatchObject({
      omitted: [],
    });
    await passTime(t, 30 * DAY_MS - 1);
    expect(await reserve()).toMatchObject({ omitted });
    await passTime(t, 1);
    expect(await reserve()).toMatchObject({ omitted: [] });
    await refuse("store");
    expect(await reserve()).toMatchObject({ omitted: ["store"] });
  });

  it("is that another model answers, which is told and reserved for", async () => {
    const luna = { provider: "xai" as const, model: "gpt-6-luna" };
    const call = plannedCall(workspaceId, luna);
    const end = answeredEnd({ model_served: "grok-4.3" });
    const first = await start(t, call);
    await settle(t, first, end);
    expect(await alertKeys()).toEqual([
      "ai_reservation_exceeded xai:grok-4.3",
      "ai_model_substituted xai:gpt-6-luna:grok-4.3",
    ]);
    const second = await start(t, call);
    await settle(t, second, end);
    const [before, after] = await rowsOf(t, "aiUsage");
    expect(before).toMatchObject({ cost_nano_usd: 4000 * 1250 + 500 * 2500 });
    expect(after?.reserved_nano_usd).toBeGreaterThan(
      after?.cost_nano_usd ?? Infinity,
    );
    expect(await rowsOf(t, "alerts")).toHaveLength(2);
  });

  it("is not that a snapshot of it is another model", async () => {
    const id = await start(t, plannedCall(workspaceId));
    await settle(t, id, answeredEnd({ model_served: "gpt-6-luna-2026-09-22" }));
    expect(await rowsOf(t, "aiModels")).toEqual([]);
    expect(await rowsOf(t, "alerts")).toEqual([]);
  });
});

describe("a model without a price", () => {
  const unknown = { provider: "other" as const, model: "mystery-1" };

  it("is charged at the ceiling and told once", async () => {
    vi.stubEnv("AI_UNKNOWN_MODEL_PRICE", "1/2");
    for (let i = 0; i < 2; i++) {
      const id = await start(t, plannedCall(workspaceId, unknown));
      await settle(t, id, answeredEnd({ model_served: "mystery-1" }));
    }
    expect((await rowsOf(t, "aiUsage"))[0]).toMatchObject({
      cost_nano_usd: 4000 * 1000 + 500 * 2000,
      cost_basis: "ceiling",
      is_estimated: true,
    });
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "ai_model_unpriced",
      key: "other:mystery-1",
      count: 1,
    });
  });

  it("is free on our own network", async () => {
    const id = await start(
      t,
      plannedCall(workspaceId, { provider: "local", model: "qwen3:8b" }),
    );
    await settle(t, id, answeredEnd({ model_served: "qwen3:8b" }));
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      reserved_nano_usd: 0,
      cost_nano_usd: 0,
      cost_basis: "free",
      output_tokens: 500,
    });
    expect(await rowsOf(t, "alerts")).toEqual([]);
  });
});
