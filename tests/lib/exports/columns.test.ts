import { FIXED_COLUMNS } from "../../../src/lib/exports/columnNames";
import { describe, expect, it } from "vitest";
import {
  readColumns,
  toCsvLine,
  toJsonRow,
  type ExportedContact,
} from "../../../src/lib/exports/columns";

const SEKAR: ExportedContact = {
  _id: "c1",
  _creationTime: Date.parse("2026-11-27T02:00:00Z"),
  name: "=SUM(A1)",
  phone: "0812-9000-1111",
  phone_normalized: "+6281290001111",
  lead_status: "customer",
  owner: "ani@x.id",
  tags: ["solo", "vip"],
  source: "whatsapp",
  waiting_since: Date.parse("2026-11-27T03:00:00Z"),
  message_count: 3,
  custom_values: { harga: -5, kota: "Solo" },
};

describe("a row", () => {
  it("of CSV is one line, formulas as text, numbers as they are", () => {
    const columns = readColumns([
      "name",
      "phone",
      "tags",
      "waiting_since",
      "custom_values.harga",
      "custom_values.constructor",
      "email",
    ]);
    expect(toCsvLine(SEKAR, columns ?? [], "Asia/Jakarta")).toBe(
      '\'=SUM(A1),+6281290001111,"solo, vip",2026-11-27T10:00:00+07:00,-5,,\r\n',
    );
  });

  it("of JSON has its values, null for none", () => {
    const columns = readColumns(["name", "message_count", "tags", "email"]);
    expect(JSON.parse(toJsonRow(SEKAR, columns ?? [], "UTC"))).toEqual({
      name: "=SUM(A1)",
      message_count: 3,
      tags: ["solo", "vip"],
      email: null,
    });
  });
});

describe("columns", () => {
  it("are those there are, in the order asked for", () => {
    expect(readColumns(FIXED_COLUMNS)).toEqual([...FIXED_COLUMNS]);
    expect(readColumns(["phone", "name"])).toEqual(["phone", "name"]);
  });

  it.each([[[]], [["boss"]], [["name", "name"]], [["custom_values."]]])(
    "may not be %j",
    (names) => {
      expect(readColumns(names)).toBeNull();
    },
  );
});
