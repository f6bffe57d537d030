/** Who may be one person, found a contact at a time. */
import { describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { patchContact } from "../../../convex/model/contacts/write";
import { inbound, type Person } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { liveContacts, onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const says = (id: string, person: Person, at: number) =>
  inbound({ id, person, at, session: `session-${id}` });

function idOf(contact: Doc<"contacts"> | undefined) {
  if (contact === undefined) {
    throw new Error("somebody has written");
  }
  return contact._id;
}

const reasonsOf = async (t: TestConvex) =>
  (await rowsOf(t, "duplicateSuggestions")).map(({ reason }) => reason);

async function patchAndScan(
  t: TestConvex,
  contact: Doc<"contacts"> | undefined,
  patch: Partial<Doc<"contacts">>,
) {
  const contact_id = idOf(contact);
  await t.run(async (ctx) => {
    const row = await ctx.db.get("contacts", contact_id);
    return row && (await patchContact(ctx, row, patch));
  });
  await t.mutation(internal.contacts.duplicates.scan, { contact_id });
}

const ANN = {
  email: "ann@contoh.example",
  email_normalized: "ann@contoh.example",
};

const ENDS_ALIKE = [
  { phone: "6281255500101", name: "Ibu Sekar Wulandari" },
  { phone: "6285655500101", name: "Sekar" },
];

/** A contact whose number was kept as digits before the region was known. */
async function tellOfTwoSpellings() {
  const demo = await setupDemo();
  await deliver(
    demo.t,
    says("a", { phone: "6281255500101" }, 0),
    says("b", { bsuid: "ID.9" }, 1),
  );
  const contacts = await liveContacts(demo.t);
  const other = contacts.find((row) => row.bsuid === "ID.9");
  await demo.t.run(async (ctx) => {
    if (other !== undefined) {
      await ctx.db.insert("contactIdentities", {
        workspace_id: other.workspace_id,
        kind: "wa_id",
        value: "081255500101",
        contact_id: other._id,
        first_seen_at: 0,
      });
    }
  });
  await patchAndScan(demo.t, other, {});
  return demo;
}

describe("two contacts", () => {
  it("with similar names and the same last six digits are suggested", async () => {
    const { t } = await setupDemo();
    await deliver(t, ...ENDS_ALIKE.map((one, i) => says(`w${i}`, one, i)));
    expect(await reasonsOf(t)).toEqual(["similar_name_and_digits"]);
  });

  it.each([
    ["names", { name: "Bagas" }],
    ["endings", { phone: "6285655500102" }],
  ])("with other %s are not", async (_what, change) => {
    const { t } = await setupDemo();
    const [first = {}, second = {}] = ENDS_ALIKE;
    await deliver(
      t,
      says("w1", first, 0),
      says("w2", { ...second, ...change }, 1),
    );
    expect(await reasonsOf(t)).toEqual([]);
  });

  it("with one e-mail address, however it is written, are suggested", async () => {
    const { t, asOwner } = await setupDemo();
    await deliver(
      t,
      says("a", { phone: "6281255500101" }, 0),
      says("b", { phone: "6285655500202" }, 1),
    );
    const [a, b] = await liveContacts(t);
    const enter = async (contact: Doc<"contacts"> | undefined, email: string) =>
      await asOwner.mutation(api.contacts.update, {
        contact_id: idOf(contact),
        change: { email },
      });
    await enter(a, "ann@contoh.example");
    await enter(b, " Ann@Contoh.example");
    await drain(t);
    expect(await reasonsOf(t)).toEqual(["same_email"]);
  });

  it("with one number in two spellings are suggested, strongest reason first", async () => {
    const { t } = await tellOfTwoSpellings();
    const [a, b] = await liveContacts(t);
    await patchAndScan(t, a, ANN);
    await patchAndScan(t, b, ANN);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      reason: "one_number_in_two_spellings",
      reasons: ["one_number_in_two_spellings", "same_email"],
    });
  });

  it("of before the search are found by the migration", async () => {
    const { t } = await setupDemo();
    await deliver(t, ...ENDS_ALIKE.map((one, i) => says(`w${i}`, one, i)));
    await t.run(async (ctx) => {
      for await (const { _id } of ctx.db.query("duplicateSuggestions")) {
        await ctx.db.delete("duplicateSuggestions", _id);
      }
    });
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await t.mutation(internal.migrations.run, {});
    await drain(t);
    expect(await reasonsOf(t)).toEqual(["similar_name_and_digits"]);
  });
});

describe("ops:mergeDuplicates", () => {
  const run = async (t: TestConvex, dry_run?: boolean) =>
    await t.action(internal.ops.mergeDuplicates, {
      workspace: "demo",
      dry_run,
    });

  it("reports first, then merges what is exact, and the merge can be undone", async () => {
    const { t } = await tellOfTwoSpellings();
    const report = { left_to_people: 0, not_exact: 0, settled: 0, merged: 1 };
    expect(await run(t)).toMatchObject({ ...report, dry_run: true });
    expect(await liveContacts(t)).toHaveLength(2);
    expect(await run(t, false)).toMatchObject({ ...report, dry_run: false });
    await drain(t);
    expect(await liveContacts(t)).toHaveLength(1);
    expect(await onlyRow(t, "mergeLog")).toMatchObject({
      reason: "one_number",
      state: "done",
    });
    expect(await run(t, false)).toMatchObject({ merged: 0, pairs: [] });
  });

  it("leaves to people what is only alike, or what they should look at", async () => {
    const alike = await setupDemo();
    await deliver(
      alike.t,
      ...ENDS_ALIKE.map((one, i) => says(`w${i}`, one, i)),
    );
    expect(await run(alike.t, false)).toMatchObject({
      not_exact: 1,
      merged: 0,
    });
    const { t } = await tellOfTwoSpellings();
    await t.run(async (ctx) => {
      for await (const { _id } of ctx.db.query("contacts")) {
        await ctx.db.patch("contacts", _id, { lead_status: "customer" });
      }
    });
    expect(await run(t, false)).toMatchObject({ left_to_people: 1, merged: 0 });
  });
});
