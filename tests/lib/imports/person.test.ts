import { describe, expect, it } from "vitest";
import {
  columnOf,
  isPersonal,
  readLine,
  type LineContext,
} from "../../../src/lib/imports/person";
import type { Target } from "../../../src/lib/imports/targets";

const context = (targets: Target[]): LineContext<string> => ({
  targets,
  region: "ID",
  fields: new Map([
    ["kota", { type: "choice" as const, choices: ["Solo", "Jogja"] }],
    ["harga", { type: "number" as const }],
    ["lahir", { type: "date" as const }],
    ["catatan", { type: "text" as const }],
  ]),
  owners: new Map([["ani@x.id", "user-1"]]),
});

/** One column beside a phone that can be read. */
const readCell = (target: Target, cell: string) =>
  readLine(["081290001111", cell], context(["phone", target]));

describe("a line", () => {
  it("is read whole", () => {
    const targets: Target[] = [
      "name",
      "phone",
      "email",
      "tags",
      "owner",
      "lead_status",
      "custom_values.kota",
      "ignore",
    ];
    const cells = [
      " Sekar  Ayu ",
      "0812-9000-1111",
      "S@x.id",
      "vip; solo,vip",
      "ANI@x.id",
      "prospek",
      "solo",
      "?",
    ];
    expect(readLine(cells, context(targets))).toEqual({
      kind: "person",
      person: {
        name: "Sekar Ayu",
        phone: {
          typed: "0812-9000-1111",
          known: { kind: "e164", e164: "+6281290001111", region: "ID" },
        },
        email: "S@x.id",
        tags: ["vip", "solo", "vip"],
        owner_id: "user-1",
        lead_status: "qualified",
        custom_values: { kota: "Solo" },
      },
    });
  });

  it("may be shorter or longer than the headings", () => {
    expect(
      readLine(["081290001111"], context(["phone", "name"])),
    ).toMatchObject({ kind: "person", person: { tags: [] } });
    const long = readLine(["081290001111", "x", "y"], context(["phone"]));
    expect(long.kind).toBe("person");
  });

  it("needs a phone or an e-mail address", () => {
    expect(readLine(["Sekar", ""], context(["name", "phone"]))).toEqual({
      kind: "problem",
      problem: { code: "no_phone_or_email" },
    });
  });

  it("has formulas as their text, as our exports write them", () => {
    expect(readCell("name", "'=1+1")).toMatchObject({
      person: { name: "=1+1" },
    });
  });
});

describe("a cell", () => {
  it.each([
    ["phone", "-", "invalid_phone"],
    ["email", "sekar", "invalid_email"],
    ["name", "x".repeat(257), "invalid_name"],
    ["tags", `ok,${"x".repeat(65)}`, "invalid_tag"],
    ["owner", "boss@x.id", "unknown_owner"],
    ["lead_status", "boss", "unknown_status"],
    ["lead_status", "duplicate", "unknown_status"],
    ["custom_values.kota", "Bali", "invalid_value"],
    ["custom_values.harga", "banyak", "invalid_value"],
    ["custom_values.lahir", "31/12/2026", "invalid_value"],
    ["custom_values.gone", "x", "unknown_field"],
  ] as const)("of %s may not be %j", (target, cell, code) => {
    const targets: Target[] = ["email", target];
    const cells = ["a@x.id", cell];
    expect(readLine(cells, context(targets))).toEqual({
      kind: "problem",
      problem: { code, column: 1 },
    });
  });

  it.each([
    ["12500", 12_500],
    ["12500,5", 12_500.5],
    ["-3.25", -3.25],
  ])("of a number may be %j", (cell, value) => {
    expect(readCell("custom_values.harga", cell)).toMatchObject({
      person: { custom_values: { harga: value } },
    });
  });

  it.each(["12.500", "12,500", "1.234.567", "1e5", "0x10", "1 000"])(
    "of a number may not be %j, which may mean two",
    (cell) => {
      expect(readCell("custom_values.harga", cell).kind).toBe("problem");
    },
  );
});

describe("the first line", () => {
  it("is no heading where it holds a number or an address", () => {
    expect(isPersonal(["Sekar", "0812-9000-1111"], "ID")).toBe(true);
    expect(isPersonal(["a@x.id"], "ID")).toBe(true);
    expect(isPersonal(["Nama", "No HP", "2026"], "ID")).toBe(false);
  });
});

it("tells which column filled a field", () => {
  const targets: Target[] = ["phone", "owner", "lead_status"];
  expect(columnOf(targets, "owner_id")).toBe(1);
  expect(columnOf(targets, "lead_status")).toBe(2);
  expect(columnOf(targets, "name")).toBeUndefined();
});
