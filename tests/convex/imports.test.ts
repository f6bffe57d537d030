import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { DAY_MS } from "../../src/lib/time/units";
import { inbound, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import {
  bytesOf,
  checkFile,
  importFile,
  listLines,
  readFile,
  showImport,
  type Importing,
  type LineOf,
} from "../support/imports";
import { deliver } from "../support/requests";
import { rowsOf } from "../support/rows";
import { drain, passTime, setupDemo } from "../support/setup";
import { addMember, codeOf, createTenant } from "../support/tenants";

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

describe("reading a file", () => {
  it("shows what it guessed and the first values of each column", async () => {
    const id = await readFile(
      importing,
      "Nama;No HP;E-mail;Kota\r\nSekar;0812-9000-1111;;\r\nBudi;+65 6123 4567;b@x.id;Solo\r\n",
    );
    const shown = await get(id);
    expect(shown).toMatchObject({
      status: "mapping",
      line_count: 2,
      format: { encoding: "utf-8", delimiter: ";", has_header: true },
    });
    expect(shown.columns).toEqual([
      {
        heading: "Nama",
        target: "name",
        samples: [{ text: "Sekar" }, { text: "Budi" }],
      },
      {
        heading: "No HP",
        target: "phone",
        samples: [
          { text: "0812-9000-1111", phone: "+6281290001111" },
          { text: "+65 6123 4567", phone: "+6561234567" },
        ],
      },
      { heading: "E-mail", target: "email", samples: [{ text: "b@x.id" }] },
      { heading: "Kota", target: "ignore", samples: [{ text: "Solo" }] },
    ]);
  });

  it.each([
    ["utf-8", Buffer.from("\uFEFFname,phone\nJosé,081290001111\n")],
    ["windows-1252", Buffer.from("name,phone\nJosé,081290001111\n", "latin1")],
    [
      "utf-16le",
      Buffer.from("\uFEFFname,phone\nJosé,081290001111\n", "utf16le"),
    ],
  ])(
    "finds %s by itself, in whatever parts it comes",
    async (encoding, file) => {
      const id = await readFile(importing, file, { partBytes: 7 });
      const shown = await get(id);
      expect(shown.format?.encoding).toBe(encoding);
      expect(shown.columns.map(({ samples }) => samples[0]?.text)).toEqual([
        "José",
        "081290001111",
      ]);
    },
  );

  it("reads the file again another way", async () => {
    const id = await readFile(importing, "a;b,c\n1;2,3\n", { delimiter: ";" });
    expect((await get(id)).columns).toHaveLength(2);
    await importing.as.mutation(api.imports.analyse, {
      import_id: id,
      delimiter: ",",
      has_header: false,
    });
    await drain(importing.t);
    const again = await get(id);
    expect(again.line_count).toBe(2);
    expect(again.columns.map(({ heading }) => heading)).toEqual([
      "Column 1",
      "Column 2",
    ]);
  });

  it.each([
    ["not_text", Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
    ["no_lines", Buffer.from("name,phone\n")],
  ])("refuses what is %s", async (code, file) => {
    const id = await readFile(importing, file);
    expect(await get(id)).toMatchObject({
      status: "refused",
      error_code: code,
    });
  });

  it("reads a large file in steps, no line twice", async () => {
    const lines = Array.from({ length: 4_500 }, (_, i) => `P${i},${i}`);
    const id = await readFile(importing, `name,phone\n${lines.join("\n")}`);
    expect((await get(id)).line_count).toBe(4_500);
    const stored = await importing.t.run(
      async (ctx) => await ctx.db.query("importLines").take(5_000),
    );
    expect(new Set(stored.map(({ line }) => line)).size).toBe(4_500);
  });

  it("takes a part again, and no part out of turn", async () => {
    const { as, workspaceId } = importing;
    const { import_id } = await as.mutation(api.imports.create, {
      workspace_id: workspaceId,
      file_name: "people.csv",
    });
    const append = (part: number) =>
      as.mutation(api.imports.append, {
        import_id,
        part,
        bytes: bytesOf("name,phone\n"),
      });
    await append(0);
    expect(await append(0)).toEqual({ byte_count: 11 });
    expect(await codeOf(append(2))).toBe("invalid_part");
  });
});

describe("checking a file", () => {
  const FILE = [
    "name,phone,email,status",
    "Sekar,0812-9000-1111,sekar@x.id,", // known
    "Budi,0812 9000 2222,budi@x.id,", // new
    "Budi S.,+6281290002222,,", // repeats 3
    "Bud,,BUDI@x.id,", // repeats 3 by its address
    "Ayu,,ayu@x.id,", // new
    "Nobody,,,", // no key
    "Typo,12,,",
    "Wrong,081290003333,,boss",
    '"Broken,081290004444,,',
  ].join("\n");

  it("counts each line once and writes no contact", async () => {
    await deliver(importing.t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    await importing.t.run(async (ctx) => {
      const [sekar] = await ctx.db.query("contacts").take(1);
      if (sekar !== undefined) {
        await ctx.db.patch("contacts", sekar._id, { name: "Sekar" });
      }
    });
    const phone = (await contacts())[0]?.phone_normalized ?? "";
    const before = await contacts();
    const id = await checkFile(
      importing,
      FILE.replace("0812-9000-1111", phone),
    );
    const shown = await get(id);
    expect(shown).toMatchObject({
      status: "checked",
      line_count: 9,
      counts: { new: 2, update: 1, duplicate: 2, unreadable: 4 },
    });
    expect(await contacts()).toEqual(before);
    expect(await linesOf(id, "duplicate")).toMatchObject([
      { line: 4, repeats_line: 3 },
      { line: 5, repeats_line: 3 },
    ]);
    expect(await linesOf(id, "unreadable")).toMatchObject([
      { line: 7, problem: "no_phone_or_email" },
      { line: 8, problem: "invalid_phone", column: 1 },
      { line: 9, problem: "unknown_status", column: 3 },
      { line: 10, problem: "broken_quotes" },
    ]);
  });

  it("finds the same again, and something else with other columns", async () => {
    const id = await checkFile(importing, FILE);
    const { counts } = await get(id);
    await importing.as.mutation(api.imports.check, { import_id: id });
    await drain(importing.t);
    expect((await get(id)).counts).toEqual(counts);
    await importing.as.mutation(api.imports.setMapping, {
      import_id: id,
      targets: ["name", "ignore", "email", "ignore"],
    });
    await importing.as.mutation(api.imports.check, { import_id: id });
    await drain(importing.t);
    expect((await get(id)).counts).toEqual({
      new: 3,
      update: 0,
      duplicate: 1,
      unreadable: 5,
    });
  });

  it("does not guess who an address means that two people have", async () => {
    const id = await checkFile(
      importing,
      "phone,email\n081290001111,a@x.id\n081290002222,a@x.id\n,A@x.id\n",
    );
    expect((await get(id)).counts).toMatchObject({ new: 2, unreadable: 1 });
    expect(await linesOf(id, "unreadable")).toMatchObject([
      { line: 4, problem: "ambiguous_email", column: 1 },
    ]);
  });

  it("remembers the columns for the next file with these headings", async () => {
    const first = await readFile(importing, "X,Y\nSekar,081290001111\n");
    await importing.as.mutation(api.imports.setMapping, {
      import_id: first,
      targets: ["name", "phone"],
    });
    await importing.as.mutation(api.imports.check, { import_id: first });
    const second = await readFile(importing, "x;y\nBudi;081290002222\n");
    expect((await get(second)).columns.map(({ target }) => target)).toEqual([
      "name",
      "phone",
    ]);
  });

  it.each([
    [["name", "name"], "a target that comes twice"],
    [["name", "ignore"], "no phone and no e-mail"],
    [["phone", "custom_values.city"], "a field that is not there"],
    [["phone"], "too few columns"],
    [["phone", "boss"], "a target that does not exist"],
  ])("refuses %j: %s", async (targets) => {
    const id = await readFile(importing, "a,b\nSekar,081290001111\n");
    const { as } = importing;
    expect(
      await codeOf(
        as.mutation(api.imports.setMapping, { import_id: id, targets }),
      ),
    ).toBe("invalid_mapping");
  });
});

describe("an import", () => {
  it("is for admins, of this workspace", async () => {
    const { t, workspaceId } = importing;
    const id = await readFile(importing, "phone\n081290001111\n");
    const agent = await addMember(t, workspaceId, "agent");
    expect(await codeOf(agent.query(api.imports.get, { import_id: id }))).toBe(
      "forbidden",
    );
    const other = await createTenant(t, "other");
    expect(
      await codeOf(other.asOwner.query(api.imports.get, { import_id: id })),
    ).toBe("not_found");
  });

  it("does its steps in their order only", async () => {
    const id = await readFile(importing, "phone\n081290001111\n");
    const start = importing.as.mutation(api.imports.start, {
      import_id: id,
      rule: "fill_gaps",
    });
    expect(await codeOf(start)).toBe("wrong_import_step");
  });

  const countLeft = async () => {
    const { t } = importing;
    return {
      lines: (await rowsOf(t, "importLines")).length,
      parts: (await rowsOf(t, "importParts")).length,
    };
  };
  const sweep = async (days: number) => {
    const { t } = importing;
    await passTime(t, days * DAY_MS);
    await t.mutation(internal.imports.steps.deleteExpired, {});
    await drain(t);
  };
  const FILE = "phone\n081290001111\n";

  it("loses its bytes when it is started, and the rest a week later", async () => {
    const id = await checkFile(importing, FILE);
    expect(await countLeft()).toEqual({ lines: 1, parts: 1 });
    await importing.as.mutation(api.imports.start, {
      import_id: id,
      rule: "fill_gaps",
    });
    await drain(importing.t);
    expect(await countLeft()).toEqual({ lines: 1, parts: 0 });
    await sweep(6);
    expect(await countLeft()).toEqual({ lines: 1, parts: 0 });
    await sweep(2);
    expect(await countLeft()).toEqual({ lines: 0, parts: 0 });
  });

  it("is canceled and deleted when nobody starts it for a day", async () => {
    const id = await checkFile(importing, FILE);
    await sweep(0.9);
    expect(await countLeft()).toEqual({ lines: 1, parts: 1 });
    await sweep(0.2);
    expect(await countLeft()).toEqual({ lines: 0, parts: 0 });
    expect(await showImport(importing, id)).toMatchObject({
      status: "canceled",
    });
  });

  it("is deleted at once when somebody cancels it before it starts", async () => {
    const id = await readFile(importing, FILE);
    await importing.as.mutation(api.imports.cancel, { import_id: id });
    await drain(importing.t);
    expect(await countLeft()).toEqual({ lines: 0, parts: 0 });
  });

  it("loses its lines after a week, and stays in the list", async () => {
    const id = await importFile(importing, "phone\n081290001111\n");
    const { t, as, workspaceId } = importing;
    await passTime(t, 8 * DAY_MS);
    await t.mutation(internal.imports.steps.deleteExpired, {});
    await drain(t);
    const left = await t.run(async (ctx) => [
      ...(await ctx.db.query("importLines").take(1)),
      ...(await ctx.db.query("importParts").take(1)),
    ]);
    expect(left).toEqual([]);
    const list = await as.query(api.imports.list, {
      workspace_id: workspaceId,
      paginationOpts: { numItems: 5, cursor: null },
    });
    expect(list.page).toMatchObject([{ import_id: id, status: "done" }]);
  });
});
