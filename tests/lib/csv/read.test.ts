import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import {
  MAX_CELLS,
  MAX_RECORD_UNITS,
  readRecords,
  type CsvRecord,
} from "../../../src/lib/csv/read";

const readAll = (text: string, delimiter = ","): CsvRecord[] =>
  readRecords(text, 1, { delimiter, isLast: true }).records;

const cellsOf = (text: string, delimiter = ",") =>
  readAll(text, delimiter).map(({ cells }) => cells);

/** As a file comes: in chunks, each after the rest of the one before it. */
function readInChunks(text: string, sizes: number[]): CsvRecord[] {
  const records: CsvRecord[] = [];
  let [rest, line, start, turn] = ["", 1, 0, 0];
  do {
    const size = sizes[turn % sizes.length] ?? 1;
    const isLast = start + size >= text.length;
    const chunk = rest + text.slice(start, start + size);
    const read = readRecords(chunk, line, { delimiter: ",", isLast });
    records.push(...read.records);
    ({ rest, line } = read);
    start += size;
    turn += 1;
  } while (start < text.length);
  return records;
}

describe("reading CSV", () => {
  it("takes every line end, and a file without a last one", () => {
    expect(cellsOf("a,b\r\nc,d\re,f\ng,h")).toEqual([
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
      ["g", "h"],
    ]);
  });

  it("keeps delimiters, line breaks and doubled quotes of quoted cells", () => {
    expect(cellsOf('"a;""b""\nc";d\ne;f', ";")).toEqual([
      ['a;"b"\nc', "d"],
      ["e", "f"],
    ]);
  });

  it("counts the file's lines, not its records", () => {
    expect(readAll('a,"b\n\nb"\n\n,\nc,d')).toEqual([
      { line: 1, cells: ["a", "b\n\nb"] },
      { line: 6, cells: ["c", "d"] },
    ]);
  });

  it("leaves quotes inside unquoted cells alone", () => {
    expect(cellsOf('Budi "Bud" S,5" pipe\n')).toEqual([
      ['Budi "Bud" S', '5" pipe'],
    ]);
  });

  it.each([
    ["never closed", '"Sekar,1'],
    ["closed in the middle", '"Sekar" A,1'],
  ])("loses one line to a quote that is %s", (_how, line) => {
    expect(readAll(`a,b\n${line}\nBudi,2\nAyu,3`)).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: [line], problem: "broken_quotes" },
      { line: 3, cells: ["Budi", "2"] },
      { line: 4, cells: ["Ayu", "3"] },
    ]);
  });

  it("loses a line that no record can have the length of, and only that", () => {
    const long = "x".repeat(MAX_RECORD_UNITS + 1);
    expect(readAll(`${long},1\nBudi,2`)).toEqual([
      { line: 1, cells: [long.slice(0, 200)], problem: "line_too_long" },
      { line: 2, cells: ["Budi", "2"] },
    ]);
    expect(readAll(`a${",".repeat(MAX_CELLS)}\n`)[0]?.problem).toBe(
      "too_many_cells",
    );
  });
});

const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.stringMatching(/^[",\r\n; a"]{0,6}$/),
);
const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), {
  minLength: 1,
  maxLength: 8,
});

describe("any CSV", () => {
  it("that another program wrote is read as that program meant it", () => {
    fc.assert(
      fc.property(rows, (written) => {
        const isBlank = (cells: string[]) =>
          cells.every((one) => one.trim() === "");
        const text = Papa.unparse(written, { newline: "\r\n" });
        expect(cellsOf(text)).toEqual(
          written.filter((cells) => !isBlank(cells)),
        );
      }),
    );
  });

  it("is read the same in whatever chunks it comes", () => {
    const pieces = fc.constantFrom('"', '""', ",", "\n", "\r", " ", "a", "bc");
    const text = fc.array(pieces, { maxLength: 60 }).map((p) => p.join(""));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(text, sizes, (written, cuts) => {
        expect(readInChunks(written, cuts)).toEqual(readAll(written));
      }),
      { numRuns: 1000 },
    );
  });
});
