/** Suggestions: a pair of contacts is asked about once, in whatever order. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { inbound, type Person } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { idsOf, liveContacts, onlyRow } from "../../support/rows";
import { setupDemo } from "../../support/setup";

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
    { numRuns: 20 },
  );
});
