/** Changing a contact by hand: what is stored, and what WhatsApp may not touch. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../convex/_generated/api";
import { SEKAR, storyTimeMs } from "../../support/bodies";
import { setupDesk, TOLD_AT, undoOf, type Desk } from "../../support/editing";
import { useConvexEnvironment } from "../../support/environment";
import { rowsOf } from "../../support/rows";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

let desk: Desk;
beforeEach(async () => {
  desk = await setupDesk();
});

const search = async (query: string) => {
  const found = await desk.asAgent.query(api.contacts.search, {
    workspace_id: desk.workspaceId,
    query,
  });
  return found.length;
};

describe("a name that a person typed", () => {
  it("is stored on one line with who typed it and when", async () => {
    const now = Date.now();
    const answer = await desk.update({ name: "  Bu\n Sekar " });
    expect(answer).toMatchObject({
      status: "saved",
      contact: {
        name: "Bu Sekar",
        provider_name: { value: SEKAR.name, at: TOLD_AT },
        field_sources: {
          name: { at: now, source: "human", by: desk.agent },
        },
      },
    });
    expect(await search("bu sek")).toBe(1);
    expect(await search("wulandari")).toBe(0);
  });

  it("stays, whatever WhatsApp says, which is kept at its newest", async () => {
    await desk.update({ name: "Bu Sekar" });
    await desk.tell(20, { ...SEKAR, name: "Sekar W" });
    await desk.tell(10, { ...SEKAR, name: "Sekar?" });
    expect(await desk.read()).toMatchObject({
      name: "Bu Sekar",
      provider_name: { value: "Sekar W", at: storyTimeMs(20) },
    });
  });

  it("can be given back at any time, and leaves no trace in the row", async () => {
    await desk.tell(20, { ...SEKAR, name: "Sekar W" });
    const untouched = await desk.read();
    await desk.update({ name: "Bu Sekar" });
    await desk.update({ name: null });
    expect(await desk.read()).toEqual(untouched);
    expect(await search("bu")).toBe(0);
    await desk.tell(30, { ...SEKAR, name: "Sekar Wu" });
    expect((await desk.read()).name).toBe("Sekar Wu");
  });

  it("leaves none where WhatsApp never told one", async () => {
    const { name: _name, ...others } = (await desk.read()).field_sources;
    await desk.t.run(async (ctx) => {
      await ctx.db.patch("contacts", desk.contactId, {
        name: undefined,
        field_sources: others,
      });
    });
    await desk.update({ name: "Bu Sekar" });
    const { contact } = await desk.update({ name: " " });
    expect(contact).not.toHaveProperty("name");
    expect(contact.field_sources).not.toHaveProperty("name");
  });
});

describe("the other fields", () => {
  it("hold what was entered, each with its source", async () => {
    const { field_id: _id } = await desk.asOwner.mutation(api.fields.create, {
      workspace_id: desk.workspaceId,
      label: "Kota asal",
      type: "text",
    });
    const source = { at: Date.now(), source: "human", by: desk.agent };
    await desk.update({
      email: " Sekar@Example.com ",
      owner_id: desk.owner,
      lead_status: "qualified",
      tags: { add: ["VIP", " grosir ", "vip"] },
      custom_values: { kota_asal: " Bogor " },
    });
    expect(await desk.read()).toMatchObject({
      name: SEKAR.name,
      email: "Sekar@Example.com",
      email_normalized: "sekar@example.com",
      owner_id: desk.owner,
      lead_status: "qualified",
      tags: ["VIP", "grosir"],
      custom_values: { kota_asal: "Bogor" },
      field_sources: {
        name: { at: TOLD_AT, source: "provider" },
        email: source,
        owner_id: source,
        lead_status: source,
        tags: source,
        custom_values: { kota_asal: source },
      },
    });
  });

  it("are emptied by null, and by nothing but spaces", async () => {
    await desk.update({ email: "sekar@example.com", owner_id: desk.agent });
    await desk.update({ email: " ", owner_id: null });
    const contact = await desk.read();
    for (const field of ["email", "email_normalized", "owner_id"]) {
      expect(contact).not.toHaveProperty(field);
    }
    // Who emptied it, and when, is kept.
    expect(contact.field_sources.email?.by).toBe(desk.agent);
  });

  it.each([
    ["invalid_name", { name: "x".repeat(257) }],
    ["invalid_email", { email: "sekar@" }],
    ["invalid_tag", { tags: { add: [" "] } }],
    ["invalid_tag", { tags: { remove: ["x".repeat(65)] } }],
    ["too_many_tags", { tags: { add: [...Array(51).keys()].map(String) } }],
    ["unknown_field", { custom_values: { kota: "Bogor" } }],
    ["unknown_field", { custom_values: { constructor: "Bogor" } }],
    ["invalid_status_step", { lead_status: "duplicate" as const }],
  ])("answers %s and write nothing", async (code, change) => {
    const before = await desk.read();
    const both = { email: "sekar@example.com", ...change };
    expect(await codeOf(desk.update(both))).toBe(code);
    expect(await desk.read()).toEqual(before);
    expect(await rowsOf(desk.t, "contactEvents")).toEqual([]);
  });

  it("answers unknown_owner for somebody of another workspace", async () => {
    const change = { owner_id: desk.stranger };
    expect(await codeOf(desk.update(change))).toBe("unknown_owner");
    expect(await desk.read()).not.toHaveProperty("owner_id");
  });

  it("take no value of a field that is archived", async () => {
    const { field_id } = await desk.asOwner.mutation(api.fields.create, {
      workspace_id: desk.workspaceId,
      label: "Lahir",
      type: "date",
    });
    const set = (lahir: string) => desk.update({ custom_values: { lahir } });
    expect(await codeOf(set("1990-02-30"))).toBe("invalid_value");
    expect(await codeOf(set("1990-02-28"))).toBe("no error");
    await desk.asOwner.mutation(api.fields.archive, {
      field_id,
      archived: true,
    });
    expect(await codeOf(set("1991-02-28"))).toBe("unknown_field");
    expect((await desk.read()).custom_values).toEqual({ lahir: "1990-02-28" });
  });
});

describe("a contact that somebody marks as spam", () => {
  it("waits for nobody, and waits again when that is taken back", async () => {
    await desk.tell(60);
    const { waiting_since } = await desk.read();
    expect(waiting_since).toBeDefined();
    const answer = await desk.update({ lead_status: "spam" });
    expect(answer.contact).not.toHaveProperty("waiting_since");
    expect(await desk.read()).not.toHaveProperty("waiting_since");
    if (answer.status === "saved") {
      await desk.asAgent.mutation(api.contacts.undo, undoOf(answer));
    }
    expect((await desk.read()).waiting_since).toBe(waiting_since);
  });
});

describe("the history of a change", () => {
  it("has a line per field that changed, and none for what was so already", async () => {
    await desk.update({ name: SEKAR.name, email: null, tags: { add: ["a"] } });
    await desk.update({ tags: { add: ["A"] }, lead_status: "customer" });
    const events = await rowsOf(desk.t, "contactEvents");
    expect(events.map(({ kind, field }) => [kind, field])).toEqual([
      ["edited", "tags"],
      ["edited", "lead_status"],
    ]);
    expect(events[1]).toMatchObject({
      contact_id: desk.contactId,
      workspace_id: desk.workspaceId,
      actor: { kind: "member", user_id: desk.agent },
      old_json: '{"value":"none"}',
    });
    const nothing = await desk.update({ tags: { remove: ["b"] } });
    expect(nothing).toMatchObject({ status: "saved", undo: null });
  });

  it("counts a later edit as later though the clock was set back", async () => {
    await desk.update({ email: "a@example.com" });
    const { field_sources } = await desk.read();
    vi.setSystemTime(Date.now() - 60_000);
    await desk.update({ email: "b@example.com" });
    expect((await desk.read()).field_sources.email?.at).toBe(
      field_sources.email?.at,
    );
  });
});
