/**
 * I2, I3, I4: whatever the provider's form, cut, order and repetitions, the
 * same facts give the same contacts, conversations and messages, none of them twice.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import {
  factArbitrary,
  packBatches,
  tellFact,
  type Fact,
  type Telling,
} from "../../support/conversationArbitrary";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { findDoubles, readFinalState } from "../../support/finalState";
import { propertyRuns } from "../../support/propertyRuns";
import { liveContacts } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import type { Caller } from "../../support/tenants";

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

/** What people do while deliveries come: after the given ones. */
interface Meanwhile {
  after: number[];
  act: (t: TestConvex, as: Caller) => Promise<void>;
}

async function deliver(
  tellings: Telling[],
  way: Way,
  { after, act }: Meanwhile = { after: [], act: async () => undefined },
) {
  const { t, asOwner } = await setupDemo();
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
    if (after.includes(i)) {
      await drain(t);
      await act(t, asOwner);
    }
  }
  await drain(t);
  const audits = await t.run(
    async (ctx) => await ctx.db.query("webhookAudit").collect(),
  );
  expect(audits.length).toBeGreaterThan(0);
  expect(audits.filter((audit) => audit.status !== "processed")).toEqual([]);
  return { t, asOwner };
}

/** Types a name into every contact there is, or gives it back to WhatsApp. */
const rename =
  (name: string | null) =>
  async (t: TestConvex, as: Caller): Promise<void> => {
    for (const { _id: contact_id } of await liveContacts(t)) {
      await as.mutation(api.contacts.update, { contact_id, change: { name } });
    }
  };

/** Facts that always say who somebody is, so that nobody is two people first. */
const namedFact = factArbitrary
  .filter(({ kind }) => kind !== "identity")
  .map((fact): Fact => ({ ...fact, shows: "both" }));

const inOrder: Way = { order: [], repeats: [], batchSize: 1, drainEvery: 1 };

describe("the final state", () => {
  useConvexEnvironment();

  it("does not depend on form, order, batches or repetitions", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(factArbitrary, { minLength: 1, maxLength: 10 }),
        wayArbitrary,
        async (facts: Fact[], way) => {
          const tellings = facts.flatMap((fact, i) => tellFact(fact, i, facts));
          const { t: plain } = await deliver(tellings, inOrder);
          const { t: shuffled } = await deliver(tellings, way);
          const state = await readFinalState(plain);
          expect(await readFinalState(shuffled)).toEqual(state);
          expect(await findDoubles(plain)).toEqual([]);
          expect(await findDoubles(shuffled)).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(60) },
    );
  });

  it("keeps a name that people typed meanwhile, and WhatsApp's beside it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(namedFact, { minLength: 3, maxLength: 8 }),
        wayArbitrary,
        fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (facts, way, after, isGivenBack) => {
          const tellings = facts.flatMap((fact, i) => tellFact(fact, i, facts));
          const { t: plain } = await deliver(tellings, inOrder);
          const act: Meanwhile["act"] = async (t, as) => {
            await rename("Diisi tangan")(t, as);
            if (isGivenBack) {
              await rename(null)(t, as);
            }
          };
          const { t, asOwner } = await deliver(tellings, way, { after, act });
          await rename("Bu Fiktif")(t, asOwner);
          const typed = await liveContacts(t);
          expect(typed.map(({ name }) => name)).toEqual(
            typed.map(() => "Bu Fiktif"),
          );
          await rename(null)(t, asOwner);
          expect(await readFinalState(t)).toEqual(await readFinalState(plain));
        },
      ),
      { numRuns: propertyRuns(30) },
    );
  });
});
