import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecords } from "../../../src/lib/csv/read";
import {
  csvLine,
  withoutApostrophe,
  withoutFormula,
} from "../../../src/lib/csv/write";

const read = (text: string) =>
  readRecords(text, 1, { delimiter: ",", isLast: true }).records.map(
    ({ cells }) => cells,
  );

describe("writing CSV", () => {
  it.each([
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "+62 811|calc",
    "-",
    "+",
  ])("makes text of %j", (text) => {
    expect(withoutFormula(text)).toBe(`'${text}`);
    expect(withoutApostrophe(`'${text}`)).toBe(text);
  });

  it.each(["+6281290001111", "-5", "-1.5", "0812", "Sekar", "", "'s", "a=b"])(
    "leaves %j as it is",
    (text) => {
      expect(withoutFormula(text)).toBe(text);
      expect(withoutApostrophe(text)).toBe(text);
    },
  );

  it("quotes what would end a cell", () => {
    expect(csvLine(["a,b", 'c"d', "e\nf", " g", "h"])).toBe(
      '"a,b","c""d","e\nf"," g",h\r\n',
    );
  });

  it("is read back, formulas as their text", () => {
    const cells = fc.array(fc.string(), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(cells, (written) => {
        fc.pre(written.some((cell) => cell.trim() !== ""));
        expect(read(csvLine(written))).toEqual([written.map(withoutFormula)]);
      }),
    );
  });
});
