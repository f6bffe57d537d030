/**
 * Merge, any traffic, undo is the same traffic without the merge: over all
 * tables, whenever the merge and its undo come.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { findErrors } from "../../support/books";
import {
  factArbitrary,
  tellFact,
  type Telling,
} from "../../support/conversationArbitrary";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { findDoubles } from "../../support/finalState";
import { adorn, readEverything } from "../../support/mergeStory";
import { propertyRuns } from "../../support/propertyRuns";
import { rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import type { Caller } from "../../support/tenants";
import { personOf } from "../../support/storyFacts";

useConvexEnvironment();

/** When people merge and undo, as places in the deliveries. */
const storyArbitrary = fc.record({
  facts: fc.array(factArbitrary, { minLength: 2, maxLength: 7 }),
  order: fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }),
  mergeAt: fc.nat(8),
  undoAfter: fc.nat(12),
  /** Which of the two goes on. */
  isSwapped: fc.boolean(),
});

interface World {
  t: TestConvex;
  asOwner: Caller;
}

/** A contact of a person, by whichever id came; null before one has. */
async function contactOf(t: TestConvex, person: number) {
  const { digits, bsuid, newBsuid } = personOf(person);
  const identities = await rowsOf(t, "contactIdentities");
  const found = identities.find(({ value }) =>
    [`+${digits}`, bsuid, newBsuid].includes(value),
  );
  const contacts = await rowsOf(t, "contacts");
  return contacts.find((row) => row._id === found?.contact_id) ?? null;
}

interface Story {
  tellings: Telling[];
  mergeAt: number;
  undoAfter: number;
  isSwapped: boolean;
}

/** Tells all; merges and undoes on the way where `isMerged`. */
async function play(story: Story, isMerged: boolean): Promise<World> {
  const { t, asOwner } = await setupDemo();
  const world = { t, asOwner };
  let isAdorned = false;
  let mergeId: Id<"mergeLog"> | undefined;
  const undo = async () => {
    if (mergeId !== undefined) {
      await asOwner.mutation(api.contacts.undoMerge, { merge_id: mergeId });
      await drain(t);
      mergeId = undefined;
    }
  };
  for (const [i, telling] of story.tellings.entries()) {
    const response = await post(t, telling, `key-${i}`);
    expect(response.status).toBe(200);
    await drain(t);
    const [a, b] = [await contactOf(t, 0), await contactOf(t, 1)];
    if (i >= story.mergeAt && !isAdorned && a !== null && b !== null) {
      isAdorned = true;
      await adorn(t, a, "a");
      await adorn(t, b, "b");
      if (isMerged) {
        mergeId = await merge(world, story.isSwapped ? [b, a] : [a, b]);
      }
    }
    if (i >= story.mergeAt + story.undoAfter) {
      await undo();
    }
  }
  await undo();
  return world;
}

/** Checks on the way that the preview was the merge, and that all adds up. */
async function merge({ t, asOwner }: World, pair: Doc<"contacts">[]) {
  const [survivor, duplicate] = pair;
  if (survivor === undefined || duplicate === undefined) {
    throw new Error("two are merged");
  }
  const args = { survivor_id: survivor._id, duplicate_id: duplicate._id };
  const preview = await asOwner.query(api.contacts.previewMerge, args);
  const { merge_id } = await asOwner.mutation(api.contacts.merge, args);
  const merged = await asOwner.query(api.contacts.get, {
    contact_id: duplicate._id,
  });
  expect(merged).toMatchObject(preview.merged);
  await drain(t);
  expect(await findErrors(t)).toEqual([]);
  return merge_id;
}

it("merge, any traffic, undo is the same traffic without the merge", async () => {
  await fc.assert(
    fc.asyncProperty(storyArbitrary, async ({ facts, order, ...when }) => {
      const tellings = facts
        .flatMap((fact, i) => tellFact(fact, i, facts))
        .map((telling, i) => ({ telling, rank: order[i % 60] ?? 0, i }))
        .sort((a, b) => a.rank - b.rank || a.i - b.i)
        .map(({ telling }) => telling);
      const story = { tellings, ...when };
      const plain = await play(story, false);
      const merged = await play(story, true);
      expect(await findErrors(plain.t)).toEqual([]);
      expect(await findErrors(merged.t)).toEqual([]);
      expect(await readEverything(merged.t)).toEqual(
        await readEverything(plain.t),
      );
      expect(await findDoubles(merged.t)).toEqual([]);
    }),
    { numRuns: propertyRuns(16) },
  );
});
