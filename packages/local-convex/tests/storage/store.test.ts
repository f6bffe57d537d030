import {
  cpSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { open as openLmdb } from "lmdb";
import { describe, expect, it } from "vitest";
import { EngineLockedError } from "../../src/storage/lockFile";
import { Store } from "../../src/storage/store";
import { temporaryDirectory } from "../engineHarness";

async function withStore<T>(
  directory: string,
  body: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = await Store.open(directory, "process");
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}

function put(store: Store, entries: Record<string, string | null>) {
  return store.commit(Object.entries(entries));
}

function keysOf(store: Store, start: string, end: string, reverse = false) {
  const snapshot = store.snapshot();
  const keys = [...snapshot.keys(start, end, reverse)];
  snapshot.release();
  return keys;
}

describe("commits and snapshots", () => {
  it("a snapshot never sees later commits; the next one does", async () => {
    await withStore(temporaryDirectory(), async (store) => {
      await put(store, { da: "1", db: "2" });
      const before = store.snapshot();
      await put(store, { da: null, db: "3", dc: "4" });
      expect(["da", "db", "dc"].map((key) => before.get(key))).toEqual([
        "1",
        "2",
        undefined,
      ]);
      before.release();
      const after = store.snapshot();
      expect(["da", "db", "dc"].map((key) => after.get(key))).toEqual([
        undefined,
        "3",
        "4",
      ]);
      after.release();
    });
  });

  it("everything is there after a reopen", async () => {
    const directory = temporaryDirectory();
    await withStore(directory, (store) => put(store, { da: "héllo 😀" }));
    await withStore(directory, (store) => {
      const snapshot = store.snapshot();
      expect(snapshot.get("da")).toBe("héllo 😀");
      snapshot.release();
    });
  });
});

describe("a backup", () => {
  it("holds whole commits, the last acknowledged one too", async () => {
    const target = join(temporaryDirectory(), "backup");
    let acknowledged = 0;
    await withStore(temporaryDirectory(), async (store) => {
      const ballast = Array.from({ length: 200 }, (_, i) => `dz${i}`);
      const text = "x".repeat(300_000);
      await put(store, Object.fromEntries(ballast.map((key) => [key, text])));
      let committed = 0;
      let isDone = false;
      const write = async () => {
        while (!isDone) {
          const value = `${committed + 1}`;
          await put(store, { da: value, dy: value, [`dm${value}`]: value });
          committed += 1;
        }
      };
      const writing = write();
      while (committed < 10) {
        await put(store, {});
      }
      acknowledged = committed;
      await store.backUp(target, () => Promise.resolve());
      isDone = true;
      await writing;
      expect(committed).toBeGreaterThan(acknowledged);
    });
    await withStore(target, (store) => {
      const snapshot = store.snapshot();
      const last = Number(snapshot.get("da"));
      expect(last).toBeGreaterThanOrEqual(acknowledged);
      expect(snapshot.get("dy")).toBe(`${last}`);
      expect(keysOf(store, "dm", "dn")).toHaveLength(last);
      expect(keysOf(store, "dz", "e")).toHaveLength(200);
      snapshot.release();
    });
  });
});

describe("long keys", () => {
  it("10 KB keys keep their order, forwards and backwards, within any bounds", async () => {
    const base = "i".padEnd(10_000, "k");
    const suffix = fc.string({
      unit: fc.constantFrom("\0", "a", "ÿ"),
      maxLength: 4,
    });
    const key = fc
      .tuple(fc.constantFrom(1, 1_899, 1_900, 1_901, 1_950, 10_000), suffix)
      .map(([length, end]) => base.slice(0, length) + end);
    await withStore(temporaryDirectory(), async (store) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(key, { maxLength: 12 }),
          key,
          key,
          async (keys, start, end) => {
            const before = keysOf(store, "i", "j");
            await store.commit([
              ...before.map((one) => [one, null] as const),
              ...keys.map((one) => [one, ""] as const),
            ]);
            const expected = [...keys]
              .sort()
              .filter((one) => one >= start && one < end);
            expect(keysOf(store, start, end)).toEqual(expected);
            expect(keysOf(store, start, end, true)).toEqual(expected.reverse());
          },
        ),
        { numRuns: 300 },
      );
    });
  });

  it("are removed like any other", async () => {
    await withStore(temporaryDirectory(), async (store) => {
      const [one, other] = ["a", "b"].map(
        (end) => `i${"k".repeat(3_000)}${end}`,
      );
      await put(store, { [String(one)]: "", [String(other)]: "" });
      await put(store, { [String(one)]: null });
      expect(keysOf(store, "i", "j")).toEqual([other]);
    });
  });
});

describe("opening", () => {
  it.each([0, 20])(
    "goes on when the marker was cut after %i bytes by a kill",
    async (length) => {
      const directory = temporaryDirectory();
      const marker = join(directory, "database.json");
      await withStore(directory, () => undefined);
      const whole = readFileSync(marker, "utf8");
      writeFileSync(marker, whole.slice(0, length));
      await withStore(directory, () => undefined);
      expect(readFileSync(marker, "utf8")).toBe(whole);
    },
  );

  it("refuses a folder that is open already", async () => {
    const directory = temporaryDirectory();
    await withStore(directory, async () => {
      await expect(Store.open(directory, "process")).rejects.toThrow(
        EngineLockedError,
      );
    });
    await withStore(directory, () => undefined);
  });

  it.each([1, 100, 30_000])(
    "refuses a file of %d bytes that is no database",
    async (size) => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, "data.mdb"), "x".repeat(size));
      await expect(Store.open(directory, "full")).rejects.toThrow(
        "is not a database file",
      );
      // The refusal gave the lock back.
      expect(readdirSync(directory)).not.toContain("engine.lock");
    },
  );

  it("refuses a file that was cut off", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "data.mdb");
    await withStore(directory, (store) =>
      put(store, { da: "x".repeat(3_000_000), db: "y".repeat(1_000_000) }),
    );
    truncateSync(path, Math.floor(statSync(path).size / 2));
    await expect(Store.open(directory, "full")).rejects.toThrow("was cut off");
  });

  it("refuses a database of something else", async () => {
    const directory = temporaryDirectory();
    const foreign = openLmdb({ path: join(directory, "data.mdb") });
    await foreign.put("key", "value");
    await foreign.close();
    await expect(Store.open(directory, "full")).rejects.toThrow(
      "holds no local-convex database",
    );
  });

  it("never takes a lost or emptied file for a new database", async () => {
    const directory = temporaryDirectory();
    await withStore(directory, (store) => put(store, { da: "1" }));
    truncateSync(join(directory, "data.mdb"), 0);
    await expect(Store.open(directory, "full")).rejects.toThrow(
      "is missing or empty",
    );
  });

  it("refuses the file of another database of ours", async () => {
    const [directory, other] = [temporaryDirectory(), temporaryDirectory()];
    await withStore(directory, () => undefined);
    await withStore(other, () => undefined);
    cpSync(join(other, "data.mdb"), join(directory, "data.mdb"));
    await expect(Store.open(directory, "full")).rejects.toThrow(
      "belong to different databases",
    );
  });

  it("goes on where a creation was cut off before its first commit", async () => {
    const directory = temporaryDirectory();
    const cutOff = openLmdb({ path: join(directory, "data.mdb") });
    await cutOff.close();
    await withStore(directory, (store) => put(store, { da: "1" }));
  });
});
