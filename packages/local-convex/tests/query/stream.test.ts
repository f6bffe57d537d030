import { convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import type { QueryOperator, RangeExpression } from "../../src/engine";
import { decodeId, encodeId } from "../../src/values/ids";
import {
  applySchema,
  drain,
  fullScan,
  indexRange,
  insert,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";

const schema = schemaOf(tableJson("t", { indexes: { by_x_y: ["x", "y.z"] } }));

async function seeded(...documents: { [key: string]: number }[]) {
  const engine = await openEngine();
  await applySchema(engine, schema);
  const ids: string[] = [];
  for (const { x = 0, y } of documents) {
    ids.push(
      await insert(engine, "t", {
        x,
        ...(y !== undefined && { y: { z: y } }),
      }),
    );
  }
  return { engine, ids };
}

const bound = (
  type: RangeExpression["type"],
  fieldPath: string,
  value: RangeExpression["value"],
): RangeExpression => ({ type, fieldPath, value });

describe("index ranges", () => {
  it("reach nested fields, missing ones and the creation time", async () => {
    const { engine } = await seeded({ x: 1, y: 2 }, { x: 1 }, { x: 1, y: 1 });
    const all = await query(engine, indexRange("t.by_x_y", []));
    expect(all.map(({ y }) => y)).toEqual([undefined, { z: 1 }, { z: 2 }]);
    const missing = [
      bound("Eq", "x", 1),
      bound("Eq", "y.z", { $undefined: null }),
    ];
    expect(await query(engine, indexRange("t.by_x_y", missing))).toHaveLength(
      1,
    );
    const time = all[2]?._creationTime ?? null;
    const exact = [
      bound("Eq", "x", 1),
      bound("Eq", "y.z", 2),
      bound("Gte", "_creationTime", time),
    ];
    expect(await query(engine, indexRange("t.by_x_y", exact))).toHaveLength(1);
  });

  it("an equality does not match values it is a prefix of", async () => {
    const engine = await openEngine();
    await applySchema(
      engine,
      schemaOf(tableJson("s", { indexes: { by_x: ["x"] } })),
    );
    for (const x of ["a", "a\0", "ab", ["a"], convexToJson(1n), 1]) {
      await insert(engine, "s", { x });
    }
    const only = (value: RangeExpression["value"]) =>
      query(engine, indexRange("s.by_x", [bound("Eq", "x", value)]));
    expect(await only("a")).toMatchObject([{ x: "a" }]);
    expect(await only(1)).toMatchObject([{ x: 1 }]);
  });

  it.each<[string, RangeExpression[], string]>([
    [
      "a field out of order",
      [bound("Eq", "y.z", 1)],
      'expected "x", got "y.z"',
    ],
    [
      "an equality after a bound",
      [bound("Gt", "x", 1), bound("Eq", "x", 1)],
      "cannot chain `.eq()`",
    ],
    [
      "two lower bounds",
      [bound("Gt", "x", 1), bound("Gte", "x", 1)],
      "cannot chain `.gte()`",
    ],
    [
      "bounds on two fields",
      [bound("Gt", "x", 1), bound("Lt", "y.z", 1)],
      'expected "x", got "y.z"',
    ],
    [
      "a field too many",
      [
        bound("Eq", "x", 1),
        bound("Eq", "y.z", 1),
        bound("Eq", "_creationTime", 1),
        bound("Eq", "_id", "k"),
        bound("Eq", "q", 1),
      ],
      "expected no further field",
    ],
  ])("refuse %s", async (_name, range, message) => {
    const { engine } = await seeded();
    await expect(query(engine, indexRange("t.by_x_y", range))).rejects.toThrow(
      message,
    );
  });

  it("break ties by id after the last field", async () => {
    const { engine, ids } = await seeded({ x: 1, y: 1 }, { x: 1, y: 1 });
    const [document] = await query(engine, indexRange("t.by_x_y", []));
    const own = ids[0] ?? "";
    const decoded = decodeId(own);
    if (decoded.kind !== "id") {
      throw new Error(decoded.reason);
    }
    const { tableNumber, internal } = decoded.id;
    const like = (last: string) =>
      encodeId(tableNumber, internal.slice(0, -1) + last);
    const at = (...bounds: RangeExpression[]) =>
      query(
        engine,
        indexRange("t.by_x_y", [
          bound("Eq", "x", 1),
          bound("Eq", "y.z", 1),
          bound("Eq", "_creationTime", document?._creationTime ?? null),
          ...bounds,
        ]),
      );
    const inside: RangeExpression[][] = [
      [bound("Eq", "_id", own)],
      [bound("Gte", "_id", own), bound("Lte", "_id", own)],
      [bound("Gte", "_id", like("\0")), bound("Lte", "_id", like("\xff"))],
    ];
    for (const bounds of inside) {
      expect(await at(...bounds)).toEqual([document]);
    }
    const outside = [
      bound("Gt", "_id", own),
      bound("Lt", "_id", own),
      bound("Eq", "_id", ids[1] ?? ""),
      bound("Gte", "_id", "no id"),
      bound("Gte", "_id", encodeId(tableNumber + 1, internal)),
    ];
    for (const one of outside) {
      expect(await at(one)).toEqual([]);
    }
  });

  it("of unknown indexes are errors, of missing tables empty", async () => {
    const { engine } = await seeded();
    await expect(query(engine, indexRange("t.by_q", []))).rejects.toThrow(
      "Index t.by_q not found.",
    );
    await expect(query(engine, indexRange("u.by_q", []))).rejects.toThrow(
      "Index u.by_q not found.",
    );
    expect(await query(engine, fullScan("u"))).toEqual([]);
    expect(await query(engine, indexRange("u.by_id", []))).toEqual([]);
  });
});

describe("by_id", () => {
  it("orders by id and takes bounds", async () => {
    const { engine, ids } = await seeded({ x: 1 }, { x: 2 }, { x: 3 });
    const sorted = [...ids].sort();
    const idsOf = async (range: RangeExpression[], order: "asc" | "desc") =>
      (await query(engine, indexRange("t.by_id", range, order))).map(
        ({ _id }) => _id,
      );
    const middle = sorted[1] ?? "";
    expect(await idsOf([], "asc")).toEqual(sorted);
    expect(await idsOf([], "desc")).toEqual([...sorted].reverse());
    expect(await idsOf([bound("Eq", "_id", middle)], "asc")).toEqual([middle]);
    expect(await idsOf([bound("Gt", "_id", middle)], "asc")).toEqual(
      sorted.slice(2),
    );
    expect(await idsOf([bound("Lte", "_id", middle)], "asc")).toEqual(
      sorted.slice(0, 2),
    );
    const foreign = encodeId(19_999, "x".repeat(16));
    expect(await idsOf([bound("Eq", "_id", foreign)], "asc")).toEqual([]);
  });

  it("sees what the transaction wrote and removed", async () => {
    const { engine, ids } = await seeded({ x: 1 }, { x: 2 });
    await engine.write("test", (tx) => {
      tx.remove("", ids[0] ?? "");
      const fresh = tx.insert("", "t", { x: 3 });
      const found = run(tx, indexRange("t.by_id", []));
      expect(found.map(({ _id }) => _id).sort()).toEqual(
        [ids[1], fresh].sort(),
      );
    });
  });
});

describe("streams", () => {
  it("go on while the transaction changes what they read", async () => {
    const { engine } = await seeded({ x: 1 }, { x: 2 }, { x: 3 });
    await engine.write("test", (tx) => {
      const stream = tx.openStream("", indexRange("t.by_x_y", []));
      const seen: unknown[] = [];
      for (let next = stream.next(); next !== null; next = stream.next()) {
        seen.push(next.value.x);
        if (next.value.x === 1) {
          tx.insert("", "t", { x: 2.5 });
        }
        if (next.value.x === 2) {
          tx.insert("", "t", { x: 0 });
        }
        tx.remove("", next.id);
      }
      expect(seen).toEqual([1, 2, 2.5, 3]);
      expect(run(tx, fullScan("t")).map(({ x }) => x)).toEqual([0]);
    });
  });

  it("apply operators in order: a limit counts what reached it", async () => {
    const { engine } = await seeded({ x: 1 }, { x: 2 }, { x: 3 }, { x: 4 });
    const even: QueryOperator = {
      filter: {
        $eq: [{ $mod: [{ $field: "x" }, { $literal: 2 }] }, { $literal: 0 }],
      },
    };
    const xs = async (...operators: QueryOperator[]) =>
      (await query(engine, fullScan("t", "asc", ...operators))).map(
        ({ x }) => x,
      );
    expect(await xs(even, { limit: 1 })).toEqual([2]);
    expect(await xs({ limit: 1 }, even)).toEqual([]);
    expect(await xs({ limit: 3 }, even)).toEqual([2]);
    expect(await xs({ limit: 0 })).toEqual([]);
  });

  it("read no row beyond their limit", async () => {
    const { engine } = await seeded({ x: 1 }, { x: 2 }, { x: 3 });
    await engine.read((tx) => {
      run(tx, fullScan("t", "asc", { limit: 2 }));
      expect(tx.metrics().documentsRead.used).toBe(2);
    });
  });

  it("take at most 256 operators", async () => {
    const { engine } = await seeded();
    const operators = Array.from({ length: 257 }, () => ({ limit: 1 }));
    await expect(
      query(engine, fullScan("t", "asc", ...operators)),
    ).rejects.toThrow("too many operators");
  });

  it("can be closed early and twice", async () => {
    const { engine } = await seeded({ x: 1 }, { x: 2 });
    await engine.read((tx) => {
      const stream = tx.openStream("", fullScan("t"));
      expect(stream.next()?.value.x).toBe(1);
      stream.close();
      stream.close();
      expect(drain(stream)).toEqual([]);
    });
  });
});
