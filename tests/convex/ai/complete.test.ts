/** Reserve, call, settle: the real SDK against a real server, with real books. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  completeWithBudget,
  type Completion,
  type CompletionArgs,
} from "../../../convex/ai/complete";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { createScrubber } from "../../../src/lib/digest/personal/scrub";
import { OPTIONAL_PARAMETERS } from "../../../src/lib/ai/providers";
import { SECOND_MS } from "../../../src/lib/time/units";
import { findKnown, leakArbitrary } from "../../lib/digest/personal/leaks";
import { expectBooksToAddUp } from "../../support/aiBooks";
import {
  replies,
  startFakeProvider,
  type FakeProvider,
} from "../../support/fakeProvider";
import { propertyRuns } from "../../support/propertyRuns";
import { onlyRow, rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";

const NOW = Date.parse("2026-11-21T02:00:00Z");
const QUESTION = "c1 in: berapa harga kopi?";
const NOBODY = { names: [], phones: [], emails: [], handles: [] };

let provider: FakeProvider;
let t: TestConvex;
let workspaceId: Id<"workspaces">;
let log: { mock: { calls: unknown[][] } };

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  ({ t, workspaceId } = await setupDemo());
  // Sockets need real timers; prices and months a fixed day.
  vi.useRealTimers();
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  provider = await startFakeProvider();
  vi.stubEnv("AI_BASE_URL", provider.url);
  vi.stubEnv("AI_PROVIDER", "openai");
  vi.stubEnv("AI_API_KEY", "sk-test");
  vi.stubEnv("AI_MODEL", "gpt-6-luna");
});
afterEach(async () => {
  await provider.close();
  await expectBooksToAddUp(t);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function complete(
  over: Partial<CompletionArgs> = {},
): Promise<Completion> {
  return await t.action(
    async (ctx) =>
      await completeWithBudget(ctx, {
        workspace_id: workspaceId,
        request: {
          messages: [
            { role: "system", content: "Summarise." },
            { role: "user", content: QUESTION },
          ],
          maxOutputTokens: 800,
          temperature: 0.2,
          schema: { name: "digest", schema: { type: "object" } },
        },
        scrubber: createScrubber("ID", NOBODY),
        attempt: 1,
        first_attempt_at: NOW,
        ...over,
      }),
  );
}

const setBudget = async (nanoUsd: number) =>
  await t.mutation(internal.ai.calls.setBudget, {
    scope: workspaceId,
    limit_nano_usd: nanoUsd,
  });

describe("an answered question", () => {
  it("gives the text and leaves a settled row", async () => {
    provider.usual = replies.well({ text: "One price question." });
    const completion = await complete({ run_id: "run-1" });
    const row = await onlyRow(t, "aiUsage");
    expect(completion).toEqual({
      kind: "ok",
      text: "One price question.",
      finish_reason: "stop",
      usage_id: row._id,
      model: "gpt-6-luna",
      model_served: "gpt-6-luna",
    });
    expect(row).toMatchObject({
      run_id: "run-1",
      status: "succeeded",
      input_tokens: 9,
      output_tokens: 5,
      cost_nano_usd: 9 * 100 + 5 * 500,
      is_estimated: false,
    });
  });

  it("names the workspace by a hash only, the same every time", async () => {
    await complete();
    await complete();
    const [first, second] = provider.calls.map((call) => call.body);
    expect(first?.["safety_identifier"]).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.["safety_identifier"]).toBe(first?.["safety_identifier"]);
    expect(JSON.stringify(provider.calls)).not.toContain(workspaceId);
  });

  it("leaves nothing of the text in the log, failed or not", async () => {
    await complete();
    provider.queue.push(replies.failing(500));
    await complete();
    const written = JSON.stringify(log.mock.calls);
    expect(written).toContain("server_error");
    expect(written).not.toContain("kopi");
    expect(written).not.toContain("sk-test");
  });

  it("says when the text is not whole", async () => {
    provider.usual = replies.well({ text: "One", finishReason: "length" });
    expect(await complete()).toMatchObject({
      kind: "ok",
      finish_reason: "length",
    });
  });

  it("is estimated where the provider counts nothing", async () => {
    provider.usual = replies.well({ text: "x".repeat(240), usage: null });
    await complete();
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      output_tokens: 100,
      is_estimated: true,
      status: "succeeded",
    });
  });

  it("comes from the large model when that is asked for", async () => {
    vi.stubEnv("AI_MODEL_LARGE", "gpt-6-sol");
    await complete({ size: "large" });
    expect(provider.calls[0]?.body.model).toBe("gpt-6-sol");
    expect(await onlyRow(t, "aiUsage")).toMatchObject({
      cost_nano_usd: 9 * 2000 + 1 * 10_000,
    });
  });
});

describe("the cheaper tier", () => {
  it("is asked for twice, then the standard one", async () => {
    provider.usual = replies.well({ tier: "flex" });
    for (const attempt of [1, 2, 3]) {
      await complete({ attempt });
    }
    expect(provider.calls.map((call) => call.body["service_tier"])).toEqual([
      "flex",
      "flex",
      undefined,
    ]);
    expect((await rowsOf(t, "aiUsage")).map((row) => row.tier)).toEqual([
      "flex",
      "flex",
      "default",
    ]);
  });
});

describe("without a provider or money", () => {
  it.each([
    [{ AI_BASE_URL: "", AI_API_KEY: "" }, "not_configured"],
    [{ AI_BASE_URL: "https://ai.example/v1" }, "training_not_excluded"],
    [{ AI_PROVIDER: "local", AI_MODEL: "" }, "missing_model"],
  ])("nothing is sent: %j", async (environment, reason) => {
    for (const [name, value] of Object.entries(environment)) {
      vi.stubEnv(name, value);
    }
    expect(await complete()).toEqual({ kind: "refused", reason });
    expect(await rowsOf(t, "aiUsage")).toEqual([]);
    expect(provider.calls).toEqual([]);
  });

  it("nothing is sent once the budget is spent", async () => {
    await setBudget(1000);
    expect(await complete()).toEqual({
      kind: "refused",
      reason: "workspace_budget_spent",
    });
    expect(provider.calls).toEqual([]);
  });
});

describe("a request that shows somebody", () => {
  const asking = (text: string) => ({
    messages: [{ role: "user" as const, content: `m1 < 21/11 08:00 ${text}` }],
    maxOutputTokens: 800,
  });

  it("is not sent and costs nothing", async () => {
    const scrubber = createScrubber("ID", { ...NOBODY, names: ["Wulandari"] });
    const request = asking("Wulandari menunggu");
    expect(await complete({ request, scrubber })).toEqual({
      kind: "refused",
      reason: "personal_data",
    });
    expect(await rowsOf(t, "aiUsage")).toEqual([]);
    expect(provider.calls).toEqual([]);
  });

  it("never leaves, whatever it says of whom", async () => {
    await setBudget(1e15);
    await fc.assert(
      fc.asyncProperty(leakArbitrary, async ({ people, text }) => {
        provider.calls.length = 0;
        const scrubber = createScrubber("ID", people);
        const line = text.replaceAll("\n", " ");
        await complete({ request: asking(line), scrubber });
        const sent = provider.calls.flatMap(({ body }) => body.messages);
        const said = sent.map(({ content }) => content).join("\n");
        expect(findKnown(said, people)).toEqual([]);
        expect(sent.length).toBe(scrubber.find(line).length > 0 ? 0 : 1);
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});

describe("a failure", () => {
  it("that may pass comes back with the time to ask again", async () => {
    provider.usual = replies.rateLimited({ "Retry-After": "600" });
    const completion = await complete();
    expect(completion).toMatchObject({
      kind: "retry_at",
      reason: "rate_limited",
    });
    const at = completion.kind === "retry_at" ? completion.at : 0;
    expect(at).toBeGreaterThanOrEqual(NOW + 600 * SECOND_MS);
    expect(at).toBeLessThan(NOW + 630 * SECOND_MS);
    expect(provider.calls).toHaveLength(1);
  });

  it("is tried four times in all, each with a row", async () => {
    provider.usual = replies.failing(503);
    const kinds: string[] = [];
    for (const attempt of [1, 2, 3, 4]) {
      kinds.push((await complete({ attempt })).kind);
    }
    expect(kinds).toEqual(["retry_at", "retry_at", "retry_at", "refused"]);
    expect(await rowsOf(t, "aiUsage")).toMatchObject(
      Array.from({ length: 4 }, () => ({
        status: "failed",
        error_code: "server_error",
        cost_nano_usd: 0,
      })),
    );
  });

  it("is not tried beyond two hours", async () => {
    provider.usual = replies.rateLimited({ "Retry-After": "7201" });
    expect(await complete()).toEqual({
      kind: "refused",
      reason: "rate_limited",
    });
  });

  it.each([
    [
      "the account has no money",
      replies.insufficientQuota(),
      "quota_exhausted",
    ],
    ["the key is wrong", replies.failing(401), "unauthorized"],
    ["the request is wrong", replies.failing(400), "invalid_request"],
  ])("is final when %s", async (_name, reply, reason) => {
    provider.usual = reply;
    expect(await complete()).toEqual({ kind: "refused", reason });
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "ai_provider_refused",
    });
  });

  it("to answer in time is charged as reserved", async () => {
    provider.usual = replies.stalled();
    vi.useFakeTimers({
      now: NOW,
      toFake: ["Date", "setTimeout", "clearTimeout"],
    });
    const pending = complete({ timeout_ms: 90 * SECOND_MS });
    await provider.received();
    vi.advanceTimersByTime(90 * SECOND_MS);
    expect(await pending).toMatchObject({
      kind: "retry_at",
      reason: "timeout",
    });
    const row = await onlyRow(t, "aiUsage");
    expect(row).toMatchObject({ status: "unknown", error_code: "timeout" });
    expect(row.cost_nano_usd).toBe(row.reserved_nano_usd);
    expect(row.cost_nano_usd).toBeGreaterThan(0);
  });
});

describe("a model that refuses fields", () => {
  it("is asked again without them, and never with them", async () => {
    provider.usual = replies.refusing("temperature", "store");
    expect(await complete()).toMatchObject({ kind: "ok" });
    expect(provider.calls).toHaveLength(3);
    expect((await rowsOf(t, "aiUsage")).map((row) => row.error_code)).toEqual([
      "refused_parameter",
      "refused_parameter",
      undefined,
    ]);
    expect(await complete()).toMatchObject({ kind: "ok" });
    expect(provider.calls).toHaveLength(4);
  });

  it("may refuse everything that can be left out", async () => {
    provider.usual = replies.refusing(
      ...OPTIONAL_PARAMETERS,
      "max_completion_tokens",
    );
    expect(await complete()).toMatchObject({ kind: "ok" });
    expect(Object.keys(provider.calls.at(-1)?.body ?? {}).sort()).toEqual([
      "max_tokens",
      "messages",
      "model",
      "stream",
    ]);
  });

  it("but not the limit of its answer", async () => {
    provider.usual = replies.refusing("max_completion_tokens", "max_tokens");
    expect(await complete()).toEqual({
      kind: "refused",
      reason: "invalid_request",
    });
    expect(provider.calls).toHaveLength(2);
  });

  it("may be Gemini, whose errors come in an array", async () => {
    provider.usual = replies.refusingAsGemini("prompt_cache_options");
    expect(await complete()).toMatchObject({ kind: "ok" });
    expect(provider.calls).toHaveLength(2);
  });
});

describe("fifty at once", () => {
  it("make as many calls as the budget pays for, and no more", async () => {
    await complete();
    const { reserved_nano_usd: worst, cost_nano_usd: cost } = await onlyRow(
      t,
      "aiUsage",
    );
    await setBudget(cost + 10 * worst);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    provider.usual = replies.slowly(gate);
    let refused = 0;
    const all = Array.from({ length: 50 }, async () => {
      const { kind } = await complete();
      refused += kind === "refused" ? 1 : 0;
      // Forty of them end while ten hold all the money there is.
      if (refused === 40) {
        release();
      }
      return kind;
    });
    const kinds = await Promise.all(all);
    expect(kinds.filter((kind) => kind === "ok")).toHaveLength(10);
    expect(provider.calls).toHaveLength(11);
    const months = await rowsOf(t, "aiMonths");
    for (const month of months) {
      expect(month.spent_nano_usd).toBe(11 * cost);
      expect(month.reserved_nano_usd).toBe(0);
    }
  });
});
