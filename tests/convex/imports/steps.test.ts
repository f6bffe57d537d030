/** Imports that run and are taken back. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { DAY_MS, HOUR_MS } from "../../../src/lib/time/units";
import { BAGAS, inbound, SEKAR } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import {
  checkFile,
  importFile,
  listLines,
  showImport,
  type Importing,
  type LineOf,
} from "../../support/imports";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, passTime, setupDemo } from "../../support/setup";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

let importing: Importing;
beforeEach(async () => {
  const { t, workspaceId, asOwner } = await setupDemo();
  importing = { t, workspaceId, as: asOwner };
});

const get = (import_id: Id<"imports">) => showImport(importing, import_id);
const linesOf = (import_id: Id<"imports">, of: LineOf) =>
  listLines(importing, import_id, of);
const contacts = () => rowsOf(importing.t, "contacts");

const contactOf = async (name: string) => {
  const found = (await contacts()).find((contact) => contact.name === name);
  if (found === undefined) {
    throw new Error("no such contact");
  }
  return found;
};

describe("running an import", () => {
  it("makes contacts that people and WhatsApp find by their number", async () => {
    const id = await importFile(
      importing,
      'name,phone,email,tags,status\nSekar,0812-9000-1111,Sekar@x.id,"vip, solo",Pelanggan\n',
    );
    expect(await get(id)).toMatchObject({
      status: "done",
      results: { created: 1, failed: 0 },
    });
    const sekar = await contactOf("Sekar");
    expect(sekar).toMatchObject({
      phone: "0812-9000-1111",
      phone_normalized: "+6281290001111",
      email: "Sekar@x.id",
      email_normalized: "sekar@x.id",
      tags: ["solo", "vip"],
      lead_status: "customer",
      source: "import",
      message_count: 0,
      field_sources: { name: { source: "human" } },
    });
    const { workspaceId, as } = importing;
    const found = await as.query(api.contacts.search, {
      workspace_id: workspaceId,
      query: "0812 9000 1111",
    });
    expect(found.map(({ _id }) => _id)).toEqual([sekar._id]);
    await deliver(
      importing.t,
      inbound({
        id: "w1",
        person: { ...SEKAR, phone: "6281290001111" },
        at: 0,
      }),
    );
    expect(await contacts()).toHaveLength(1);
    expect(await contactOf("Sekar")).toMatchObject({ message_count: 1 });
  });

  const OURS = "phone,name,email\n081290001111,Sekar,\n";
  const THEIRS = "phone,name,email,tags\n+6281290001111,Sekar A.,s@x.id,vip\n";

  it.each([
    ["keep_ours", "Sekar", undefined, [], "unchanged"],
    ["fill_gaps", "Sekar", "s@x.id", ["vip"], "updated"],
    ["take_theirs", "Sekar A.", "s@x.id", ["vip"], "updated"],
  ] as const)("with %s", async (rule, name, email, tags, result) => {
    await importFile(importing, OURS);
    const id = await importFile(importing, THEIRS, rule);
    expect(await onlyRow(importing.t, "contacts")).toMatchObject({
      name,
      tags,
    });
    expect((await onlyRow(importing.t, "contacts")).email).toBe(email);
    expect((await get(id)).results).toMatchObject({ [result]: 1 });
  });

  it("never takes anything away with a blank cell", async () => {
    await importFile(
      importing,
      "phone,name,email\n081290001111,Sekar,s@x.id\n",
    );
    await importFile(
      importing,
      "phone,name,email\n081290001111,,\n",
      "take_theirs",
    );
    expect(await onlyRow(importing.t, "contacts")).toMatchObject({
      name: "Sekar",
      email: "s@x.id",
    });
  });

  it("says of a line that fails which column it was", async () => {
    await importFile(importing, "phone,status\n081290001111,spam\n");
    const id = await importFile(
      importing,
      "phone,status\n081290001111,customer\n081290002222,customer\n",
      "take_theirs",
    );
    expect((await get(id)).results).toMatchObject({ created: 1, failed: 1 });
    expect(await linesOf(id, "failed")).toMatchObject([
      { line: 2, column: 1, problem: "invalid_status_step" },
    ]);
  });

  it("applies each line once, whatever steps are started twice", async () => {
    const lines = Array.from(
      { length: 250 },
      (_, i) => `P${i},08129000${1000 + i}`,
    );
    const id = await checkFile(importing, `name,phone\n${lines.join("\n")}`);
    const { t, as } = importing;
    await as.mutation(api.imports.start, { import_id: id, rule: "fill_gaps" });
    const { step } = await onlyRow(t, "imports");
    const run = (of: number) =>
      t.mutation(internal.imports.steps.run, { import_id: id, step: of });
    await run(step);
    await run(step);
    // The second one started nothing: there is one chain.
    expect(await onlyRow(t, "imports")).toMatchObject({
      step: step + 1,
      lines_done: 50,
    });
    await run(step + 1);
    await run(step);
    await drain(t);
    expect((await get(id)).results.created).toBe(250);
    const numbers = await t.run(
      async (ctx) => await ctx.db.query("contactIdentities").take(500),
    );
    expect(numbers).toHaveLength(250);
  });

  it("goes on where a step got lost", async () => {
    const id = await checkFile(importing, "phone\n081290001111\n");
    const { t, as } = importing;
    await as.mutation(api.imports.start, { import_id: id, rule: "fill_gaps" });
    await t.run(async (ctx) => {
      const file = await ctx.db.get("imports", id);
      if (file?.step_id !== undefined) {
        await ctx.scheduler.cancel(file.step_id);
      }
    });
    await drain(t);
    expect((await get(id)).status).toBe("running");
    await t.mutation(internal.imports.steps.restartLost, {});
    await drain(t);
    expect(await get(id)).toMatchObject({
      status: "done",
      results: { created: 1 },
    });
  });

  it("of the same file twice changes nothing the second time", async () => {
    const file = "name,phone,email\nSekar,081290001111,s@x.id\nBudi,,b@x.id\n";
    await importFile(importing, file, "take_theirs");
    const before = await contacts();
    const id = await importFile(importing, file, "take_theirs");
    expect((await get(id)).results).toMatchObject({ created: 0, unchanged: 2 });
    expect(await contacts()).toEqual(before);
  });

  it("makes one contact of what two checked imports both call new", async () => {
    const file = "name,phone\nSekar,081290001111\n";
    const [a, b] = [
      await checkFile(importing, file),
      await checkFile(importing, file),
    ];
    for (const import_id of [a, b]) {
      await importing.as.mutation(api.imports.start, {
        import_id,
        rule: "fill_gaps",
      });
    }
    await drain(importing.t);
    expect(await contacts()).toHaveLength(1);
    expect(
      (await get(a)).results.created + (await get(b)).results.created,
    ).toBe(1);
  });

  it("never moves a number that WhatsApp knows somebody by", async () => {
    await deliver(importing.t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    const sekar = await onlyRow(importing.t, "contacts");
    await importFile(importing, "phone,email\n081290002222,s@x.id\n");
    await importFile(
      importing,
      `phone,email\n${sekar.phone_normalized},s@x.id\n`,
      "take_theirs",
    );
    const after = await contacts();
    expect(after).toHaveLength(2);
    expect(after.find(({ _id }) => _id === sekar._id)).toMatchObject({
      phone: sekar.phone,
      email: "s@x.id",
    });
  });

  it("gives way to the number that WhatsApp tells of the same person", async () => {
    await importFile(importing, "phone,name\n081290001111,Sekar\n");
    const person = { bsuid: SEKAR.bsuid, name: "Sekar" };
    for (const [at, phone] of ["6281290001111", "6281290002222"].entries()) {
      await deliver(
        importing.t,
        inbound({ id: `w${at}`, person: { ...person, phone }, at }),
      );
    }
    expect(await onlyRow(importing.t, "contacts")).toMatchObject({
      name: "Sekar",
      phone_normalized: "+6281290002222",
      source: "import",
    });
  });

  it("stops when it is told to", async () => {
    const id = await checkFile(importing, "phone\n081290001111\n");
    await importing.as.mutation(api.imports.start, {
      import_id: id,
      rule: "fill_gaps",
    });
    await importing.as.mutation(api.imports.cancel, { import_id: id });
    await drain(importing.t);
    expect(await get(id)).toMatchObject({ status: "canceled" });
    expect(await contacts()).toEqual([]);
  });
});

describe("taking an import back", () => {
  const undo = async (import_id: Id<"imports">) => {
    await importing.as.mutation(api.imports.undo, { import_id });
    await drain(importing.t);
  };

  it("leaves everything as it was", async () => {
    await importFile(importing, "phone,name\n081290001111,Sekar\n");
    const before = await contacts();
    const id = await importFile(
      importing,
      "phone,name,email,tags\n081290001111,S,s@x.id,vip\n081290002222,Budi,,\n,Ayu,a@x.id,\n",
      "take_theirs",
    );
    expect(await contacts()).toHaveLength(3);
    await undo(id);
    expect(await get(id)).toMatchObject({
      status: "undone",
      results: { created: 0, updated: 0, undone: 3, kept: 0 },
    });
    const after = await contacts();
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ name: "Sekar", tags: [] });
    expect(after[0]?.email).toBe(before[0]?.email);
    for (const table of ["contactIdentities", "contactTerms"] as const) {
      const rows = await rowsOf(importing.t, table);
      expect(new Set(rows.map(({ contact_id }) => contact_id))).toEqual(
        new Set(after.map(({ _id }) => _id)),
      );
    }
    expect(await rowsOf(importing.t, "contactTags")).toEqual([]);
  });

  it("leaves no lead of a contact that is gone", async () => {
    const id = await importFile(
      importing,
      "phone,name,lead_status\n081290004444,Dewi,qualified\n",
    );
    expect(await rowsOf(importing.t, "leads")).toHaveLength(1);
    await undo(id);
    expect(await contacts()).toEqual([]);
    expect(await rowsOf(importing.t, "leads")).toEqual([]);
  });

  it("keeps whoever wrote or was changed since", async () => {
    const id = await importFile(
      importing,
      "phone,name\n081290001111,Sekar\n081290002222,Budi\n081290003333,Ayu\n",
    );
    const { t, as } = importing;
    await deliver(
      t,
      inbound({
        id: "w1",
        person: { ...BAGAS, phone: "6281290002222" },
        at: 0,
      }),
    );
    await as.mutation(api.contacts.update, {
      contact_id: (await contactOf("Ayu"))._id,
      change: { email: "ayu@x.id" },
    });
    await undo(id);
    expect((await get(id)).results).toMatchObject({ undone: 1, kept: 2 });
    expect((await contacts()).map(({ name }) => name)).toEqual(["Budi", "Ayu"]);
  });

  it("keeps the one field that somebody changed since", async () => {
    await importFile(
      importing,
      "phone,name,email\n081290001111,Sekar,old@x.id\n",
    );
    const id = await importFile(
      importing,
      "phone,name,email\n081290001111,S,new@x.id\n",
      "take_theirs",
    );
    await importing.as.mutation(api.contacts.update, {
      contact_id: (await contactOf("S"))._id,
      change: { name: "Sekar Ayu" },
    });
    await undo(id);
    expect((await get(id)).results).toMatchObject({ kept: 1 });
    expect(await onlyRow(importing.t, "contacts")).toMatchObject({
      name: "Sekar Ayu",
      email: "old@x.id",
    });
  });

  it("is possible for a day", async () => {
    const id = await importFile(importing, "phone\n081290001111\n");
    await passTime(importing.t, DAY_MS + HOUR_MS);
    const call = importing.as.mutation(api.imports.undo, { import_id: id });
    expect(await codeOf(call)).toBe("undo_expired");
  });
});
