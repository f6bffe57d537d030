import { convexToJson } from "convex/values";
import { describe, expect, it } from "vitest";
import { resolveCommitTs } from "../../src/values/json";
import {
  applySchema,
  fullScan,
  indexRange,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";

const PLACEHOLDER = { $commitTs: null };
const schema = schemaOf(tableJson("t", { indexes: { by_ts: ["ts"] } }));

describe("the commit timestamp", () => {
  it("is a placeholder inside and the commit's time afterwards", async () => {
    const engine = await openEngine();
    const { value, ts } = await engine.write("test", (tx) => {
      const id = tx.insert("", "t", { ts: PLACEHOLDER, deep: [PLACEHOLDER] });
      expect(tx.get("", id)?.value.ts).toEqual(PLACEHOLDER);
      return tx.get("", id)?.value ?? null;
    });
    const [stored] = await query(engine, fullScan("t"));
    expect(stored).toMatchObject({
      ts: convexToJson(ts),
      deep: [convexToJson(ts)],
    });
    expect(stored).toEqual(resolveCommitTs(value, ts));
  });

  it("sorts last until commit, then where it belongs", async () => {
    const engine = await openEngine();
    await applySchema(engine, schema);
    const far = convexToJson(2n ** 63n - 2n);
    await engine.write("test", (tx) => {
      tx.insert("", "t", { name: "pending", ts: PLACEHOLDER });
      tx.insert("", "t", { name: "far", ts: far });
      const order = run(tx, indexRange("t.by_ts", []));
      expect(order.map(({ name }) => name)).toEqual(["far", "pending"]);
    });
    const order = await query(engine, indexRange("t.by_ts", []));
    expect(order.map(({ name }) => name)).toEqual(["pending", "far"]);
  });

  it("is found by index at its value, and nowhere else", async () => {
    const engine = await openEngine();
    await applySchema(engine, schema);
    const { ts } = await engine.write("test", (tx) => {
      const child = tx.child();
      const id = child.insert("", "t", { ts: 1 });
      child.patch("", id, { ts: PLACEHOLDER });
      child.merge();
    });
    const at = (value: bigint) =>
      indexRange("t.by_ts", [
        { type: "Eq", fieldPath: "ts", value: convexToJson(value) },
      ]);
    expect(await query(engine, at(ts))).toHaveLength(1);
    expect(await query(engine, at(2n ** 63n - 1n))).toEqual([]);
    expect(await query(engine, indexRange("t.by_ts", []))).toHaveLength(1);
  });

  it("follows the order of commits within one batch", async () => {
    const engine = await openEngine({ now: () => 1_000 });
    await applySchema(engine, schema);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        engine.write("test", (tx) => {
          expect(tx.beginTs).toBeGreaterThanOrEqual(0n);
          tx.insert("", "t", { n, ts: PLACEHOLDER });
          return tx.beginTs;
        }),
      ),
    );
    const order = await query(engine, indexRange("t.by_ts", []));
    expect(order.map(({ n }) => n)).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
    for (const [at, { ts, value }] of results.entries()) {
      expect(ts).toBeGreaterThan(value);
      if (at > 0) {
        expect(value).toBe(results[at - 1]?.ts);
      }
    }
  });
});
