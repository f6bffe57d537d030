import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Commit } from "../../src/engine";
import {
  fullScan,
  insert,
  openEngine,
  query,
  run,
  temporaryDirectory,
} from "../engineHarness";

describe("group commit", () => {
  it("concurrent writes are serialisable: no increment is lost", async () => {
    const engine = await openEngine({ durability: "full" });
    const id = await insert(engine, "counters", { n: 0 });
    const seen = await Promise.all(
      Array.from({ length: 200 }, () =>
        engine.write("increment", (tx) => {
          const n = Number(tx.get("", id)?.value.n) + 1;
          tx.patch("", id, { n });
          return n;
        }),
      ),
    );
    expect(seen.map(({ value }) => value)).toEqual(
      Array.from({ length: 200 }, (_, i) => i + 1),
    );
    const timestamps = seen.map(({ ts }) => ts);
    expect(new Set(timestamps).size).toBe(200);
    expect([...timestamps].sort((a, b) => (a < b ? -1 : 1))).toEqual(
      timestamps,
    );
  });

  it("a body that throws rejects alone and leaves no trace", async () => {
    const engine = await openEngine();
    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3].map((n) =>
        engine.write("test", (tx) => {
          tx.insert("", "t", { n });
          if (n % 2 === 1) {
            throw new Error(`no ${n}`);
          }
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    const stored = await query(engine, fullScan("t"));
    expect(stored.map(({ n }) => n)).toEqual([0, 2]);
  });

  it("an asynchronous body keeps its place", async () => {
    const engine = await openEngine();
    await Promise.all([
      engine.write("slow", async (tx) => {
        for (let i = 0; i < 50; i += 1) {
          await Promise.resolve();
        }
        tx.insert("", "t", { n: "slow" });
      }),
      engine.write("quick", (tx) => tx.insert("", "t", { n: "quick" })),
    ]);
    const stored = await query(engine, fullScan("t"));
    expect(stored.map(({ n }) => n)).toEqual(["slow", "quick"]);
  });

  it("nothing is answered before the sync, not even a read of the batch", async () => {
    const events: string[] = [];
    const engine = await openEngine({
      durability: "full",
      faultPoint: (name) => events.push(name),
    });
    await Promise.all([
      engine
        .write("writes", (tx) => tx.insert("", "t", {}))
        .then(() => events.push("answered write")),
      engine
        .write("reads", (tx) => run(tx, fullScan("t")).length)
        .then(({ value }) => events.push(`answered read of ${value}`)),
      engine
        .write("fails", (tx) => {
          throw new Error(String(run(tx, fullScan("t")).length));
        })
        .catch((error: Error) =>
          events.push(`answered error ${error.message}`),
        ),
    ]);
    expect(events).toEqual([
      "before-sync",
      "after-sync",
      "answered write",
      "answered read of 1",
      "answered error 1",
    ]);
  });

  it("a body that wrote nothing needs no sync and takes no timestamp", async () => {
    const events: string[] = [];
    const engine = await openEngine({
      faultPoint: (name) => events.push(name),
    });
    await insert(engine, "t", {});
    events.length = 0;
    const before = engine.latestTs;
    const { ts } = await engine.write("reads", (tx) => tx.count("", "t"));
    expect(events).toEqual([]);
    expect(ts).toBe(before);
    expect(engine.latestTs).toBe(before);
  });

  it("a read sees whole commits only, at the timestamp it reports", async () => {
    const engine = await openEngine();
    await insert(engine, "t", {});
    const writes = engine.write("test", (tx) => tx.insert("", "t", {}));
    const during = await engine.read((tx) => tx.count("", "t"));
    expect(during.value).toBe(1);
    const { ts } = await writes;
    const after = await engine.read((tx) => tx.count("", "t"));
    expect(after.value).toBe(2);
    expect([after.ts, engine.latestTs]).toEqual([ts, ts]);
  });
});

describe("onCommit", () => {
  it("tells of each durable transaction in order, with what it touched", async () => {
    const engine = await openEngine();
    const commits: Commit[] = [];
    const stop = engine.onCommit((commit) => commits.push(commit));
    await Promise.all([
      engine.write("first", (tx) => tx.insert("", "a", {})),
      engine.write("nothing", () => null),
      engine.write("second", (tx) => tx.insert("child", "b", {})),
    ]);
    stop();
    expect(engine.latestTs).toBe(commits.at(-1)?.ts);
    await insert(engine, "a", {});
    expect(commits.map(({ label }) => label)).toEqual(["first", "second"]);
    expect(commits.map(({ tables }) => [...tables])).toEqual([
      ["a"],
      ["child/b"],
    ]);
  });
});

describe("timestamps", () => {
  it("grow strictly over restarts and clocks that go back", async () => {
    const directory = temporaryDirectory();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 4 }),
        async (clock) => {
          let now = 0;
          const engine = await openEngine({ directory, now: () => now });
          let last = engine.latestTs;
          for (const time of clock) {
            now = time;
            const { ts } = await engine.write("test", (tx) =>
              tx.insert("", "t", {}),
            );
            expect(ts).toBeGreaterThan(last);
            expect(ts).toBeGreaterThanOrEqual(BigInt(now) * 1_000_000n);
            last = ts;
          }
          await engine.close();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("close", () => {
  it("waits for queued writes and refuses later ones", async () => {
    const directory = temporaryDirectory();
    const engine = await openEngine({ directory });
    const writes = [1, 2, 3].map((n) => insert(engine, "t", { n }));
    const closing = engine.close();
    await expect(engine.write("late", () => null)).rejects.toThrow(
      "The engine is closed",
    );
    await Promise.all([...writes, closing, engine.close()]);
    const reopened = await openEngine({ directory });
    expect(await query(reopened, fullScan("t"))).toHaveLength(3);
  });
});

it("the file does not grow with writes over writes, whoever reads meanwhile", async () => {
  const engine = await openEngine();
  const { value: id } = await engine.write("test", (tx) =>
    tx.insert("", "t", { text: "" }),
  );
  const overwrite = (round: number) =>
    engine.write("test", (tx) =>
      tx.patch("", id, { text: `${round}`.repeat(10_000) }),
    );
  for (let round = 0; round < 400; round += 1) {
    await Promise.all([overwrite(round), engine.read((tx) => tx.get("", id))]);
  }
  // A snapshot that nobody released would hold back every page freed after it.
  expect(engine.statistics().fileBytes).toBeLessThan(1_000_000);
});
