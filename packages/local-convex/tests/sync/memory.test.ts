import { describe, expect, it } from "vitest";
import { collect } from "../../src/host/collector";
import type { Engine } from "../../src/engine";
import type { CallOutcome } from "../../src/host/host";
import { Receipt, receiptsBefore } from "../../src/sync/receipts";
import { Result, ResultSet } from "../../src/sync/results";
import { SYSTEM_TABLES } from "../../src/host/systemTables";
import { openEngine } from "../engineHarness";

function resultOf(key: string, json = "null"): Result {
  const outcome: CallOutcome = {
    ...{ failure: null, json, ts: 1n, readSet: null },
    ...{ requestId: "", isRedacted: false, logLines: [] },
  };
  const interval = { start: key, end: `${key}\xff` };
  return new Result(key, outcome, 1n, [interval], null, null);
}

describe("results without subscribers", () => {
  it("are evicted beyond a thousand, the least recently used first", () => {
    const results = new ResultSet();
    for (let at = 0; at < 1_500; at += 1) {
      results.add(resultOf(`k${at}`));
    }
    results.get("k0");
    results.trim();
    expect(results.size).toBe(1_000);
    expect(results.get("k0")).toBeDefined();
    expect(results.get("k501")).toBeDefined();
    expect(results.get("k500")).toBe(undefined);
  });

  it("are evicted beyond 32 MiB", () => {
    const results = new ResultSet();
    const megabyte = JSON.stringify("x".repeat(2 ** 20));
    for (let at = 0; at < 40; at += 1) {
      results.add(resultOf(`k${at}`, megabyte));
    }
    results.trim();
    expect(results.size).toBe(15);
  });

  it("leave nothing behind", () => {
    const results = new ResultSet();
    const watched = resultOf("watched");
    const watcher = { invalidated: () => undefined };
    results.add(watched);
    results.watch(watched, watcher);
    for (let at = 0; at < 2_000; at += 1) {
      results.add(resultOf(`k${at}`));
    }
    results.trim();
    expect(watched.live).toBe(true);
    results.unwatch(watched, watcher);
    for (let at = 0; at < 1_000; at += 1) {
      results.add(resultOf(`n${at}`));
    }
    results.trim();
    expect(watched.live).toBe(false);
    expect(results.watch(watched, watcher)).toBe(false);
  });
});

describe("subscribed results", () => {
  it("tell each subscriber once, at the commit that invalidates them", () => {
    const results = new ResultSet();
    const result = resultOf("k");
    let told = 0;
    const watcher = { invalidated: () => void (told += 1) };
    results.add(result);
    results.watch(result, watcher);
    results.invalidate(["j", "l"], 2n);
    expect(told).toBe(0);
    results.invalidate(["k1"], 3n);
    results.invalidate(["k1"], 4n);
    expect(told).toBe(1);
    expect(result.isTrueAt(2n)).toBe(true);
    expect(result.isTrueAt(3n)).toBe(false);
    expect(results.size).toBe(0);
  });
});

describe("receipts of mutations (idempotency)", () => {
  const DAY_MS = 24 * 3_600_000;
  const applied = async (engine: Engine, request: number) => {
    const receipt = new Receipt("session", request);
    let ran = false;
    await engine.write("test", (tx) =>
      receipt.around(tx, () => {
        ran = true;
        return Promise.resolve("null");
      }),
    );
    return ran;
  };

  it("are kept for seven days, then collected", async () => {
    let now = Date.now();
    const engine = await openEngine({
      ...{ systemTables: SYSTEM_TABLES, now: () => now },
    });
    expect(await applied(engine, 1)).toBe(true);
    now += DAY_MS;
    expect(await applied(engine, 2)).toBe(true);
    now += 6 * DAY_MS - 1;
    await collect(engine, "", receiptsBefore);
    expect(await applied(engine, 1)).toBe(false);
    now += 2;
    await collect(engine, "", receiptsBefore);
    expect(await applied(engine, 1)).toBe(true);
    expect(await applied(engine, 2)).toBe(false);
  });

  it("are all collected, however many expired", async () => {
    let now = Date.now();
    const engine = await openEngine({
      ...{ systemTables: SYSTEM_TABLES, now: () => now },
    });
    const requests = Array.from({ length: 700 }, (_, request) => request);
    await Promise.all(requests.map((request) => applied(engine, request)));
    const left = async () => {
      const { value } = await engine.read((tx) =>
        tx.system.count("", "_sessions"),
      );
      return value;
    };
    now += 8 * DAY_MS;
    expect(await left()).toBe(700);
    await collect(engine, "", receiptsBefore);
    expect(await left()).toBe(0);
    await collect(engine, "", receiptsBefore);
  });
});
