/** Stored numbers read again by today's rules (`ops:backfillPhones`). */
import { describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { reverseDigits } from "../../../src/lib/crm/contactFields";
import { inbound, type Person } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import {
  idsOf,
  liveContacts,
  onlyRow,
  rowsOf,
  snapshot,
} from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const OLD = "22507123456";
const NEW = "2250707123456";

const says = (id: string, person: Person, at: number) =>
  inbound({ id, person, at, session: `session-${id}` });

/** Somebody as they were stored when their number did not parse. */
async function storeAsBefore(
  t: TestConvex,
  person: Person & { phone: string },
): Promise<Doc<"contacts">> {
  const digits = person.phone.replace(/\D/g, "");
  const { bsuid } = person;
  await deliver(t, says(`old-${digits}`, person, 0));
  const contact = (await liveContacts(t)).find(
    (row) => row.phone === person.phone && row.bsuid === bsuid,
  );
  if (contact === undefined) {
    throw new Error("the person was not stored");
  }
  await t.run(async (ctx) => {
    await ctx.db.patch("contacts", contact._id, {
      phone_normalized: undefined,
      phone_reversed: reverseDigits(digits),
    });
    const identities = await ctx.db
      .query("contactIdentities")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", contact._id))
      .collect();
    for (const { _id, kind } of identities) {
      if (kind === "phone") {
        await ctx.db.patch("contactIdentities", _id, {
          kind: "wa_id",
          value: digits,
        });
      }
    }
  });
  return contact;
}

const backfill = async (t: TestConvex, dry_run?: boolean) => {
  const counts = await t.action(internal.ops.backfillPhones, { dry_run });
  await drain(t);
  return counts;
};

const NOTHING = {
  contacts_respelled: 0,
  ids_respelled: 0,
  contacts_merged: 0,
  pairs_suggested: 0,
};

async function identitiesOf(t: TestConvex): Promise<string[]> {
  const rows = await rowsOf(t, "contactIdentities");
  return rows.map((row) => `${row.kind}:${row.value}`).sort();
}

describe("a contact in the old spelling", () => {
  it("is counted first, and only that", async () => {
    const { t } = await setupDemo();
    await storeAsBefore(t, { phone: OLD });
    const before = await snapshot(t);
    const counts = { ...NOTHING, contacts_respelled: 1, ids_respelled: 1 };
    expect(await backfill(t)).toEqual({ dry_run: true, ...counts });
    expect(await snapshot(t)).toEqual(before);
    expect(await backfill(t, false)).toEqual({ dry_run: false, ...counts });
    expect(await backfill(t, false)).toEqual({ dry_run: false, ...NOTHING });
  });

  it("is then found and written to by either spelling", async () => {
    const { t, asOwner, workspaceId } = await setupDemo();
    const { _id } = await storeAsBefore(t, { phone: OLD, name: "Awa" });
    await backfill(t, false);
    expect(await identitiesOf(t)).toEqual([`phone:+${NEW}`]);
    await deliver(
      t,
      says("w1", { phone: OLD }, 5),
      says("w2", { phone: NEW }, 6),
    );
    expect(await onlyRow(t, "contacts")).toMatchObject({
      _id,
      phone_normalized: `+${NEW}`,
      phone_reversed: reverseDigits(NEW),
      message_count: 3,
    });
    for (const query of [OLD, NEW, "+225 07 07 12 34 56"]) {
      const found = await asOwner.query(api.contacts.search, {
        workspace_id: workspaceId,
        query,
      });
      expect(found.map((row) => row._id)).toEqual([_id]);
    }
  });

  it("may be one with a plus before its trunk zero", async () => {
    const { t } = await setupDemo();
    await storeAsBefore(t, { phone: "+081255500101" });
    expect(await backfill(t, false)).toMatchObject({ ids_respelled: 1 });
    expect(await identitiesOf(t)).toEqual(["phone:+6281255500101"]);
  });

  it("is not taken for another country's, nor for a national one", async () => {
    const { t } = await setupDemo();
    for (const phone of ["+447700900123", "8125550101", "12345"]) {
      await deliver(t, says(phone, { phone }, 0));
    }
    const before = await snapshot(t);
    expect(await backfill(t, false)).toEqual({ dry_run: false, ...NOTHING });
    expect(await snapshot(t)).toEqual(before);
  });

  it("stays foreign where its digits alone would be a number at home", async () => {
    const { t, workspaceId } = await setupDemo();
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, { default_region: "US" }),
    );
    await deliver(t, says("w1", { phone: "+4155550143" }, 0));
    expect(await identitiesOf(t)).toEqual(["wa_id:4155550143"]);
    expect(await backfill(t, false)).toEqual({ dry_run: false, ...NOTHING });
  });
});

describe("two contacts with one number in two spellings", () => {
  it("are made one when one is known by nothing else", async () => {
    const { t } = await setupDemo();
    const old = await storeAsBefore(t, { phone: OLD, bsuid: "CI.1" });
    await deliver(t, says("w1", { phone: NEW, name: "Awa" }, 5));
    const counts = {
      ...NOTHING,
      contacts_respelled: 1,
      contacts_merged: 1,
    };
    expect(await backfill(t)).toEqual({ dry_run: true, ...counts });
    expect(await liveContacts(t)).toHaveLength(2);
    expect(await backfill(t, false)).toMatchObject({ contacts_merged: 1 });
    const [contact, ...others] = await liveContacts(t);
    expect(others).toEqual([]);
    expect(contact).toMatchObject({
      name: "Awa",
      bsuid: "CI.1",
      phone_normalized: `+${NEW}`,
      message_count: 2,
    });
    expect(await onlyRow(t, "mergeLog")).toMatchObject({
      reason: "bare_identity",
    });
    expect(idsOf(await rowsOf(t, "contacts"))).toContain(old._id);
    expect(await backfill(t, false)).toEqual({ dry_run: false, ...NOTHING });
  });

  it("are a suggestion when both are known by more", async () => {
    const { t } = await setupDemo();
    const old = await storeAsBefore(t, { phone: OLD, bsuid: "CI.1" });
    await deliver(t, says("w1", { phone: NEW, bsuid: "CI.2" }, 5));
    for (const dryRun of [true, false, false]) {
      expect(await backfill(t, dryRun)).toMatchObject({
        contacts_merged: 0,
        pairs_suggested: 1,
      });
    }
    const live = await liveContacts(t);
    expect(idsOf(live)).toContain(old._id);
    const [smaller, greater] = idsOf(live);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      contact_id: smaller,
      other_contact_id: greater,
      reason: "one_number_in_two_spellings",
      status: "open",
    });
  });
});

it("goes through every page", async () => {
  const { t } = await setupDemo();
  const first = await storeAsBefore(t, { phone: OLD });
  const count = 450;
  await t.run(async (ctx) => {
    const { _id, _creationTime, ...contact } = first;
    for (let i = 1; i < count; i++) {
      const phone = `22507${String(200_000 + i)}`;
      const contactId = await ctx.db.insert("contacts", {
        ...contact,
        phone,
        phone_normalized: undefined,
        phone_reversed: reverseDigits(phone),
      });
      await ctx.db.insert("contactIdentities", {
        workspace_id: contact.workspace_id,
        kind: "wa_id",
        value: phone,
        contact_id: contactId,
        first_seen_at: 0,
      });
    }
  });
  expect(await backfill(t, false)).toMatchObject({
    contacts_respelled: count,
    ids_respelled: count,
  });
  for (const identity of await rowsOf(t, "contactIdentities")) {
    expect(identity.value).toMatch(/^\+2250707\d{6}$/);
  }
});
