/** What a transaction depends on: enough to be safe, no more than it read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Commit,
  Engine,
  QueryJson,
  RangeExpression,
  Transaction,
} from "../../src/engine";
import {
  applySchema,
  drain,
  fullScan,
  indexRange,
  openEngine,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";

const schema = schemaOf(
  tableJson("t", {
    indexes: { by_x: ["x"] },
    searchIndexes: [
      { indexDescriptor: "search_body", searchField: "body", filterFields: [] },
    ],
  }),
);

async function openSeeded(): Promise<{ engine: Engine; ids: string[] }> {
  const engine = await openEngine();
  await applySchema(engine, schema);
  const { value: ids } = await engine.write("seed", (tx) =>
    [0, 2, 4, 6, 8].map((x) => tx.insert("", "t", { x, body: `word${x}` })),
  );
  return { engine, ids };
}

/** Whether the write invalidates what `body` read before it. */
async function invalidates(
  engine: Engine,
  body: (tx: Transaction) => unknown,
  write: (tx: Transaction) => unknown,
): Promise<boolean> {
  const { readSet } = await engine.read(body);
  const commits: Commit[] = [];
  const stop = engine.onCommit((commit) => commits.push(commit));
  await engine.write("write", write);
  stop();
  return commits.some((commit) => readSet.touchedBy(commit));
}

const eq = (x: number): RangeExpression => ({
  type: "Eq",
  fieldPath: "x",
  value: x,
});

describe("soundness", () => {
  const value = fc.constantFrom(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const bound = fc.record({
    type: fc.constantFrom<RangeExpression["type"]>(
      "Eq",
      "Gt",
      "Gte",
      "Lt",
      "Lte",
    ),
    fieldPath: fc.constant("x"),
    value,
  });
  const anyQuery = fc.oneof(
    fc
      .record({
        range: fc.array(bound, { maxLength: 1 }),
        order: fc.constantFrom("asc" as const, "desc" as const),
        limit: fc.constantFrom(1, 2, 100),
      })
      .map(({ range, order, limit }) =>
        indexRange("t.by_x", range, order, { limit }),
      ),
    fc.constantFrom("word", "word2", "other").map((text): QueryJson => ({
      source: {
        type: "Search",
        indexName: "t.search_body",
        filters: [{ type: "Search", fieldPath: "body", value: text }],
      },
      operators: [],
    })),
    fc.constant(fullScan("t", "desc", { limit: 2 })),
  );
  const change = fc.record({
    kind: fc.constantFrom("insert", "patch", "body", "remove"),
    at: fc.nat(4),
    x: value,
  });

  it("a write that changes a query's answer touches its read set", async () => {
    await fc.assert(
      fc.asyncProperty(anyQuery, change, async (json, { kind, at, x }) => {
        const { engine, ids } = await openSeeded();
        const id = ids[at] ?? "";
        const answer = (tx: Transaction) => run(tx, json);
        const before = await engine.read(answer);
        const touched = await invalidates(engine, answer, (tx) => {
          if (kind === "insert") {
            tx.insert("", "t", { x, body: `word${x}` });
          } else if (kind === "patch") {
            tx.patch("", id, { x });
          } else if (kind === "body") {
            tx.patch("", id, { body: `other${x}` });
          } else {
            tx.remove("", id);
          }
        });
        const after = await engine.read(answer);
        if (JSON.stringify(after.value) !== JSON.stringify(before.value)) {
          expect(touched).toBe(true);
        }
        await engine.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe("precision", () => {
  it.each<
    [string, (tx: Transaction, ids: string[]) => unknown, number, boolean]
  >([
    [
      "a point read, another document",
      (tx, ids) => tx.get("", ids[0] ?? ""),
      9,
      false,
    ],
    ["the whole range", (tx) => run(tx, indexRange("t.by_x", [])), 9, true],
    [
      "a range the write is outside of",
      (tx) => run(tx, indexRange("t.by_x", [eq(4)])),
      5,
      false,
    ],
    [
      "an empty range the write falls into",
      (tx) => run(tx, indexRange("t.by_x", [eq(5)])),
      5,
      true,
    ],
    [
      "the first two, a write behind them",
      (tx) => run(tx, indexRange("t.by_x", [], "asc", { limit: 2 })),
      3,
      false,
    ],
    [
      "the first two, a write before them",
      (tx) => run(tx, indexRange("t.by_x", [], "asc", { limit: 2 })),
      1,
      true,
    ],
    [
      "the last two, a write before them",
      (tx) => run(tx, indexRange("t.by_x", [], "desc", { limit: 2 })),
      5,
      false,
    ],
    [
      "the last two, a write behind them",
      (tx) => run(tx, indexRange("t.by_x", [], "desc", { limit: 2 })),
      7,
      true,
    ],
    [
      "a stream never read",
      (tx) => tx.openStream("", indexRange("t.by_x", [])).close(),
      1,
      false,
    ],
    ["a count", (tx) => tx.count("", "t"), 9, true],
    [
      "a table that is not there",
      (tx) => drain(tx.openStream("", fullScan("u"))),
      9,
      false,
    ],
  ])("%s", async (_name, body, x, expected) => {
    const { engine, ids } = await openSeeded();
    const touched = await invalidates(
      engine,
      (tx) => body(tx, ids),
      (tx) => tx.insert("", "t", { x }),
    );
    expect(touched).toBe(expected);
  });

  it("a missing table depends on its creation", async () => {
    const engine = await openEngine();
    const create = (tx: Transaction) => tx.insert("", "u", {});
    for (const body of [
      (tx: Transaction) => drain(tx.openStream("", fullScan("u"))).length,
      (tx: Transaction) => tx.count("", "u"),
    ]) {
      const { readSet } = await engine.read(body);
      expect(readSet.intervals).toHaveLength(1);
      expect(
        readSet.touchedBy({
          ts: 1n,
          label: "",
          writes: ["t\0u"],
          tables: new Set(),
        }),
      ).toBe(true);
    }
    expect(await invalidates(engine, (tx) => tx.count("", "u"), create)).toBe(
      true,
    );
  });

  it("changing a document in place touches the ranges that hold it", async () => {
    const { engine, ids } = await openSeeded();
    const patch = (tx: Transaction) => tx.patch("", ids[2] ?? "", { note: 1 });
    const range = (x: number) => (tx: Transaction) =>
      run(tx, indexRange("t.by_x", [eq(x)]));
    expect(await invalidates(engine, range(4), patch)).toBe(true);
    expect(await invalidates(engine, range(6), patch)).toBe(false);
  });
});
