import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countNew, holdOrder } from "../../../web/src/data/heldOrder";

const row = (_id: string, version = 0) => ({ _id, version });
const none = new Map<string, ReturnType<typeof row>>();
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe("holdOrder", () => {
  const first = holdOrder([], [row("a"), row("b"), row("c")], none);

  it("begins with the server's order", () => {
    expect(ids(first)).toEqual(["a", "b", "c"]);
  });

  it("keeps a row with news where it is, with its new values", () => {
    const head = new Map([["c", row("c", 1)]]);
    const next = holdOrder(first, [row("a"), row("b")], head);
    expect(ids(next)).toEqual(["a", "b", "c"]);
    expect(next[2]).toMatchObject({ row: row("c", 1), isFresh: true });
  });

  it("keeps a row that vanished, marked", () => {
    const next = holdOrder(first, [row("a"), row("c")], none);
    expect(next.map(({ isGone }) => isGone)).toEqual([false, true, false]);
    expect(next[1]?.row).toEqual(row("b"));
  });

  it("puts a row that it did not know at the end", () => {
    const next = holdOrder(
      first,
      [row("x"), ...["a", "b", "c"].map((id) => row(id))],
      none,
    );
    expect(ids(next)).toEqual(["a", "b", "c", "x"]);
  });

  it("never moves a held row, whatever the server says", () => {
    const rows = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
    fc.assert(
      fc.property(rows, rows, rows, (before, after, head) => {
        const held = holdOrder(
          [],
          before.map((id) => row(id)),
          none,
        );
        const fresh = new Map(head.map((id) => [id, row(id, 2)]));
        const next = holdOrder(
          held,
          after.map((id) => row(id, 1)),
          fresh,
        );
        expect(ids(next).slice(0, held.length)).toEqual(ids(held));
        expect(new Set(ids(next)).size).toBe(next.length);
      }),
    );
  });
});

it("countNew counts what is not on the screen", () => {
  expect(countNew([row("a"), row("n")], new Set(["a"]))).toBe(1);
});
