/** Many runs at once, in any order: never a nano-USD over the limit. */
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { MINUTE_MS } from "../../../src/lib/time/units";
import {
  answeredEnd,
  expectBooksToAddUp,
  plannedCall,
} from "../../support/aiBooks";
import { useConvexEnvironment } from "../../support/environment";
import { propertyRuns } from "../../support/propertyRuns";
import { rowsOf } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const RUNS = 50;

/** One digest run: how much it asks for, uses, and how it ends. */
const runArbitrary = fc.record({
  characters: fc.integer({ min: 1, max: 20_000 }),
  output: fc.integer({ min: 1, max: 1000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  end: fc.constantFrom(
    "answered" as const,
    "rate_limited" as const,
    "timeout" as const,
    "crashed" as const,
  ),
  /** Turns it lets pass before it goes on. */
  pause: fc.nat(60),
});
type Run = typeof runArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** In nano-USD: enough for the dearest single call, never for fifty. */
const limitArbitrary = fc.integer({ min: 5_000_000, max: 15_000_000 });

/** Reserve, wait, settle, as an action does it; the others run meanwhile. */
async function digest(
  t: TestConvex,
  workspaceId: Id<"workspaces">,
  run: Run,
): Promise<boolean> {
  const reserved = await t.mutation(
    internal.ai.calls.reserve,
    plannedCall(workspaceId, {
      input_characters: run.characters,
      max_output_tokens: run.output,
    }),
  );
  if (reserved.kind === "refused") {
    return false;
  }
  for (let turn = 0; turn < run.pause; turn++) {
    await Promise.resolve();
  }
  if (run.end !== "crashed") {
    await t.mutation(internal.ai.calls.settle, {
      usage_id: reserved.usage_id,
      end:
        run.end === "answered"
          ? answeredEnd({
              usage: {
                input: Math.ceil((run.characters / 2.4) * run.share),
                cached: 0,
                cacheWrite: 0,
                output: Math.floor(run.output * run.share),
              },
            })
          : { kind: "failed", code: run.end },
    });
  }
  return true;
}

it("50 concurrent runs never overspend either budget", async () => {
  let refusals = 0;
  let successes = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(runArbitrary, { minLength: RUNS, maxLength: RUNS }),
      limitArbitrary,
      limitArbitrary,
      async (runs, ownLimit, globalLimit) => {
        const { t, workspaceId } = await setupDemo();
        const limits = new Map<string, number>([
          [workspaceId, ownLimit],
          ["global", globalLimit],
        ]);
        for (const scope of [workspaceId, "global"] as const) {
          await t.mutation(internal.ai.calls.setBudget, {
            scope,
            limit_nano_usd: limits.get(scope) ?? 0,
          });
        }
        const within = async () => {
          for (const month of await rowsOf(t, "aiMonths")) {
            expect(
              month.spent_nano_usd + month.reserved_nano_usd,
            ).toBeLessThanOrEqual(limits.get(month.scope) ?? 0);
          }
        };
        const made = await Promise.all(
          runs.map(async (run) => {
            const isMade = await digest(t, workspaceId, run);
            await within();
            return isMade;
          }),
        );
        vi.setSystemTime(Date.now() + 16 * MINUTE_MS);
        await t.mutation(internal.ai.calls.settleLost, {});
        await within();
        await expectBooksToAddUp(t);
        for (const { status } of await rowsOf(t, "aiUsage")) {
          expect(status).not.toBe("started");
        }
        successes += made.filter(Boolean).length;
        refusals += made.filter((isMade) => !isMade).length;
      },
    ),
    // Shrinking fifty runs would take minutes and say little.
    { numRuns: propertyRuns(8), endOnFailure: true },
  );
  // The property says something only if both happened.
  expect(refusals).toBeGreaterThan(0);
  expect(successes).toBeGreaterThan(0);
});
