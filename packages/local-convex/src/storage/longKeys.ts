/**
 * LMDB refuses keys over 1,978 bytes. A longer key is stored as its first
 * `DIRECT_KEY_BYTES` bytes and a hash, with the rest as the value; a scan that
 * meets such an entry gathers the whole run with that prefix and sorts it.
 */
import { createHash } from "node:crypto";
import { prefixEnd } from "../values/orderKey";

const DIRECT_KEY_BYTES = 1_900;

/** What LMDB holds for an index key. */
export function storedForm(key: string): { key: string; value: string } {
  if (key.length <= DIRECT_KEY_BYTES) {
    return { key, value: "" };
  }
  const hash = createHash("sha256").update(key, "latin1").digest("binary");
  return {
    key: key.slice(0, DIRECT_KEY_BYTES) + hash,
    value: key.slice(DIRECT_KEY_BYTES),
  };
}

/** Bounds LMDB can take, at least as wide as [start, end). */
export function storedBounds(start: string, end: string): [string, string] {
  return [
    start.slice(0, DIRECT_KEY_BYTES),
    end.length > DIRECT_KEY_BYTES
      ? prefixEnd(end.slice(0, DIRECT_KEY_BYTES))
      : end,
  ];
}

/** Restores the full keys in [start, end), in order, from what LMDB holds. */
export function* fullKeys(
  storedKeys: Iterable<string>,
  valueOf: (storedKey: string) => string,
  { start, end }: { start: string; end: string },
  reverse: boolean,
): Generator<string, undefined> {
  if (start >= end) {
    return;
  }
  let prefix = "";
  /** Full keys that are stored with this prefix. */
  let run: string[] = [];
  for (const stored of storedKeys) {
    const isLong = stored.length > DIRECT_KEY_BYTES;
    if (run.length > 0 && !(isLong && stored.startsWith(prefix))) {
      yield* sorted(run, reverse);
      run = [];
    }
    if (!isLong) {
      if (stored >= start && stored < end) {
        yield stored;
      }
      continue;
    }
    prefix = stored.slice(0, DIRECT_KEY_BYTES);
    const key = prefix + valueOf(stored);
    if (key >= start && key < end) {
      run.push(key);
    }
  }
  yield* sorted(run, reverse);
}

function sorted(run: string[], reverse: boolean): string[] {
  run.sort();
  return reverse ? run.reverse() : run;
}
