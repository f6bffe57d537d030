/** Which columns of the list there are, how wide, and where a moved one comes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BUILT_IN,
  customColumn,
  customKeysOf,
  DEFAULT_COLUMNS,
  fitColumns,
  leastOf,
  moveColumn,
  NAME_KEY,
  readLayout,
  setWidth,
  templateOf,
  toStored,
  WIDTHS,
} from "../../../web/src/screens/contacts/columns";

const FIELDS = [
  { key: "kota", label: "Kota", type: "text" },
  { key: "nilai", label: "Nilai", type: "number" },
] as const;
const ALL = [...BUILT_IN, ...FIELDS.map(customColumn)];
const anyWidth = fc.integer({ min: 0, max: 4_000 });
const allowedWidth = fc.option(
  fc.integer({ min: WIDTHS.least, max: WIDTHS.most }),
  { nil: undefined },
);
/** What somebody may have stored. */
const anyStored = fc
  .tuple(
    fc.shuffledSubarray(ALL),
    fc.infiniteStream(allowedWidth),
    allowedWidth,
  )
  .map(([columns, widths, nameWidth]) =>
    toStored({
      ...(nameWidth !== undefined && { nameWidth }),
      columns: columns.map(({ key, shows }) => {
        const { value } = widths.next();
        return { key, shows, ...(value !== undefined && { width: value }) };
      }),
    }),
  );
const keysOf = (columns: readonly { key: string }[] = []) =>
  columns.map(({ key }) => key);

describe("readLayout", () => {
  it("gives back what was stored", () => {
    fc.assert(
      fc.property(anyStored, (stored) => {
        expect(toStored(readLayout(stored, FIELDS))).toEqual(stored);
      }),
    );
  });

  it("leaves out what the page does not know, and bounds the widths", () => {
    const stored = [
      { key: NAME_KEY, width: 3 },
      { key: "tags", width: 9_000 },
      { key: "custom:archived" },
      { key: "later" },
    ];
    expect(toStored(readLayout(stored, FIELDS))).toEqual([
      { key: NAME_KEY, width: WIDTHS.least },
      { key: "tags", width: WIDTHS.most },
    ]);
    expect(readLayout([{ key: "later" }], FIELDS)).toEqual({});
    expect(customKeysOf([...stored, { key: "custom:a" }])).toEqual([
      "a",
      "archived",
    ]);
  });
});

describe("fitColumns", () => {
  it("shows all that somebody chose, whatever room there is", () => {
    fc.assert(
      fc.property(anyStored, anyWidth, (stored, width) => {
        const { columns, ...layout } = readLayout(stored, FIELDS);
        fc.pre(columns !== undefined);
        expect(fitColumns({ ...layout, columns }, width)).toEqual(columns);
      }),
    );
  });

  it("of the page's own shows no more than there is room for, in order", () => {
    fc.assert(
      fc.property(anyWidth, (width) => {
        const fitting = fitColumns({}, width);
        const keys = keysOf(fitting);
        expect(keys).toEqual(
          keysOf(DEFAULT_COLUMNS).filter((key) => keys.includes(key)),
        );
        const least = fitting.length === 0 ? 0 : leastOf({}, fitting);
        expect(least).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("of the page's own leaves out tags, then owner, then status", () => {
    const missing = [1400, 1100, 1000, 800].map((width) => {
      const fitting = keysOf(fitColumns({}, width));
      return keysOf(DEFAULT_COLUMNS).filter((key) => !fitting.includes(key));
    });
    expect(missing).toEqual([
      [],
      ["tags"],
      ["tags", "owner"],
      ["status", "tags", "owner"],
    ]);
  });
});

describe("a width", () => {
  it("is the column's, whatever room is left; without one the page decides", () => {
    const wide = setWidth({}, "owner", 300);
    expect(keysOf(wide.columns)).toEqual(keysOf(DEFAULT_COLUMNS));
    const template = (layout: typeof wide) =>
      templateOf(layout, fitColumns(layout, 4_000));
    expect(template(wide)).toMatch(/ 300px$/);
    const named = setWidth(wide, NAME_KEY, 250);
    expect(template(named)).toMatch(/^44px 250px .* 300px$/);
    const back = setWidth(
      setWidth(named, NAME_KEY, undefined),
      "owner",
      undefined,
    );
    expect(template(back)).toBe(template({}));
  });

  it("changes nothing else, and keeps within its bounds", () => {
    fc.assert(
      fc.property(
        anyStored,
        fc.constantFrom(...ALL),
        fc.integer({ min: -10, max: 5_000 }),
        (stored, { key }, width) => {
          const before = readLayout(stored, FIELDS);
          const after = setWidth(before, key, width);
          const rest = (layout: typeof before) =>
            toStored({
              ...layout,
              columns: layout.columns ?? DEFAULT_COLUMNS,
            }).filter((one) => one.key !== key);
          expect(rest(after)).toEqual(rest(before));
          const set = after.columns?.find((one) => one.key === key)?.width;
          expect(set ?? WIDTHS.least).toBeGreaterThanOrEqual(WIDTHS.least);
          expect(set ?? WIDTHS.most).toBeLessThanOrEqual(WIDTHS.most);
        },
      ),
    );
  });
});

describe("moveColumn", () => {
  it("moves by one place, and not past an end", () => {
    const [phone, status, waiting] = BUILT_IN;
    if (!phone || !status || !waiting) {
      throw new Error("there are no columns");
    }
    const three = [phone, status, waiting];
    expect(moveColumn(three, "status", -1)).toEqual([status, phone, waiting]);
    expect(moveColumn(three, "waiting", 1)).toEqual(three);
    expect(moveColumn(three, "phone", -1)).toEqual(three);
    expect(moveColumn(three, "owner", 1)).toEqual(three);
  });
});
