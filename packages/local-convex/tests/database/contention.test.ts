/** Optimistic concurrency control (OCC): reported, retried, given up. */
import { internalMutationGeneric } from "convex/server";
import { v } from "convex/values";
import { describe, expect, it } from "vitest";
import {
  ConflictError,
  type Engine,
  type EngineApi,
  OCC_MAX_RETRIES,
  type Transaction,
} from "../../src/engine";
import { FunctionFailure } from "../../src/errors";
import { findFunction } from "../../src/execution/deployment";
import { LogLines } from "../../src/execution/logs";
import { openDeployment } from "../conformance/testDeployment";
import {
  applySchema,
  fullScan,
  indexRange,
  insert,
  openEngine,
  query,
  run,
  schemaOf,
  tableJson,
} from "../engineHarness";

async function withCounter(engine: Engine): Promise<string> {
  return insert(engine, "counters", { value: 0 });
}

function increment(tx: Transaction, id: string): void {
  const value = tx.get("", id)?.value["value"];
  tx.patch("", id, { value: Number(value) + 1 });
}

const values = async (engine: Engine) =>
  (await query(engine, fullScan("counters"))).map(({ value }) => value);

describe("occ: report", () => {
  it("counts what overlaps, by function and table, and lets it commit", async () => {
    const engine = await openEngine({ occ: "report" });
    const id = await withCounter(engine);
    await Promise.all([
      engine.write("counters:add", (tx) => increment(tx, id)),
      engine.write("counters:reset", (tx) => increment(tx, id)),
      engine.write("counters:add", (tx) => increment(tx, id)),
    ]);
    expect(await values(engine)).toEqual([3]);
    const table = "counters";
    expect(engine.statistics().conflicts).toEqual([
      {
        mutation: "counters:reset",
        changedBy: "counters:add",
        table,
        count: 1,
      },
      { mutation: "counters:add", changedBy: "counters:add", table, count: 1 },
      {
        mutation: "counters:add",
        changedBy: "counters:reset",
        table,
        count: 1,
      },
    ]);
  });

  it("counts a range that was empty when it was read", async () => {
    const engine = await openEngine({ occ: "report" });
    const people = tableJson("people", { indexes: { by_name: ["name"] } });
    await applySchema(engine, schemaOf(people));
    const named = indexRange("people.by_name", [
      { type: "Eq", fieldPath: "name", value: "Ann" },
    ]);
    const insertOnce = (tx: Transaction) => {
      if (run(tx, named).length === 0) {
        tx.insert("", "people", { name: "Ann" });
      }
    };
    await Promise.all([
      engine.write("other", (tx) => tx.insert("", "people", { name: "Bob" })),
      engine.write("once", insertOnce),
      engine.write("once", insertOnce),
    ]);
    expect(await query(engine, fullScan("people"))).toHaveLength(2);
    expect(engine.statistics().conflicts).toEqual([
      { mutation: "once", changedBy: "once", table: "people", count: 1 },
    ]);
  });

  it("counts nothing that came one after another or was read stale", async () => {
    const engine = await openEngine({ occ: "report" });
    const id = await withCounter(engine);
    await engine.write("add", (tx) => increment(tx, id));
    await engine.write("add", (tx) => increment(tx, id));
    await Promise.all([
      engine.write("add", (tx) => increment(tx, id)),
      engine.write("stale", (tx) => {
        const child = tx.child({ kind: "snapshotQuery" });
        child.get("", id);
        child.merge();
        tx.insert("", "counters", { value: 0 });
      }),
    ]);
    expect(engine.statistics().conflicts).toEqual([]);
  });
});

describe("occ: strict", () => {
  it("runs a conflicting transaction again", async () => {
    const engine = await openEngine({ occ: "strict" });
    const id = await withCounter(engine);
    let runs = 0;
    const add = (tx: Transaction) => {
      runs += 1;
      increment(tx, id);
    };
    await Promise.all([engine.write("a", add), engine.write("b", add)]);
    expect(await values(engine)).toEqual([2]);
    expect(runs).toBe(3);
  });

  it("fails in production's words after its last try, without a trace", async () => {
    let runs = 0;
    // A rival that is always asked for just before the next try.
    const backoff = async () => rival();
    const engine = await openEngine({ occ: "strict", backoff });
    const id = await withCounter(engine);
    const rival = () => void engine.write("rival", (tx) => increment(tx, id));
    rival();
    const failing = engine.write(
      "victim",
      (tx) => {
        runs += 1;
        increment(tx, id);
      },
      "interactive",
      OCC_MAX_RETRIES,
    );
    await expect(failing).rejects.toThrow(ConflictError);
    await expect(failing).rejects.toThrow(
      `Documents read from or written to the "counters" table changed while this mutation was being run and on every subsequent retry. A call to "rival" changed the document with ID "${id}".`,
    );
    expect(runs).toBe(5);
    expect(await values(engine)).toEqual([5]);
  });

  it("a mutation's caller is told, and its log lines are those of one run", async () => {
    const add = internalMutationGeneric({
      args: { id: v.string() },
      handler: async (ctx, { id }) => {
        console.log("adding");
        const found = ctx.db.normalizeId("counters", id);
        if (found === null) {
          throw new Error("no such counter");
        }
        await ctx.db.get(found);
        await ctx.db.patch(found, { value: 1 });
      },
    });
    let rival: () => void = () => undefined;
    const modules = {
      "./_generated/api.ts": () => Promise.resolve({}),
      "./counters.ts": () => Promise.resolve({ add }),
    };
    const { engine, runner, deployment } = await openDeployment(
      new Map([["", { schema: undefined, modules }]]),
      null,
      { occ: "strict", backoff: async () => rival() },
    );
    const id = await insertCounter(engine);
    const target = findFunction(deployment, "", "counters:add", false);
    rival = () => void engine.write(target.fn.path, (tx) => increment(tx, id));
    const logs = new LogLines();
    rival();
    const { failure } = await runner.run(
      target,
      { id },
      {
        identity: { kind: "none" },
        request: { requestId: "r", ip: null, userAgent: null, authToken: null },
        scheduled: null,
        logs,
        depth: 0,
        deployment,
      },
    );
    expect(failure).toBeInstanceOf(FunctionFailure);
    expect(failure?.message).toContain(
      "Another call to this mutation changed the document",
    );
    expect(logs.lines).toEqual(["[LOG] 'adding'"]);
  });
});

async function insertCounter(engine: EngineApi): Promise<string> {
  const { value } = await engine.write("seed", (tx) =>
    tx.insert("", "counters", { value: 0 }),
  );
  return value;
}
