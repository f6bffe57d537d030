import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Engine,
  InvalidCursorError,
  type QueryJson,
  type QueryOperator,
  type QueryPageJson,
  type QueryPageResult,
} from "../../src/engine";
import {
  applySchema,
  fullScan,
  indexRange,
  insert,
  openEngine,
  query,
  schemaOf,
  tableJson,
} from "../engineHarness";

async function seeded(
  count: number,
  limits: "production" | "off" = "production",
) {
  const engine = await openEngine({ limits });
  await applySchema(
    engine,
    schemaOf(tableJson("t", { indexes: { by_x: ["x"] } })),
  );
  await engine.write("seed", (tx) => {
    for (let x = 0; x < count; x += 1) {
      tx.insert("", "t", { x });
    }
  });
  return engine;
}

async function page(
  engine: Engine,
  json: QueryJson,
  options: Partial<QueryPageJson> = {},
): Promise<QueryPageResult & { xs: unknown[] }> {
  const request = { query: json, cursor: null, pageSize: 2, ...options };
  const { value } = await engine.read((tx) => tx.page("", request));
  return { ...value, xs: value.page.map(({ value: { x } }) => x) };
}

const byX = indexRange("t.by_x", []);

const odd: QueryOperator = {
  filter: {
    $eq: [{ $mod: [{ $field: "x" }, { $literal: 2 }] }, { $literal: 1 }],
  },
};

describe("pages", () => {
  it("put together give the whole query, however they are cut", async () => {
    const engine = await seeded(11);
    const anyQuery = fc.constantFrom(
      byX,
      indexRange("t.by_x", [], "desc"),
      fullScan("t", "asc", odd),
      indexRange(
        "t.by_x",
        [{ type: "Gt", fieldPath: "x", value: 3 }],
        "desc",
        odd,
      ),
      indexRange("t.by_id", []),
    );
    const size = fc.integer({ min: 1, max: 4 });
    const rows = fc.option(fc.integer({ min: 1, max: 3 }));
    await fc.assert(
      fc.asyncProperty(
        anyQuery,
        size,
        rows,
        async (json, pageSize, maximumRowsRead) => {
          const all = (await query(engine, json)).map(({ x }) => x);
          const found: unknown[] = [];
          let cursor: string | null = null;
          for (;;) {
            const result: Awaited<ReturnType<typeof page>> = await page(
              engine,
              json,
              {
                pageSize,
                maximumRowsRead,
                cursor,
              },
            );
            expect(result.xs.length).toBeLessThanOrEqual(pageSize);
            found.push(...result.xs);
            cursor = result.continueCursor;
            if (result.isDone) {
              break;
            }
          }
          expect(found).toEqual(all);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("a full page is not done; the next, empty one is and stays so", async () => {
    const engine = await seeded(2);
    const first = await page(engine, byX);
    expect([first.xs, first.isDone]).toEqual([[0, 1], false]);
    const second = await page(engine, byX, { cursor: first.continueCursor });
    expect([second.xs, second.isDone]).toEqual([[], true]);
    await insert(engine, "t", { x: 9 });
    const third = await page(engine, byX, { cursor: second.continueCursor });
    expect([third.xs, third.isDone]).toEqual([[], true]);
    expect(third.continueCursor).toBe(second.continueCursor);
  });

  it("of size zero stay where they are", async () => {
    const engine = await seeded(3);
    const empty = await page(engine, byX, { pageSize: 0 });
    expect([empty.xs, empty.isDone]).toEqual([[], false]);
    const next = await page(engine, byX, { cursor: empty.continueCursor });
    expect(next.xs).toEqual([0, 1]);
    const rerun = await page(engine, byX, { endCursor: empty.continueCursor });
    expect([rerun.xs, rerun.isDone]).toEqual([[], false]);
  });
});

describe("an end cursor", () => {
  it("keeps a rerun's bounds: pages grow and shrink without gaps", async () => {
    const engine = await seeded(4);
    const first = await page(engine, byX);
    const second = await page(engine, byX, { cursor: first.continueCursor });
    await insert(engine, "t", { x: 0.5 });
    await insert(engine, "t", { x: 1.5 });
    const rerun = await page(engine, byX, { endCursor: first.continueCursor });
    expect(rerun.xs).toEqual([0, 0.5, 1]);
    expect(rerun.continueCursor).toBe(first.continueCursor);
    const next = await page(engine, byX, {
      cursor: first.continueCursor,
      endCursor: second.continueCursor,
    });
    expect(next.xs).toEqual([1.5, 2, 3]);
  });

  it("of a finished query takes in what came later", async () => {
    const engine = await seeded(1);
    const all = await page(engine, byX);
    expect(all.isDone).toBe(true);
    await insert(engine, "t", { x: 5 });
    const rerun = await page(engine, byX, { endCursor: all.continueCursor });
    expect([rerun.xs, rerun.isDone]).toEqual([[0, 5], true]);
  });
});

describe("cursors", () => {
  const invalid = {
    isConvexSystemError: true,
    paginationError: "InvalidCursor",
  };

  it.each<[string, (cursor: string) => string]>([
    ["cut", (cursor) => cursor.slice(0, 10)],
    ["foreign", () => "hello"],
    [
      "changed",
      (cursor) => (cursor.startsWith("A") ? "B" : "A") + cursor.slice(1),
    ],
  ])("that are %s are refused", async (_name, spoil) => {
    const engine = await seeded(3);
    const { continueCursor } = await page(engine, byX);
    const attempt = page(engine, byX, { cursor: spoil(continueCursor) });
    await expect(attempt).rejects.toBeInstanceOf(InvalidCursorError);
    await expect(attempt).rejects.toMatchObject({ data: invalid });
  });

  it("belong to one query of one database", async () => {
    const [engine, other] = [await seeded(3), await seeded(3)];
    const { continueCursor: cursor } = await page(engine, byX);
    await expect(page(engine, fullScan("t"), { cursor })).rejects.toThrow(
      "InvalidCursor: Tried to run a query starting from a cursor",
    );
    await expect(page(other, byX, { cursor })).rejects.toThrow("InvalidCursor");
  });

  it("are equal for equal positions and hide the values", async () => {
    const engine = await seeded(0);
    await insert(engine, "t", { x: "secret-value" });
    await insert(engine, "t", { x: "tail" });
    const one = await page(engine, byX, { pageSize: 1 });
    const two = await page(engine, byX, { pageSize: 1 });
    expect(one.continueCursor).toBe(two.continueCursor);
    const bytes = Buffer.from(one.continueCursor, "base64url").toString(
      "latin1",
    );
    expect(bytes).not.toContain("secret");
  });
});

describe("limits within a page", () => {
  it("maximumRowsRead ends it early, with advice where to split", async () => {
    const engine = await seeded(10);
    const cut = await page(engine, fullScan("t", "asc", odd), {
      pageSize: 5,
      maximumRowsRead: 4,
    });
    expect([cut.xs, cut.isDone, cut.pageStatus]).toEqual([
      [1, 3],
      false,
      "SplitRequired",
    ]);
    const half = await page(engine, fullScan("t", "asc", odd), {
      endCursor: cut.splitCursor,
    });
    expect(half.xs).toEqual([1]);
  });

  it("maximumBytesRead does the same and always reads one row", async () => {
    const engine = await seeded(5);
    const cut = await page(engine, byX, { pageSize: 5, maximumBytesRead: 1 });
    expect([cut.xs, cut.pageStatus]).toEqual([[0], "SplitRequired"]);
  });

  it("the transaction's own limit ends a page that made progress", async () => {
    const engine = await seeded(5);
    const { value } = await engine.read((tx) => {
      const child = tx.child({ limits: { documentsRead: 3 } });
      const result = child.page("", { query: byX, cursor: null, pageSize: 5 });
      child.merge();
      return result;
    });
    expect(value.page).toHaveLength(3);
    expect(value.pageStatus).toBe("SplitRequired");
  });

  it("a page near its row limit is worth splitting", async () => {
    const engine = await seeded(10);
    const near = await page(engine, byX, { pageSize: 4, maximumRowsRead: 5 });
    expect(near.pageStatus).toBe("SplitRecommended");
    const small = await page(engine, byX, { pageSize: 2 });
    expect([small.pageStatus, small.splitCursor]).toEqual([null, null]);
  });
});
