import { describe, expect, it } from "vitest";
import type { Transaction } from "../../src/engine";
import { fullScan, openEngine, query, run } from "../engineHarness";

async function inMutation(body: (tx: Transaction) => void) {
  const engine = await openEngine();
  await engine.write("setup", (tx) => tx.insert("", "t", { n: 0 }));
  const { readSet } = await engine.write("test", body);
  return { engine, readSet };
}

const names = (tx: Transaction) => run(tx, fullScan("t")).map(({ n }) => n);

describe("nested mutations", () => {
  it("merged writes stay, discarded ones vanish", async () => {
    const { engine } = await inMutation((tx) => {
      const kept = tx.child();
      kept.insert("", "t", { n: 1 });
      const inner = kept.child();
      inner.insert("", "t", { n: 2 });
      expect(names(inner)).toEqual([0, 1, 2]);
      inner.discard();
      expect(names(kept)).toEqual([0, 1]);
      kept.merge();
      const dropped = tx.child();
      dropped.insert("", "t", { n: 3 });
      dropped.discard();
      expect(names(tx)).toEqual([0, 1]);
    });
    const stored = await query(engine, fullScan("t"));
    expect(stored.map(({ n }) => n)).toEqual([0, 1]);
  });

  it("a table created in a discarded call does not exist", async () => {
    const { engine } = await inMutation((tx) => {
      const child = tx.child();
      child.insert("", "fresh", {});
      child.discard();
      expect(run(tx, fullScan("fresh"))).toEqual([]);
      tx.insert("", "other", { kept: true });
    });
    expect(await query(engine, fullScan("other"))).toHaveLength(1);
    expect(engine.statistics().tables).toBe(2);
  });

  it("the caller cannot write while the call runs", async () => {
    await inMutation((tx) => {
      const child = tx.child();
      expect(() => tx.insert("", "t", {})).toThrow("nested call is still");
      expect(() => tx.child()).toThrow("nested call is still");
      child.merge();
      tx.insert("", "t", {});
      expect(() => child.merge()).toThrow("Not the running nested call");
    });
  });
});

describe("nested queries", () => {
  it("see the caller's writes and cannot write", async () => {
    await inMutation((tx) => {
      tx.insert("", "t", { n: 1 });
      const child = tx.child({ kind: "query" });
      expect(names(child)).toEqual([0, 1]);
      expect(() => child.insert("", "t", {})).toThrow("A query cannot write");
      expect(() => child.child({ kind: "mutation" })).toThrow(
        "A query cannot call a mutation",
      );
      child.merge();
    });
  });

  it("of the stale kind see the state at the start and add no dependency", async () => {
    const engine = await openEngine();
    await engine.write("setup", (tx) => tx.insert("", "t", { n: 0 }));
    const { readSet } = await engine.write("test", (tx) => {
      tx.insert("", "t", { n: 1 });
      const child = tx.child({ kind: "snapshotQuery" });
      expect(names(child)).toEqual([0]);
      const inner = child.child({ kind: "query" });
      expect(names(inner)).toEqual([0]);
      inner.merge();
      child.merge();
    });
    expect(readSet.intervals).toEqual([]);
  });

  it("of the stale kind see earlier transactions of the same batch", async () => {
    const engine = await openEngine();
    const seen: unknown[] = [];
    await Promise.all(
      [1, 2, 3].map((n) =>
        engine.write("test", (tx) => {
          tx.insert("", "t", { n });
          const child = tx.child({ kind: "snapshotQuery" });
          seen.push(names(child));
          child.merge();
        }),
      ),
    );
    expect(seen).toEqual([[], [1], [1, 2]]);
  });
});

describe("reads of nested calls", () => {
  it("stay in the read set when the call is discarded", async () => {
    const { engine, readSet } = await inMutation((tx) => {
      const child = tx.child();
      names(child);
      child.discard();
    });
    const touched: boolean[] = [];
    engine.onCommit((commit) => touched.push(readSet.touchedBy(commit)));
    await engine.write("other", (tx) => tx.insert("", "t", {}));
    expect(touched).toEqual([true]);
  });
});
