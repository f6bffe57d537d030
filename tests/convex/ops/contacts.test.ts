/** Finding people, reading what they said, and saying what they are. */
import { beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import {
  BAGAS,
  edit,
  inbound,
  outbound,
  revoke,
  SEKAR,
  storyTimeMs,
} from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { liveContacts, snapshot } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";
import { createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

const SISTER = { phone: "6281255500199", name: "Sekar Wulandari Putri" };
const WORKSPACE = { workspace: "demo" };

let t: TestConvex;
beforeEach(async () => {
  ({ t } = await setupDemo());
  await deliver(
    t,
    inbound({ id: "w1", person: SEKAR, at: 0, text: "Halo" }),
    outbound({ id: "w2", person: SEKAR, at: 60, text: "Selamat pagi" }),
    inbound({ id: "w3", person: BAGAS, at: 120 }),
    inbound({ id: "w4", person: SISTER, at: 180 }),
    inbound({ id: "w5", person: SEKAR, at: 240, text: "Jadi?" }),
  );
});

const find = async (contact: string) =>
  (await t.query(internal.ops.findContact, { ...WORKSPACE, contact })).rows;
const show = (contact: string, limit?: number) =>
  t.query(internal.ops.showConversation, { ...WORKSPACE, contact, limit });
const mark = (contact: string, lead_status: Doc<"contacts">["lead_status"]) =>
  t.mutation(internal.ops.setLeadStatus, {
    ...WORKSPACE,
    contact,
    lead_status,
  });
const idOf = async (name: string) => {
  const contact = (await liveContacts(t)).find((row) => row.name === name);
  if (contact === undefined) {
    throw new Error("no such contact in the story");
  }
  return contact._id;
};

describe("showContacts", () => {
  it("shows the newest activity first, on the workspace's clock", async () => {
    const list = await t.query(internal.ops.showContacts, {
      ...WORKSPACE,
      limit: 2,
    });
    expect(list.has_more).toBe(true);
    expect(list.rows.map((row) => row.name)).toEqual([SEKAR.name, SISTER.name]);
    expect(list.rows[0]).toMatchObject({
      contact_id: await idOf(SEKAR.name),
      name: SEKAR.name,
      username: SEKAR.username,
      phone: "+6281255500101",
      phone_display: "0812-5550-0101",
      lead_status: "unqualified",
      tags: [],
      source: "whatsapp",
      created: expect.any(Number),
      message_count: 3,
      last_message_at: storyTimeMs(240),
      last_message_preview: "Jadi?",
      last_message_direction: "inbound",
      last_message_local: "2026-09-14T09:19:07+07:00",
      waiting_since: storyTimeMs(240),
    });
  });

  it("shows one lead status only when asked to", async () => {
    await mark("0102", "customer");
    const list = await t.query(internal.ops.showContacts, {
      ...WORKSPACE,
      lead_status: "customer",
    });
    expect(list.rows.map((row) => row.name)).toEqual([BAGAS.name]);
  });
});

describe("findContact", () => {
  it.each(["0812-5550-0101", "+62 812 5550 0101", "0101", "Bagas"])(
    "finds one by %j",
    async (text) => {
      const expected = text === "Bagas" ? BAGAS.name : SEKAR.name;
      expect((await find(text)).map((row) => row.name)).toEqual([expected]);
    },
  );

  it("finds nobody of another workspace", async () => {
    await createTenant(t, "other");
    const list = await t.query(internal.ops.findContact, {
      workspace: "other",
      contact: "0101",
    });
    expect(list).toEqual({ rows: [], has_more: false });
  });
});

describe("showConversation", () => {
  it("shows what was said, in order, with the conversations it was said in", async () => {
    const shown = await show("0812 5550 0101");
    expect(shown.contact.name).toBe(SEKAR.name);
    expect(shown.conversations).toEqual([
      {
        phone_number_id: "100000000000017",
        status: "open",
        unread_count: 2,
        message_count: 3,
      },
    ]);
    expect(
      shown.messages.map(({ direction, text, sent_local }) => [
        direction,
        text,
        sent_local,
      ]),
    ).toEqual([
      ["inbound", "Halo", "2026-09-14T09:15:07+07:00"],
      ["outbound", "Selamat pagi", "2026-09-14T09:16:07+07:00"],
      ["inbound", "Jadi?", "2026-09-14T09:19:07+07:00"],
    ]);
    expect(shown.has_more).toBe(false);
  });

  it("shows the newest ones when there are more than asked for", async () => {
    const shown = await show("0101", 2);
    expect(shown.messages.map((row) => row.text)).toEqual([
      "Selamat pagi",
      "Jadi?",
    ]);
    expect(shown.has_more).toBe(true);
  });

  it("says what was edited, and nothing of what was deleted", async () => {
    await deliver(
      t,
      edit({ id: "e1", person: SEKAR, at: 300, text: "Halo kak" }, "w1"),
      revoke({ id: "d1", person: SEKAR, at: 301 }, "w5"),
    );
    const { messages } = await show("0101");
    const [first, , last] = messages;
    expect(first).toMatchObject({ text: "Halo kak" });
    expect(first?.edited_at).toBeDefined();
    expect(last?.revoked_at).toBeDefined();
    expect(JSON.stringify(messages)).not.toContain("Jadi?");
  });

  it("takes the one whose whole name it is, or an id, of several", async () => {
    expect((await show("sékar WULANDARI")).contact.name).toBe(SEKAR.name);
    const id = await idOf(SISTER.name);
    expect((await show(id)).contact.contact_id).toBe(id);
  });

  it("refuses when several match, or nobody", async () => {
    expect(await refusalOf(show("Sekar"))).toMatchObject({
      code: "contact_ambiguous",
      what: "contact",
    });
    for (const text of ["Nobody", "", "9999999"]) {
      expect(await refusalOf(show(text))).toMatchObject({
        code: "not_found",
        what: "contact",
      });
    }
  });

  it("knows nobody of another workspace, not even by id", async () => {
    await createTenant(t, "other");
    const call = t.query(internal.ops.showConversation, {
      workspace: "other",
      contact: await idOf(SEKAR.name),
    });
    expect(await refusalOf(call)).toMatchObject({ code: "not_found" });
  });
});

describe("setLeadStatus", () => {
  it("sets it and says what it was", async () => {
    expect(await mark("0101", "qualified")).toEqual({
      contact_id: await idOf(SEKAR.name),
      lead_status: "qualified",
      lead_status_before: "unqualified",
    });
    expect(await mark("0101", "spam")).toMatchObject({
      lead_status_before: "qualified",
    });
    expect((await find("0101"))[0]?.lead_status).toBe("spam");
  });

  it("changes nothing when it is not clear who is meant", async () => {
    const before = await snapshot(t);
    expect(await refusalOf(mark("Sekar", "spam"))).toMatchObject({
      code: "contact_ambiguous",
    });
    expect(await snapshot(t)).toEqual(before);
  });
});
