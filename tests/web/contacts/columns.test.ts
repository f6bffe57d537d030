/** Which columns of the list fit, and where a moved one comes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COLUMN_KEYS,
  DEFAULT_COLUMNS,
  fitColumns,
  moveColumn,
  readColumns,
  templateOf,
} from "../../../web/src/screens/contacts/columns";

const anyColumns = fc.shuffledSubarray([...COLUMN_KEYS]);
const anyWidth = fc.integer({ min: 0, max: 4_000 });
/** What the columns need at least, with the box and the name, px. */
const leastOf = (template: string) =>
  template
    .split(/ (?![^(]*\))/)
    .map((track) => Number(/\d+/.exec(track)?.[0]))
    .reduce((sum, least) => sum + least, 0);

describe("fitColumns", () => {
  it("leaves some out, in order, and needs no more than there is", () => {
    const choice = fc.option(anyColumns, { nil: undefined });
    fc.assert(
      fc.property(choice, anyWidth, (chosen, width) => {
        const all = chosen ?? DEFAULT_COLUMNS;
        const fitting = fitColumns(chosen, width);
        expect(fitting).toEqual(all.filter((key) => fitting.includes(key)));
        const least = fitting.length === 0 ? 0 : leastOf(templateOf(fitting));
        expect(least).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("of chosen ones leaves out the last first", () => {
    fc.assert(
      fc.property(anyColumns, anyWidth, (chosen, width) => {
        const fitting = fitColumns(chosen, width);
        expect(fitting).toEqual(chosen.slice(0, fitting.length));
      }),
    );
  });

  it("of the page's own leaves out tags, then owner, then status", () => {
    const missing = [1400, 1100, 1000, 900].map((width) =>
      DEFAULT_COLUMNS.filter(
        (key) => !fitColumns(undefined, width).includes(key),
      ),
    );
    expect(missing).toEqual([
      [],
      ["tags"],
      ["tags", "owner"],
      ["tags", "owner"],
    ]);
    expect(fitColumns(undefined, 800)).not.toContain("status");
  });
});

it("readColumns leaves out what the page does not know", () => {
  expect(readColumns([{ key: "tags" }, { key: "custom:x" }])).toEqual(["tags"]);
  expect(readColumns(undefined)).toBeUndefined();
});

describe("moveColumn", () => {
  it("moves by one place, and not past an end", () => {
    expect(moveColumn(["phone", "tags", "time"], "tags", -1)).toEqual([
      "tags",
      "phone",
      "time",
    ]);
    expect(moveColumn(["phone", "tags"], "tags", 1)).toEqual(["phone", "tags"]);
    expect(moveColumn(["phone"], "owner", 1)).toEqual(["phone"]);
  });
});
