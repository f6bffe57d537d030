/**
 * I2, I3, I4: whatever the provider's form, cut, order and repetitions, the
 * same facts give the same contacts, conversations and messages, none of them twice.
 */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  factArbitrary,
  packBatches,
  tellFact,
  type Fact,
  type Telling,
} from "../../support/conversationArbitrary";
import { post, TEST_SECRET } from "../../support/deliver";
import { findDoubles, readFinalState } from "../../support/finalState";
import { propertyRuns } from "../../support/propertyRuns";
import { drain, setupDemo } from "../../support/setup";

/** A way of delivering: order, repetitions and batches. */
interface Way {
  order: number[];
  repeats: number[];
  batchSize: number;
  drainEvery: number;
}

const wayArbitrary: fc.Arbitrary<Way> = fc.record({
  order: fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 }),
  repeats: fc.array(fc.nat(39), { maxLength: 8 }),
  batchSize: fc.integer({ min: 1, max: 4 }),
  drainEvery: fc.integer({ min: 1, max: 5 }),
});

async function deliver(tellings: Telling[], way: Way) {
  const { t } = await setupDemo();
  const shuffled = tellings
    .map((telling, i) => ({ telling, rank: way.order[i % 40] ?? 0, i }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ telling }) => telling);
  const repeated = [
    ...shuffled,
    ...way.repeats.flatMap((i) => shuffled[i] ?? []),
  ];
  const packed = packBatches(repeated, way.batchSize);
  for (const [i, telling] of packed.entries()) {
    const response = await post(t, telling, `key-${i}`);
    expect(response.status).toBe(200);
    if (i % way.drainEvery === 0) {
      await drain(t);
    }
  }
  await drain(t);
  const audits = await t.run(
    async (ctx) => await ctx.db.query("webhookAudit").collect(),
  );
  expect(audits.length).toBeGreaterThan(0);
  expect(audits.filter((audit) => audit.status !== "processed")).toEqual([]);
  return t;
}

const inOrder: Way = { order: [], repeats: [], batchSize: 1, drainEvery: 1 };

describe("the final state", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubEnv("KAPSO_WEBHOOK_SECRET", TEST_SECRET);
    vi.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it("does not depend on form, order, batches or repetitions", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(factArbitrary, { minLength: 1, maxLength: 10 }),
        wayArbitrary,
        async (facts: Fact[], way) => {
          const tellings = facts.flatMap((fact, i) => tellFact(fact, i, facts));
          const plain = await deliver(tellings, inOrder);
          const shuffled = await deliver(tellings, way);
          const state = await readFinalState(plain);
          expect(await readFinalState(shuffled)).toEqual(state);
          expect(await findDoubles(plain)).toEqual([]);
          expect(await findDoubles(shuffled)).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });
});
