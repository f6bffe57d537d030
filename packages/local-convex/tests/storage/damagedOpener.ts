/**
 * Run as a process of its own by damage.test.ts, which LMDB may end: opens copies
 * of a data file with pages written over, reads and writes what can be opened,
 * and says of each how it went. Arguments: a data folder, a folder for copies,
 * a seed, and how many copies.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { Store, StoreFormatError } from "../../src/storage/store";

const PAGE_BYTES = 4096;

/** What becomes of a page: other bytes, nothing, or another page. */
type Damage =
  | { kind: "random"; bytes: Uint8Array }
  | { kind: "zeroes" }
  | { kind: "few"; from: number; bytes: Uint8Array }
  | { kind: "other"; page: number };

const [source = "", target = "", seed = "", copies = ""] =
  process.argv.slice(2);
const original = readFileSync(join(source, "data.mdb"));
const pages = original.length / PAGE_BYTES;

/** The two that the others hang on are hit as often as all of them. */
const page = fc.oneof(fc.nat(1), fc.nat(pages - 1));
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constant("random" as const),
    bytes: fc.uint8Array({ minLength: PAGE_BYTES, maxLength: PAGE_BYTES }),
  }),
  fc.constant({ kind: "zeroes" as const }),
  fc.record({
    kind: fc.constant("few" as const),
    // Most of what matters stands at the beginning.
    from: fc.oneof(fc.nat(160), fc.nat(PAGE_BYTES - 8)),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant("other" as const), page }),
);
const damages = fc.array(fc.tuple(page, damage), {
  minLength: 1,
  maxLength: 4,
});

/** What comes where within the page. */
function contentOf(one: Damage): [number, Uint8Array] {
  switch (one.kind) {
    case "random":
      return [0, one.bytes];
    case "zeroes":
      return [0, new Uint8Array(PAGE_BYTES)];
    case "few":
      return [one.from, one.bytes];
    case "other": {
      const start = one.page * PAGE_BYTES;
      return [0, original.subarray(start, start + PAGE_BYTES)];
    }
  }
}

/** Reads and writes all over the database; what it finds does not matter. */
async function use(store: Store): Promise<void> {
  const snapshot = store.snapshot();
  const keys = [...snapshot.keys("\0", "\xff", false)];
  for (const key of keys) {
    snapshot.get(key);
  }
  snapshot.release();
  await store.commit(keys.map((key) => [key, "y".repeat(500)] as const));
  await store.commit([["da", "x".repeat(20_000)]]);
}

async function open(): Promise<string> {
  try {
    const store = await Store.open(target, "process");
    await use(store);
    await store.close();
    return "opened";
  } catch (error) {
    if (error instanceof StoreFormatError) {
      return error.message;
    }
    throw error;
  }
}

for (const some of fc.sample(damages, {
  seed: Number(seed),
  numRuns: Number(copies),
})) {
  rmSync(target, { recursive: true, force: true });
  cpSync(source, target, { recursive: true });
  const bytes = Buffer.from(original);
  for (const [at, one] of some) {
    const [from, content] = contentOf(one);
    bytes.set(content, at * PAGE_BYTES + from);
  }
  writeFileSync(join(target, "data.mdb"), bytes);
  const pages = some.map(([at, { kind }]) => `${at} ${kind}`).join(", ");
  process.stdout.write(`${pages}: `);
  process.stdout.write(`${await open()}\n`);
}
