/** Corrupted database files: a sentence at the start, never a crash. */
import { execFile } from "node:child_process";
import { cpSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { problemOfFile } from "../../src/storage/fileProblem";
import { Store, StoreDamagedError } from "../../src/storage/store";
import { temporaryFolder } from "../hostHarness";

const PAGE_BYTES = 4096;
const COPIES = 150;

/** A database with free pages, several levels and values on pages of their own. */
let whole: string;
beforeAll(async () => {
  whole = temporaryFolder();
  const store = await Store.open(whole, "process");
  for (let round = 0; round < 6; round += 1) {
    const entries = Array.from({ length: 300 }, (_, i) => {
      const key = `d${(i * 7919 + round * 131) % 1500}`.padEnd(30, "k");
      return [key, "v".repeat((i * 37) % 9000)] as const;
    });
    await store.commit(entries);
    const removed = entries.filter((_, i) => i % 3 === round % 3);
    await store.commit(removed.map(([key]) => [key, null] as const));
  }
  await store.close();
});

const fileOf = (folder: string) => join(folder, "data.mdb");

/** A copy whose page `number` is `content`. */
function withPage(number: number, content: Uint8Array): string {
  const folder = temporaryFolder();
  cpSync(whole, folder, { recursive: true });
  const bytes = readFileSync(fileOf(folder));
  bytes.set(content, number * PAGE_BYTES);
  writeFileSync(fileOf(folder), bytes);
  return folder;
}

it("a whole file is not refused, by the first pages or by all", () => {
  expect(problemOfFile(fileOf(whole))).toBeNull();
  expect(problemOfFile(fileOf(whole), Infinity)).toBeNull();
});

it.each([11, 12])(
  "no pages written over (seed %i) end the process",
  async (seed) => {
    const opener = join(import.meta.dirname, "damagedOpener.ts");
    const target = join(temporaryFolder(), "copy");
    // Rejects when the process is ended by a signal or fails.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", opener, whole, target, `${seed}`, `${COPIES}`],
      { maxBuffer: 2 ** 24 },
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(COPIES);
    const refusal =
      / (is damaged: page \d+ .+|was cut off: .+|is not a database file)\. Restore it from a backup/;
    const refused = lines.filter((line) => refusal.test(line));
    const opened = lines.filter((line) => line.endsWith(": opened"));
    expect(refused.length + opened.length).toBe(COPIES);
    // Where nothing but values or free pages is hit, nobody is turned away.
    expect(refused.length).toBeGreaterThan(COPIES / 4);
    expect(opened.length).toBeGreaterThan(COPIES / 10);
  },
);

it("a damaged folder is left as it is", async () => {
  const damaged = withPage(0, new Uint8Array(PAGE_BYTES));
  const before = readdirSync(damaged).sort();
  const bytes = readFileSync(fileOf(damaged));
  await expect(Store.open(damaged, "full")).rejects.toThrow(StoreDamagedError);
  expect(readdirSync(damaged).sort()).toEqual(before);
  expect(readFileSync(fileOf(damaged)).equals(bytes)).toBe(true);
});

it("as many pages are looked at as asked for, the upper ones first", () => {
  const broken = new Uint8Array(PAGE_BYTES).fill(0xff);
  const pages = readFileSync(fileOf(whole)).length / PAGE_BYTES;
  const found = { few: 0, all: 0 };
  for (let number = 2; number < pages; number += 41) {
    const file = fileOf(withPage(number, broken));
    found.few += problemOfFile(file, 40) === null ? 0 : 1;
    found.all += problemOfFile(file, Infinity) === null ? 0 : 1;
  }
  expect(found.few).toBeLessThan(found.all);
});
