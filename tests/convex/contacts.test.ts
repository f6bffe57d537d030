/** The people of a workspace as the team lists and finds them. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import {
  conversation,
  identityChanged,
  inbound,
  SEKAR,
  type Person,
} from "../support/bodies";
import { findCase } from "../support/cases";
import { patchContact } from "../../convex/model/contacts/write";
import { useConvexEnvironment } from "../support/environment";
import { readPages } from "../support/pages";
import { deliver } from "../support/requests";
import { liveContacts, onlyRow, rowsOf } from "../support/rows";
import { setupDemo, type TestConvex } from "../support/setup";
import { createTenant, type Caller } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const says = (person: Person, at: number) =>
  inbound({ id: `${person.phone ?? person.bsuid}-${at}`, person, at });

describe("the list", () => {
  const people = ["A", "B", "C", "D", "E"].map((name, i) => ({
    phone: `628125550020${i}`,
    name,
  }));

  interface Filter {
    lead_status?: Doc<"contacts">["lead_status"];
    tag?: string;
  }
  async function listNames(filter: Filter = {}, numItems = 50) {
    const pages = await readPages(
      async (paginationOpts) =>
        await asOwner.query(api.contacts.list, {
          workspace_id: workspaceId,
          paginationOpts,
          ...filter,
        }),
      numItems,
    );
    return pages.map((page) => page.map((row) => row.name));
  }

  it("has the newest activity first and who never wrote last, in pages", async () => {
    const silent = { phone: "6281255500300", name: "Silent" };
    await deliver(
      t,
      identityChanged({ ...silent, bsuid: "ID.9" }, "ID.8", 900),
      ...people.map((person, i) => says(person, [30, 10, 50, 20, 40][i] ?? 0)),
    );
    const order = ["C", "E", "A", "D", "B", "Silent"];
    expect((await listNames()).flat()).toEqual(order);
    const pages = await listNames({}, 2);
    expect(pages.flat()).toEqual(order);
    expect(pages.every((page) => page.length <= 2)).toBe(true);
  });

  it("moves a person up who writes again", async () => {
    await deliver(t, says({ ...people[0] }, 1), says({ ...people[1] }, 2));
    expect((await listNames()).flat()).toEqual(["B", "A"]);
    await deliver(t, says({ ...people[0] }, 3));
    expect((await listNames()).flat()).toEqual(["A", "B"]);
  });

  it("can be narrowed to a lead status and to a tag", async () => {
    await deliver(t, ...people.map((person, i) => says(person, i)));
    const [a, b, c] = await rowsOf(t, "contacts");
    await t.run(async (ctx) => {
      for (const [row, patch] of [
        [a, { lead_status: "qualified", tags: ["vip"] }],
        [b, { lead_status: "qualified" }],
        [c, { tags: ["vip", "b2b"] }],
      ] as const) {
        if (row !== undefined) {
          const tags = "tags" in patch ? [...patch.tags] : [];
          await patchContact(ctx, row, { ...patch, tags });
        }
      }
    });
    const lead_status = "qualified";
    expect((await listNames({ lead_status })).flat()).toEqual(["B", "A"]);
    expect(await listNames({ tag: "vip" }, 2)).toEqual([["C", "A"], []]);
    expect((await listNames({ lead_status, tag: "vip" })).flat()).toEqual([
      "A",
    ]);
    expect((await listNames({ lead_status: "spam" })).flat()).toEqual([]);
  });

  it("has merged people once", async () => {
    await deliver(
      t,
      says({ bsuid: "ID.1", name: "Old" }, 0),
      says({ bsuid: "ID.2", name: "New" }, 5),
      identityChanged({ bsuid: "ID.2" }, "ID.1", 9),
    );
    expect((await listNames()).flat()).toEqual(["New"]);
  });

  it("carries the custom fields that were asked for, and no others", async () => {
    await deliver(t, says(SEKAR, 0));
    const custom_values = { kota: "Bandung", nilai: 5, kelas: "Emas" };
    const sekar = await onlyRow(t, "contacts");
    await t.run(
      async (ctx) => await patchContact(ctx, sekar, { custom_values }),
    );
    const carried = async (custom_fields?: string[]) => {
      const { page } = await asOwner.query(api.contacts.list, {
        workspace_id: workspaceId,
        paginationOpts: { numItems: 1, cursor: null },
        custom_fields,
      });
      return page.map((row) => row.custom_values);
    };
    expect(await carried(["nilai", "kota", "constructor", "gone"])).toEqual([
      { kota: "Bandung", nilai: 5 },
    ]);
    expect(await carried(["gone"])).toEqual([undefined]);
    expect(await carried()).toEqual([undefined]);
  });

  it("shows nothing that exists for the database only", async () => {
    await deliver(t, says(SEKAR, 0));
    const { page } = await asOwner.query(api.contacts.list, {
      workspace_id: workspaceId,
      paginationOpts: { numItems: 1, cursor: null },
    });
    const shown = await asOwner.query(api.contacts.get, {
      contact_id: (await onlyRow(t, "contacts"))._id,
    });
    expect(page.map((row) => row._id)).toEqual([shown._id]);
    for (const field of ["phone_reversed", "search_terms", "merged_into"]) {
      expect(shown).not.toHaveProperty(field);
    }
  });
});

describe("search", () => {
  const search = async (query: string, limit?: number) => {
    const found = await asOwner.query(api.contacts.search, {
      workspace_id: workspaceId,
      query,
      limit,
    });
    return found.map((row) => row.name ?? row.username);
  };

  describe("among several people", () => {
    beforeEach(async () => {
      const people: Person[] = [
        SEKAR,
        { phone: "6285655510101", name: "Bagas Pradana" },
        { phone: "5511999990123", name: "Thaís Moreira" },
        { phone: "447700900123", name: "Gwen Prosser" },
        { bsuid: "ID.777", username: "@warung.malam.fiktif" },
      ];
      await deliver(t, ...people.map((person, i) => says(person, i)));
    });

    it.each([
      "081255500101",
      "0812-5550-0101",
      "6281255500101",
      "+6281255500101",
      "+62 812-5550-0101",
      "0062 812 5550 0101",
      "  +62 812 5550 0101  ",
      "81255500101",
      "00101",
      "5500101",
      "55500101",
    ])("finds one person by the number %s", async (query) => {
      expect(await search(query)).toEqual([SEKAR.name]);
    });

    it("finds everybody whose number ends in the digits, from four on", async () => {
      expect((await search("0101")).sort()).toEqual([
        "Bagas Pradana",
        SEKAR.name,
      ]);
      expect((await search("0123")).sort()).toEqual([
        "Gwen Prosser",
        "Thaís Moreira",
      ]);
      expect(await search("101")).toEqual([]);
      expect(await search("8125550")).toEqual([]);
    });

    it.each([
      ["551199990123", "Thaís Moreira"],
      ["+55 11 99999-0123", "Thaís Moreira"],
      ["447700900123", "Gwen Prosser"],
      ["+44 7700 900123", "Gwen Prosser"],
      ["900123", "Gwen Prosser"],
    ])(
      "finds %s in its other spellings, parsed or not",
      async (query, name) => {
        expect(await search(query)).toEqual([name]);
      },
    );

    it.each([
      ["Sekar", SEKAR.name],
      ["wulandari", SEKAR.name],
      ["Wulan", SEKAR.name],
      ["Sekar Wulandari", SEKAR.name],
      ["pradana", "Bagas Pradana"],
      ["@warung.malam", "@warung.malam.fiktif"],
      ["@sekar.fiktif", SEKAR.name],
    ])("finds the name or username %s", async (query, name) => {
      expect((await search(query)).at(0)).toBe(name);
    });

    it.each([
      ["thais", "Thaís Moreira"],
      ["THAÍS", "Thaís Moreira"],
      ["Thai\u0301s", "Thaís Moreira"],
      ["ｔｈａｉｓ", "Thaís Moreira"],
      ["tha", "Thaís Moreira"],
    ])("finds the name however it is spelt: %s", async (query, name) => {
      expect(await search(query)).toEqual([name]);
    });

    it("finds nothing for nothing, and nobody for a stranger", async () => {
      for (const query of ["", "   ", "+", "-", "Nobody", "6281299999999"]) {
        expect([query, await search(query)]).toEqual([query, []]);
      }
    });
  });

  it("finds a name that came decomposed, which is shown as it came", async () => {
    const [case08] = findCase("08").deliveries;
    await deliver(t, {
      event: case08?.headers["x-webhook-event"],
      body: case08?.body,
    });
    const name = "Thaís Conceição";
    const decomposed = "Yago Conceic\u0327a\u0303o";
    await deliver(t, says({ phone: "5511988770109", name: decomposed }, 1));
    for (const query of ["thais", "Thaís", "Thai\u0301s", "THAI"]) {
      expect([query, await search(query)]).toEqual([query, [name]]);
    }
    for (const query of ["conceicao", "Conceição", "CONCEIC\u0327A\u0303O"]) {
      const found = await search(query);
      expect([query, found.sort()]).toEqual([query, [name, decomposed]]);
    }
  });

  it.each([
    ["İrem Işık", ["irem", "İREM", "ışık", "ISIK", "Işı"]],
    ["Ayşe Güneş", ["ayse", "gunes", "Güneş", "guenes"]],
    ["Jürgen Großmann", ["jurgen", "juergen", "JÜRGEN", "grossm", "GROẞMANN"]],
    ["Mueller Ute", ["mueller", "Müller", "MÜL"]],
    ["Kjærgård Søren", ["kjaergard", "kjaergaard", "soren", "soeren", "Søre"]],
    ["Nguyễn Thị Đào", ["nguyen", "dao", "Đào", "thi"]],
    ["Łukasz Żółć", ["lukasz", "zolc", "Łuka"]],
    ["ﬁona Œdipe", ["fiona", "FIONA", "oedipe"]],
    ["Νίκος Βλάχος", ["νικοσ", "ΝΙΚΟΣ", "Νικος", "βλαχ"]],
    ["أَحْمَد", ["احمد", "أحمد"]],
    ["สมชาย ใจดี", ["สมชาย", "ใจดี", "สม"]],
    ["佐藤がく", ["佐藤", "佐藤がく"]],
    ["ガンダム", ["ｶﾞﾝﾀﾞﾑ", "ガン"]],
    ["김민준", ["김민준", "김민"]],
  ])("finds %s as people type it", async (name, queries) => {
    await deliver(t, says({ phone: "6281255500777", name }, 0));
    for (const query of queries) {
      for (const form of ["NFC", "NFD"]) {
        expect([query, form, await search(query.normalize(form))]).toEqual([
          query,
          form,
          [name],
        ]);
      }
    }
  });

  it.each([
    ["ใจดี", "ใจดำ"],
    ["がく", "かく"],
    ["김민준", "강민준"],
  ])("keeps %s apart from %s", async (name, other) => {
    await deliver(t, says({ phone: "6281255500777", name }, 0));
    expect(await search(other)).toEqual([]);
  });

  it("reads no more of a query than a name can have", async () => {
    await deliver(t, says({ phone: "6281255500777", name: "Sekar" }, 0));
    expect(await search(`sekar ${"x".repeat(100_000)}`)).toEqual(["Sekar"]);
  });

  it("finds an Ivorian and a Beninese number by its old and new spelling", async () => {
    await deliver(
      t,
      says({ phone: "22507123456", name: "Awa" }, 0),
      says({ phone: "2290197654321", name: "Kossi" }, 1),
    );
    for (const [name, query] of [
      ["Awa", "22507123456"],
      ["Awa", "+225 07 07 12 34 56"],
      ["Awa", "07 12 34 56"],
      ["Kossi", "+229 97 65 43 21"],
      ["Kossi", "2290197654321"],
      ["Kossi", "97654321"],
    ]) {
      expect([query, await search(query ?? "")]).toEqual([query, [name]]);
    }
  });

  it("finds a person once, by every number they ever had", async () => {
    await deliver(
      t,
      says({ phone: "6281255500101", bsuid: "ID.1", name: "Sekar" }, 0),
      says({ phone: "6281255500909", bsuid: "ID.1" }, 5),
    );
    expect(await search("081255500101")).toEqual(["Sekar"]);
    expect(await search("081255500909")).toEqual(["Sekar"]);
    expect(await search("0909")).toEqual(["Sekar"]);
  });

  it("finds the survivor of a merge by the other's number", async () => {
    await deliver(
      t,
      says({ phone: "6281255500101", bsuid: "ID.1", name: "Old" }, 0),
      says({ phone: "6281255500102", bsuid: "ID.2", name: "New" }, 5),
      identityChanged({ bsuid: "ID.2" }, "ID.1", 9),
    );
    expect(await liveContacts(t)).toHaveLength(1);
    expect(await search("+62 812 5550 0101")).toEqual(["New"]);
  });

  it("stays within its workspace", async () => {
    const other = await createTenant(t, "other", ["55"]);
    await deliver(
      t,
      inbound({ id: "w1", person: SEKAR, at: 0, phoneNumberId: "55" }),
    );
    for (const query of [SEKAR.phone, "0101", "Sekar"]) {
      expect(await search(query)).toEqual([]);
      const found = await other.asOwner.query(api.contacts.search, {
        workspace_id: other.workspaceId,
        query,
      });
      expect(found.map((row) => row.name)).toEqual([SEKAR.name]);
    }
  });

  it("keeps to the limit, whatever it is", async () => {
    await deliver(
      t,
      ...Array.from({ length: 55 }, (_, i) =>
        conversation("created", {
          person: { phone: `62812555${10 + i}0101`, name: `Ibu ${i}` },
          at: i,
        }),
      ),
    );
    for (const query of ["0101", "Ibu"]) {
      expect(await search(query, 3)).toHaveLength(3);
      expect(await search(query)).toHaveLength(50);
      expect(await search(query, 1000)).toHaveLength(50);
      expect(await search(query, 0)).toHaveLength(1);
      expect(await search(query, -7)).toHaveLength(1);
      expect(await search(query, 2.5)).toHaveLength(2);
      expect(await search(query, NaN)).toHaveLength(1);
    }
  });
});
