/**
 * Lists, counts and search read about as much among 100,000 contacts as among
 * 1,000: never more than a bound that is far below either table.
 */
import { describe, expect, it } from "vitest";
import { benchSize } from "../../scripts/bench/lists/run";

const MINUTE_MS = 60_000;
/** Calls of each kind. */
const ROUNDS = 20;

/** Most documents that one call of a kind may read, by how its name begins. */
const MOST_READ: readonly (readonly [string, number])[] = [
  // A page of 100, beside each tag or conversation the contact; owners.
  ["list all", 130],
  ["list qualified", 130],
  ["list one owner", 130],
  ["list one tag", 230],
  ["list any of two tags", 240],
  ["list our number", 230],
  // 2,000 rows of a range, each with its contact; 500 to be sorted before.
  ["list", 5_100],
  ["count one by one", 1_100],
  ["count", 500],
  ["search", 3_500],
];

describe.each([1_000, 10_000])("among %i contacts", (contacts) => {
  it(
    "each call reads a bounded number of documents",
    { timeout: 20 * MINUTE_MS },
    async () => {
      const figures = await benchSize(contacts, ROUNDS, () => undefined);
      expect(figures.length).toBeGreaterThan(30);
      for (const { call, documents_read } of figures) {
        const [, most = 0] =
          MOST_READ.find(([name]) => call.startsWith(name)) ?? [];
        expect([call, documents_read, documents_read <= most]).toEqual([
          call,
          documents_read,
          true,
        ]);
      }
    },
  );
});
