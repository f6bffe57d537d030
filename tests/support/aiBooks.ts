/** The books of AI calls in tests: what every month must add up to. */
import { expect } from "vitest";
import { internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import type { CallEnd, PlannedCall } from "../../convex/model/ai/usage";
import { rowsOf } from "./rows";
import type { TestConvex } from "./setup";

/** On gpt-6-luna: 5,000 estimated tokens x 1.25 x 100 + 800 x 500 nano-USD. */
export const WORST_CASE = 1_025_000;

export function plannedCall(
  workspaceId: Id<"workspaces">,
  over: Partial<PlannedCall> = {},
): PlannedCall {
  return {
    workspace_id: workspaceId,
    provider: "openai",
    model: "gpt-6-luna",
    tier: "default",
    input_characters: 12_000,
    max_output_tokens: 800,
    ...over,
  };
}

/** An answer of 4,000 tokens in and 500 out: 650,000 nano-USD on gpt-6-luna. */
export function answeredEnd(
  over: Partial<CallEnd & { kind: "answered" }> = {},
): CallEnd {
  return {
    kind: "answered",
    usage: { input: 4000, cached: 0, cacheWrite: 0, output: 500 },
    input_characters: 12_000,
    output_characters: 1500,
    model_served: "gpt-6-luna",
    ...over,
  };
}
export const ANSWER_COST = 650_000;

/** Reserves and returns the row's id; fails the test when it is refused. */
export async function start(
  t: TestConvex,
  call: PlannedCall,
): Promise<Id<"aiUsage">> {
  const reserved = await t.mutation(internal.ai.calls.reserve, call);
  if (reserved.kind === "refused") {
    throw new Error(`refused: ${reserved.reason}`);
  }
  return reserved.usage_id;
}

export async function settle(
  t: TestConvex,
  usageId: Id<"aiUsage">,
  end: CallEnd = answeredEnd(),
): Promise<void> {
  await t.mutation(internal.ai.calls.settle, { usage_id: usageId, end });
}

/** Every month is the sum of its calls, to the nano-USD. */
export async function expectBooksToAddUp(
  t: Pick<TestConvex, "run">,
): Promise<void> {
  const calls = await rowsOf(t, "aiUsage");
  for (const month of await rowsOf(t, "aiMonths")) {
    const own = calls.filter((call) =>
      month.scope === "global"
        ? call.global_month === month.month
        : call.workspace_id === month.scope &&
          call.workspace_month === month.month,
    );
    const settled = own.filter((call) => call.status !== "started");
    const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
    expect(month).toMatchObject({
      spent_nano_usd: sum(settled.map((call) => call.cost_nano_usd)),
      reserved_nano_usd: sum(
        own
          .filter((call) => call.status === "started")
          .map((call) => call.reserved_nano_usd),
      ),
      call_count: own.length,
      failed_count: settled.filter((call) => call.status !== "succeeded")
        .length,
      estimated_count: settled.filter((call) => call.is_estimated).length,
      input_tokens: sum(settled.map((call) => call.input_tokens)),
      cached_tokens: sum(settled.map((call) => call.cached_tokens)),
      output_tokens: sum(settled.map((call) => call.output_tokens)),
    });
  }
}
