/** Suggestions: a pair of contacts is asked about once, in whatever order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Doc } from "../../../../convex/_generated/dataModel";
import { identityChanged, inbound, type Person } from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { propertyRuns } from "../../../support/propertyRuns";
import { deliver } from "../../../support/requests";
import { idsOf, liveContacts, onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

const PHONES = ["6281255500101", "6281255500102"];
const BSUIDS = ["ID.1", "ID.2"];

const says = (id: string, person: Person, at: number) =>
  inbound({ id, person, at, session: `session-${id}` });

/** Which person's phone meets the other's id, and who of them came first. */
const meetingsArbitrary = fc.record({
  first: fc.nat(1),
  meetings: fc.array(fc.nat(1), { minLength: 1, maxLength: 5 }),
});

it("are one row a pair, however two people's ids meet", async () => {
  await fc.assert(
    fc.asyncProperty(meetingsArbitrary, async ({ first, meetings }) => {
      const { t } = await setupDemo();
      for (const who of [first, 1 - first]) {
        const person = { phone: PHONES[who], bsuid: BSUIDS[who] };
        await deliver(t, says(`own-${who}`, person, who));
      }
      for (const [i, who] of meetings.entries()) {
        const meeting = { phone: PHONES[who], bsuid: BSUIDS[1 - who] };
        await deliver(t, says(`met-${i}`, meeting, 10 + i));
      }
      const [smaller, greater] = idsOf(await liveContacts(t));
      expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
        contact_id: smaller,
        other_contact_id: greater,
        status: "open",
      });
    }),
    { numRuns: propertyRuns(20) },
  );
});

/** Three people, each with a phone and an id of their own. */
const TRIO = ["1", "2", "3"].map((digit) => ({
  phone: `628125550010${digit}`,
  bsuid: `ID.${digit}`,
}));
const [LOSER, SURVIVOR, THIRD] = TRIO.map((person) => person.bsuid);

/** They come in this order; the survivor of a merge is who has written more. */
async function tellOfThree(order: string[]) {
  const { t } = await setupDemo();
  for (const bsuid of order) {
    const person = TRIO.find((one) => one.bsuid === bsuid) ?? {};
    await deliver(t, says(`own-${bsuid}`, person, 0));
  }
  const survivor = TRIO[1] ?? {};
  await deliver(t, says("more-1", survivor, 1), says("more-2", survivor, 2));
  return t;
}

/** The phone of one in a message with the id of the other. */
async function meet(t: TestConvex, ...[a, b]: (string | undefined)[]) {
  const phone = TRIO.find((one) => one.bsuid === a)?.phone;
  await deliver(t, says(`met-${a}-${b}`, { phone, bsuid: b }, 5));
}

const merge = async (t: TestConvex) =>
  await deliver(t, identityChanged({ bsuid: SURVIVOR }, LOSER ?? "", 9));

/** Suggestions as pairs of business-scoped ids, however they are stored. */
async function suggestionsOf(t: TestConvex) {
  const contacts = await rowsOf(t, "contacts");
  const nameOf = (id: string) =>
    contacts.find((row) => row._id === id)?.bsuid ?? "nobody";
  return (await rowsOf(t, "duplicateSuggestions")).map((row) => ({
    isSmallerFirst: row.contact_id < row.other_contact_id,
    pair: [nameOf(row.contact_id), nameOf(row.other_contact_id)].sort(),
    status: row.status,
  }));
}

const suggestion = (
  status: Doc<"duplicateSuggestions">["status"],
  ...pair: (string | undefined)[]
) => ({ isSmallerFirst: true, pair: pair.sort(), status });

describe("of a merged contact", () => {
  it.each(permutations([LOSER ?? "", SURVIVOR ?? "", THIRD ?? ""]))(
    "go to its survivor, whoever came first: %s %s %s",
    async (...order) => {
      const t = await tellOfThree(order);
      await meet(t, LOSER, THIRD);
      await merge(t);
      expect(await liveContacts(t)).toHaveLength(2);
      expect(await suggestionsOf(t)).toEqual([
        suggestion("open", SURVIVOR, THIRD),
      ]);
      await meet(t, THIRD, SURVIVOR);
      expect(await rowsOf(t, "duplicateSuggestions")).toHaveLength(1);
    },
  );

  it("are closed where the survivor has the same one already", async () => {
    const t = await tellOfThree([LOSER ?? "", THIRD ?? "", SURVIVOR ?? ""]);
    await meet(t, LOSER, THIRD);
    await meet(t, SURVIVOR, THIRD);
    await merge(t);
    expect(await suggestionsOf(t)).toEqual([
      suggestion("merged", LOSER, THIRD),
      suggestion("open", SURVIVOR, THIRD),
    ]);
  });

  it("about the two of them are settled, those about others stay", async () => {
    const t = await tellOfThree([LOSER ?? "", THIRD ?? "", SURVIVOR ?? ""]);
    await meet(t, LOSER, SURVIVOR);
    await meet(t, SURVIVOR, THIRD);
    await merge(t);
    expect(await suggestionsOf(t)).toEqual([
      suggestion("merged", LOSER, SURVIVOR),
      suggestion("open", SURVIVOR, THIRD),
    ]);
  });

  it("are not asked again when people told the two apart", async () => {
    for (const hasBoth of [false, true]) {
      const t = await tellOfThree([LOSER ?? "", THIRD ?? "", SURVIVOR ?? ""]);
      await meet(t, LOSER, THIRD);
      const { _id } = await onlyRow(t, "duplicateSuggestions");
      await t.run(
        async (ctx) =>
          await ctx.db.patch("duplicateSuggestions", _id, {
            status: "kept",
            kept_at: 1,
          }),
      );
      if (hasBoth) {
        await meet(t, SURVIVOR, THIRD);
      }
      await merge(t);
      await meet(t, THIRD, SURVIVOR);
      const about = (await suggestionsOf(t)).filter(({ pair }) =>
        pair.includes(SURVIVOR ?? ""),
      );
      expect(about).toEqual([suggestion("kept", SURVIVOR, THIRD)]);
    }
  });
});
