/** The alerts of AI: kept while their cause is there, resolved, and raised again. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { tellOfNoAnswer } from "../../../convex/model/ai/usability";
import type { FailureCode } from "../../../src/lib/ai/failure";
import { MINUTE_MS, HOUR_MS, DAY_MS } from "../../../src/lib/time/units";
import {
  ANSWER_COST,
  answeredEnd,
  plannedCall,
  settle,
  start,
  WORST_CASE,
} from "../../support/aiBooks";
import {
  skip,
  stands,
  standsAfter,
  sweepAlerts,
} from "../../support/alertWatch";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId } = await setupDemo());
  vi.stubEnv("AI_API_KEY", "sk-test");
  vi.stubEnv("AI_NO_TRAINING", "yes");
});

const limit = async (nanoUsd: number | null) =>
  await t.mutation(internal.ai.calls.setBudget, {
    scope: workspaceId,
    limit_nano_usd: nanoUsd,
  });

const call = async (end = answeredEnd(), over = {}) =>
  await settle(t, await start(t, plannedCall(workspaceId, over)), end);
const fail = async (code: FailureCode) => await call({ kind: "failed", code });

describe("ai_budget", () => {
  const KIND = "ai_budget";
  const standingKeys = async () =>
    (await rowsOf(t, "alerts"))
      .filter((row) => row.resolved_at === undefined)
      .map(({ key }) => key.split(":").at(-1));

  it("is over with its month", async () => {
    await limit(2 * ANSWER_COST);
    await call();
    expect(await standingKeys()).toEqual(["50"]);
    expect(await standsAfter(t, 8 * DAY_MS, KIND)).toBe(true);
    // December begins in Jakarta at 17:00 UTC.
    vi.setSystemTime(Date.parse("2026-11-30T17:00:00Z") - 1);
    expect(await standsAfter(t, 0, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
  });

  it("is over for thresholds that a higher limit moves well away, and comes back", async () => {
    await limit(WORST_CASE);
    await call();
    await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId));
    expect(await standingKeys()).toEqual(["50", "100"]);
    await sweepAlerts(t);
    expect(await standingKeys()).toEqual(["50", "100"]);
    // 46 % of the new limit: too near to 50 to be over.
    await limit(Math.floor((ANSWER_COST * 100) / 46));
    await sweepAlerts(t);
    expect(await standingKeys()).toEqual(["50"]);
    await limit(10 * ANSWER_COST);
    await sweepAlerts(t);
    expect(await standingKeys()).toEqual([]);
    for (let calls = 0; calls < 4; calls += 1) {
      await call();
    }
    expect(await standingKeys()).toEqual(["50"]);
    const fifty = (await rowsOf(t, "alerts")).find(({ key }) =>
      key.endsWith(":50"),
    );
    expect(fifty?.count).toBe(2);
  });

  it("is told again under a lower limit", async () => {
    await limit(10 * ANSWER_COST);
    for (let calls = 0; calls < 5; calls += 1) {
      await call();
    }
    expect(await standingKeys()).toEqual(["50"]);
    await limit(7 * ANSWER_COST);
    await call();
    expect(await standingKeys()).toEqual(["50", "80"]);
  });

  it("of a call that was refused stands although money is left", async () => {
    await limit(WORST_CASE + ANSWER_COST - 1);
    await call();
    await t.mutation(internal.ai.calls.reserve, plannedCall(workspaceId));
    expect(await standingKeys()).toContain("100");
    expect(await standsAfterAll(DAY_MS)).toContain("100");
    await limit(0);
    expect(await standsAfterAll(0)).toEqual([]);
  });

  async function standsAfterAll(ms: number) {
    skip(ms);
    await sweepAlerts(t);
    return await standingKeys();
  }
});

describe("ai_provider_refused", () => {
  const KIND = "ai_provider_refused";

  it("is over an hour after the last refusal, once a call succeeded", async () => {
    await fail("unauthorized");
    expect(await standsAfter(t, DAY_MS, KIND)).toBe(true);
    await fail("unauthorized");
    skip(MINUTE_MS);
    await call();
    expect(await standsAfter(t, 58 * MINUTE_MS, KIND)).toBe(true);
    expect(await standsAfter(t, MINUTE_MS, KIND)).toBe(false);
    await fail("unauthorized");
    expect(await stands(t, KIND)).toBe(true);
  });

  it("does not flicker when refusals and answers take turns", async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      await fail("quota_exhausted");
      skip(10 * MINUTE_MS);
      await call();
      expect(await standsAfter(t, 10 * MINUTE_MS, KIND)).toBe(true);
    }
    expect(await onlyRow(t, "alerts")).toMatchObject({ count: 1 });
  });

  it("is over when another model is asked, or none", async () => {
    await fail("not_found");
    vi.stubEnv("AI_MODEL", "gpt-6-sol");
    expect(await standsAfter(t, HOUR_MS - 1, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
  });
});

describe("ai_model_substituted", () => {
  const KIND = "ai_model_substituted";
  const substituted = answeredEnd({ model_served: "gpt-5.4-nano" });

  it("is over a day after the model last answered as another", async () => {
    await call(substituted);
    expect(await standsAfter(t, 7 * DAY_MS, KIND)).toBe(true);
    await call(substituted);
    await call();
    expect(await standsAfter(t, DAY_MS - 1, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
    await call(substituted);
    expect(await stands(t, KIND)).toBe(true);
  });
});

describe("ai_model_unpriced", () => {
  const KIND = "ai_model_unpriced";
  const made = { model: "made-up-model" };

  it("is over when a model with a price is asked", async () => {
    vi.stubEnv("AI_MODEL", made.model);
    await limit(1e12);
    await call(answeredEnd({ model_served: made.model }), made);
    expect(await standsAfter(t, 30 * DAY_MS, KIND)).toBe(true);
    vi.stubEnv("AI_MODEL", "gpt-6-luna");
    expect(await standsAfter(t, 0, KIND)).toBe(false);
    await call(answeredEnd({ model_served: made.model }), made);
    expect(await stands(t, KIND)).toBe(true);
  });
});

describe("ai_reservation_exceeded", () => {
  const KIND = "ai_reservation_exceeded";
  const dear = answeredEnd({
    usage: { input: 900_000, cached: 0, cacheWrite: 0, output: 500 },
  });

  it("is over after a week without one", async () => {
    await limit(1e12);
    await call(dear);
    expect(await standsAfter(t, 7 * DAY_MS - 1, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
    await call(dear);
    expect(await stands(t, KIND)).toBe(true);
  });
});

describe("ai_unusable", () => {
  const KIND = "ai_unusable";

  it("stands while the environment is wrong, without a digest or a call", async () => {
    vi.stubEnv("AI_NO_TRAINING", "");
    await sweepAlerts(t);
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: KIND,
      key: "training_not_excluded",
      count: 1,
    });
    for (let look = 0; look < 5; look += 1) {
      expect(await standsAfter(t, 5 * MINUTE_MS, KIND)).toBe(true);
    }
    expect(await onlyRow(t, "alerts")).toMatchObject({
      count: 1,
      last_at: Date.now(),
    });
    vi.stubEnv("AI_NO_TRAINING", "yes");
    expect(await standsAfter(t, 10 * MINUTE_MS - 1, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
    vi.stubEnv("AI_NO_TRAINING", "");
    await sweepAlerts(t);
    expect(await onlyRow(t, "alerts")).toMatchObject({ count: 2 });
  });

  it("is silent for who wants no AI", async () => {
    vi.stubEnv("AI_API_KEY", "");
    await sweepAlerts(t);
    expect(await rowsOf(t, "alerts")).toEqual([]);
  });
});

describe("ai_unanswered", () => {
  const KIND = "ai_unanswered";
  const unanswered = async (reason: string) => {
    await t.run(async (ctx) => await tellOfNoAnswer(ctx, reason));
  };

  it("is over an hour after the last, once a call succeeded", async () => {
    await unanswered("connection");
    expect(await standsAfter(t, DAY_MS, KIND)).toBe(true);
    skip(1);
    await call();
    expect(await standsAfter(t, 0, KIND)).toBe(false);
    await unanswered("connection");
    expect(await stands(t, KIND)).toBe(true);
    skip(1);
    await call();
    expect(await standsAfter(t, HOUR_MS - 2, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
  });

  it("is raised for what a retry may cure, not for what is nobody's fault", async () => {
    for (const reason of ["few_messages", "output_refused", "unauthorized"]) {
      await unanswered(reason);
    }
    expect(await rowsOf(t, "alerts")).toEqual([]);
    await unanswered("timeout");
    expect(await onlyRow(t, "alerts")).toMatchObject({ key: "timeout" });
  });
});
