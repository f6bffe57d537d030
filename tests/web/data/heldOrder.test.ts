import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdOrder, takeOrder } from "../../../web/src/data/heldOrder";

const row = (_id: string, version = 0) => ({ _id, version });
const byId = (...rows: ReturnType<typeof row>[]) =>
  new Map(rows.map((one) => [one._id, one]));
const none = byId();
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

describe("holdOrder", () => {
  const first = takeOrder([row("a"), row("b"), row("c")]);

  it("begins with the server's order", () => {
    expect(ids(first)).toEqual(["a", "b", "c"]);
  });

  it("keeps a row with news where it is, with its new values", () => {
    const next = holdOrder(first, byId(row("a"), row("b")), byId(row("c", 1)));
    expect(ids(next)).toEqual(["a", "b", "c"]);
    expect(next[2]).toMatchObject({ row: row("c", 1), isFresh: true });
  });

  it("keeps a row that vanished, marked", () => {
    const next = holdOrder(first, byId(row("a"), row("c")), none);
    expect(next.map(({ isGone }) => isGone)).toEqual([false, true, false]);
    expect(next[1]?.row).toEqual(row("b"));
  });

  it("never moves a held row and adds none, whatever the server says", () => {
    const rows = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
    fc.assert(
      fc.property(rows, rows, rows, (before, after, head) => {
        const held = takeOrder(before.map((id) => row(id)));
        const next = holdOrder(
          held,
          byId(...after.map((id) => row(id, 1))),
          byId(...head.map((id) => row(id, 2))),
        );
        expect(ids(next)).toEqual(before);
      }),
    );
  });
});
