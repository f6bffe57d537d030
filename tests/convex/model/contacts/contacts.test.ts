/** Who an event is about: ids, spellings, and whose word about a field counts. */
import { describe, expect, it } from "vitest";
import type { Doc } from "../../../../convex/_generated/dataModel";
import {
  BAGAS,
  batch,
  identityChanged,
  inbound,
  marketingChanged,
  metaHistory,
  outbound,
  SEKAR,
  storyTimeMs,
  type Person,
  type Saying,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import { liveContacts, onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

let nextId = 0;
/** Says something new at a second of the story. */
function says(person: Person, at = 0, more: Partial<Saying> = {}) {
  nextId += 1;
  return inbound({ id: `w${nextId}`, person, at, ...more });
}

async function identitiesOf(t: TestConvex): Promise<string[]> {
  const rows = await rowsOf(t, "contactIdentities");
  return rows.map((row) => `${row.kind}:${row.value}`).sort();
}

async function editAsHuman(
  t: TestConvex,
  contact: Doc<"contacts">,
  name: string,
): Promise<void> {
  await t.run(
    async (ctx) =>
      await ctx.db.patch("contacts", contact._id, {
        name,
        field_sources: {
          ...contact.field_sources,
          name: { at: 1, source: "human" },
        },
      }),
  );
}

describe("a person's ids", () => {
  it("are kept together with the fields and their sources", async () => {
    const { t } = await setupDemo();
    await deliver(t, says(SEKAR, 3));
    const source = { at: storyTimeMs(3), source: "provider" };
    expect(await onlyRow(t, "contacts")).toMatchObject({
      phone: SEKAR.phone,
      phone_normalized: "+6281255500101",
      phone_reversed: "1010055521826",
      bsuid: SEKAR.bsuid,
      name: SEKAR.name,
      username: SEKAR.username,
      sort_name: "sekar wulandari",
      field_sources: {
        phone: source,
        bsuid: source,
        name: source,
        username: source,
      },
      source: "whatsapp",
      lead_status: "none",
      message_count: 1,
      last_message_at: storyTimeMs(3),
    });
    expect(await identitiesOf(t)).toEqual([
      `bsuid:${SEKAR.bsuid}`,
      "phone:+6281255500101",
    ]);
  });

  it("may be a business-scoped id alone; the phone is then absent", async () => {
    const { t } = await setupDemo();
    const person = { bsuid: "ID.777", username: "@warung" };
    await deliver(t, says(person, 0), says(person, 1));
    const contact = await onlyRow(t, "contacts");
    expect(contact).toMatchObject({ bsuid: "ID.777", message_count: 2 });
    expect(contact).not.toHaveProperty("phone");
    expect(contact).not.toHaveProperty("phone_normalized");
    expect(contact).not.toHaveProperty("phone_reversed");
  });

  it("stay aliases when the business-scoped id changes", async () => {
    const { t } = await setupDemo();
    const old = { bsuid: "ID.1", name: "Ayu" };
    await deliver(
      t,
      says(old, 0),
      identityChanged({ bsuid: "ID.2" }, "ID.1", 5),
      says({ bsuid: "ID.2" }, 6),
      says(old, 7, { session: "s-old" }),
    );
    expect(await identitiesOf(t)).toEqual(["bsuid:ID.1", "bsuid:ID.2"]);
    expect(await onlyRow(t, "contacts")).toMatchObject({ message_count: 3 });
  });

  it("of a late old delivery do not replace the newer ones", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      identityChanged({ phone: SEKAR.phone, bsuid: "ID.2" }, "ID.1", 9),
      says({ phone: SEKAR.phone, bsuid: "ID.1" }, 0),
    );
    expect(await onlyRow(t, "contacts")).toMatchObject({ bsuid: "ID.2" });
  });

  it("come from the receiver's side of what we sent", async () => {
    const { t } = await setupDemo();
    await deliver(t, outbound({ id: "o1", person: BAGAS, at: 0 }));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      phone_normalized: `+${BAGAS.phone}`,
    });
  });

  it("are needed: a message that names nobody is a dead letter", async () => {
    const { t } = await setupDemo();
    await deliver(t, says({}, 0, { session: null }));
    expect(await rowsOf(t, "contacts")).toEqual([]);
    expect(await rowsOf(t, "messages")).toEqual([]);
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      kind: "dead_letter",
      error_code: "unidentified_party",
    });
  });

  it("are found through the session when a message names none", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      says(SEKAR, 0, { session: "s1" }),
      says({}, 1, { session: "s1" }),
    );
    expect(await onlyRow(t, "contacts")).toMatchObject({ message_count: 2 });
  });
});

describe("spellings of one number", () => {
  it.each([
    [
      "an Indonesian one",
      [
        "6281255500101",
        "+62 812-5550-0101",
        "081255500101",
        "0062 81255500101",
      ],
      "+6281255500101",
    ],
    [
      "a Brazilian one, with and without its ninth digit",
      ["5511999990123", "551199990123", "+55 (11) 99999-0123"],
      "+5511999990123",
    ],
    [
      "a Mexican one, with and without the old mobile digit",
      ["5215512345678", "525512345678"],
      "+525512345678",
    ],
    [
      "an Ivorian one, with and without its operator's digits",
      ["22507123456", "2250707123456", "+225 07 12 34 56"],
      "+2250707123456",
    ],
    [
      "a Beninese one, with and without its 01",
      ["22997123456", "2290197123456"],
      "+2290197123456",
    ],
    [
      "an Indonesian one with a plus before its trunk zero",
      ["+081255500101", "6281255500101"],
      "+6281255500101",
    ],
  ])("are one contact: %s", async (_name, spellings, e164) => {
    const { t } = await setupDemo();
    for (const [i, phone] of spellings.entries()) {
      await deliver(t, says({ phone }, i, { session: `s${i}` }));
    }
    expect(await onlyRow(t, "contacts")).toMatchObject({
      phone: spellings.at(-1),
      phone_normalized: e164,
      message_count: spellings.length,
    });
    expect(await identitiesOf(t)).toEqual([`phone:${e164}`]);
    expect(await onlyRow(t, "conversations")).toBeDefined();
  });

  it("that does not parse are found again by their digits", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      says({ phone: "447700900123", name: "Gwen" }, 0, { session: "s1" }),
      says({ phone: "+44 7700 900123" }, 1, { session: "s2" }),
    );
    const contact = await onlyRow(t, "contacts");
    expect(contact).toMatchObject({
      name: "Gwen",
      message_count: 2,
      phone_reversed: "321009007744",
    });
    expect(contact).not.toHaveProperty("phone_normalized");
    expect(await identitiesOf(t)).toEqual(["wa_id:447700900123"]);
  });

  it("of different people stay apart, however alike", async () => {
    const { t } = await setupDemo();
    const phones = ["6281255500101", "6281255500102", "81255500101"];
    for (const phone of phones) {
      await deliver(t, says({ phone }));
    }
    expect(await liveContacts(t)).toHaveLength(3);
  });
});

describe("a field", () => {
  it("takes the newest provider time, in any order of arrival", async () => {
    const { t } = await setupDemo();
    const named = (name: string) => ({ ...BAGAS, name });
    await deliver(
      t,
      says(named("Second"), 20),
      says(named("First"), 10),
      says(named("Third"), 30),
      says(named("Zeroth"), 5),
    );
    expect(await onlyRow(t, "contacts")).toMatchObject({
      name: "Third",
      sort_name: "third",
      field_sources: { name: { at: storyTimeMs(30) } },
    });
  });

  it("is never emptied by a delivery that leaves it out", async () => {
    const { t } = await setupDemo();
    await deliver(t, says(SEKAR, 0), says({ phone: SEKAR.phone }, 50));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      name: SEKAR.name,
      username: SEKAR.username,
      bsuid: SEKAR.bsuid,
    });
  });

  it("that is derived follows its source, in any order of arrival", async () => {
    const bsuid = "ID.1";
    const parses = says({ bsuid, phone: "6281255500101" }, 10);
    const doesNot = says({ bsuid, phone: "447700900123" }, 20);
    for (const tellings of [
      [parses, doesNot],
      [doesNot, parses],
    ]) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      const contact = await onlyRow(t, "contacts");
      expect(contact).toMatchObject({
        phone: "447700900123",
        phone_reversed: "321009007744",
      });
      expect(contact).not.toHaveProperty("phone_normalized");
    }
  });

  it("that a person typed wins over any later delivery", async () => {
    const { t } = await setupDemo();
    await deliver(t, says(BAGAS, 0));
    await editAsHuman(t, await onlyRow(t, "contacts"), "Pak Bagas (VIP)");
    await deliver(t, says({ ...BAGAS, name: "Bagas P." }, 500));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      name: "Pak Bagas (VIP)",
      field_sources: { name: { at: 1, source: "human" } },
    });
  });
});

describe("a contact known from history", () => {
  it("is whatsapp's from the first live message on, and stays so", async () => {
    const { t } = await setupDemo();
    const past = { id: "h1", person: BAGAS, at: -1000 };
    await deliver(t, metaHistory(BAGAS, [past]));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      source: "history_sync",
    });
    await deliver(t, says(BAGAS, 5));
    expect(await onlyRow(t, "contacts")).toMatchObject({ source: "whatsapp" });
    await deliver(t, metaHistory(BAGAS, [{ ...past, id: "h2" }]));
    expect(await onlyRow(t, "contacts")).toMatchObject({ source: "whatsapp" });
  });
});

describe("a marketing preference", () => {
  it("is the one with the greatest sequence, in any order", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      marketingChanged(BAGAS, "resumed", 3, 30),
      marketingChanged(BAGAS, "stopped", 4, 20),
      marketingChanged(BAGAS, "resumed", 2, 40),
    );
    expect(await onlyRow(t, "contacts")).toMatchObject({
      marketing: { status: "stopped", sequence: 4, at: storyTimeMs(20) },
    });
  });
});

describe("everybody", () => {
  it("in one batch is somebody of their own", async () => {
    const { t } = await setupDemo();
    const people = Array.from({ length: 5 }, (_, i) => ({
      phone: `628125550020${i}`,
      name: `Orang ${i}`,
    }));
    await deliver(t, batch(...people.map((person) => says(person).body)));
    const contacts = await rowsOf(t, "contacts");
    expect(contacts.map((row) => row.name)).toEqual(
      people.map((person) => person.name),
    );
  });
});
