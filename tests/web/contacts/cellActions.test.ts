/** What the menu of a cell offers. */
import { describe, expect, it } from "vitest";
import { cellActions } from "../../../web/src/screens/contacts/cellActions";
import type { ContactRow } from "../../../web/src/screens/contacts/row";
import { toFilter } from "../../../web/src/screens/contacts/search";
import { en } from "../../../web/src/text/en";

const id = <T>(text: string) => text as T;
const ROW: ContactRow = {
  _id: id("c"),
  name: "Sekar",
  username: "sekar",
  phone_display: "0812-3344-9021",
  email: "sekar@example.com",
  lead_status: "qualified",
  tags: ["grosir", "Bandung"],
  source: "whatsapp",
  message_count: 3,
  owner: { user_id: id("u1234567890123456"), name: "Ratna" },
  created: 0,
  waiting_since: 5,
  last_message_preview: "Halo",
  custom_values: { kota: "Bogor" },
};
const KOTA = { key: "kota", label: "Kota", type: "text" } as const;

const filtersOf = (
  row: ContactRow,
  ...cells: Parameters<typeof cellActions>[1]
) =>
  cellActions(row, cells, en).flatMap((action) =>
    action.kind === "filter" ? [toFilter(action.part, 0)] : [],
  );
const copiesOf = (
  row: ContactRow,
  ...cells: Parameters<typeof cellActions>[1]
) =>
  cellActions(row, cells, en).flatMap((action) =>
    action.kind === "copy" ? [action.text] : [],
  );

describe("the menu of a cell", () => {
  it("filters by what stands there", () => {
    expect(filtersOf(ROW, "status", "owner", "source", "waiting")).toEqual([
      { lead_status: ["qualified"] },
      { owner_id: "u1234567890123456" },
      { source: "whatsapp" },
      { waiting: true },
    ]);
    expect(filtersOf(ROW, "tags")).toEqual([
      { tags: ["grosir"] },
      { tags: ["Bandung"] },
    ]);
    expect(filtersOf(ROW, "phone")).toEqual([{ has_number: true }]);
  });

  it("filters by what is missing", () => {
    const { phone_display: _phone, waiting_since: _since, ...rest } = ROW;
    const row = { ...rest, owner: null, tags: [] };
    expect(filtersOf(row, "phone", "owner", "waiting", "tags")).toEqual([
      { has_number: false },
      { owner_id: "none" },
    ]);
  });

  it("copies what one may need elsewhere, and nothing empty", () => {
    const cells = ["contact", "phone", "email", "lastMessage", KOTA] as const;
    expect(copiesOf(ROW, ...cells)).toEqual([
      ...["Sekar", "sekar", "0812-3344-9021", "sekar@example.com"],
      ...["Halo", "Bogor"],
    ]);
    const { name: _name, username: _user, custom_values: _own, ...rest } = ROW;
    expect(copiesOf(rest, "contact", KOTA, "messages")).toEqual([]);
  });
});
