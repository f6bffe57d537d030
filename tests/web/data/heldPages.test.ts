import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeldPages } from "../../../web/src/data/heldPages";

interface Row {
  _id: string;
}

const rows = (...ids: string[]): Row[] => ids.map((_id) => ({ _id }));
const none = new Map<string, Row>();

function createHeld(...pages: Row[][]): HeldPages<Row> {
  const held = new HeldPages<Row>();
  held.update(new Map(pages.entries()), none);
  return held;
}

const shown = (held: HeldPages<Row>) => held.rows().map(({ id }) => id);

describe("HeldPages", () => {
  it("counts a row that belongs between held ones as new and does not show it", () => {
    const held = createHeld(rows("a", "b"));
    held.update(new Map([[0, rows("n", "a", "b")]]), none);
    expect(shown(held)).toEqual(["a", "b"]);
    expect(held.news()).toEqual(["n"]);
  });

  it("counts a row of the head that is not held, once", () => {
    const held = createHeld(rows("a", "b"));
    const head = new Map(rows("n", "b").map((row) => [row._id, row]));
    held.update(new Map([[0, rows("n", "a")]]), head);
    expect(held.news()).toEqual(["n"]);
  });

  it("takes the server's order when it is cleared", () => {
    const held = createHeld(rows("a", "b"));
    held.update(new Map([[0, rows("n", "a", "b")]]), none);
    held.clear();
    held.update(new Map([[0, rows("n", "a", "b")]]), none);
    expect(shown(held)).toEqual(["n", "a", "b"]);
    expect(held.news()).toEqual([]);
  });

  it("leaves somebody in place who moved to another page", () => {
    const held = createHeld(rows("a", "b"), rows("c", "d"));
    held.update(
      new Map([
        [0, rows("d", "a", "b")],
        [1, rows("c")],
      ]),
      none,
    );
    expect(shown(held)).toEqual(["a", "b", "c", "d"]);
    expect(held.rows().every(({ isGone }) => !isGone)).toBe(true);
    expect(held.news()).toEqual([]);
  });

  it("shows who moved to a page that was let go once", () => {
    const held = createHeld(rows("a", "b"), rows("c", "d"));
    held.update(new Map([[0, rows("a", "b")]]), none);
    held.update(
      new Map([
        [0, rows("a")],
        [1, rows("b", "c", "d")],
      ]),
      none,
    );
    expect(shown(held)).toEqual(["a", "b", "c", "d"]);
  });

  it("keeps the rows while no page is loaded, as right after coming back", () => {
    const held = createHeld(rows("a", "b"));
    held.update(new Map(), none);
    expect(shown(held)).toEqual(["a", "b"]);
  });

  it("shows each row of the server or counts it, and moves none", () => {
    const page = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(page, fc.array(page), (before, updates) => {
        const held = createHeld(rows(...before));
        for (const now of updates) {
          held.update(new Map([[0, rows(...now)]]), none);
          expect(shown(held)).toEqual(before);
          expect(new Set([...before, ...held.news()])).toEqual(
            new Set([...before, ...now]),
          );
        }
      }),
    );
  });
});
