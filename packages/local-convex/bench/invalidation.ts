/**
 * What a commit costs when it touches one of many kept results: the look-up
 * must not grow with the results it leaves alone.
 */
import type { CallOutcome } from "../src/host/host";
import { Result, ResultSet } from "../src/sync/results";
import { percentile, type Row } from "./support";

const WARM_UP = 2_000;
const COMMITS = 20_000;

function resultOf(key: string): Result {
  const outcome: CallOutcome = {
    ...{ failure: null, json: "null", ts: 1n, readSet: null },
    ...{ requestId: "", isRedacted: false, logLines: [] },
  };
  const interval = { start: key, end: `${key}\xff` };
  return new Result(key, outcome, 1n, [interval], null, null);
}

const watcher = { invalidated: () => undefined };

export function benchInvalidation(): Row[] {
  return [10, 1_000, 10_000].map(measure);
}

function measure(untouched: number): Row {
  const results = new ResultSet();
  for (let at = 0; at < untouched; at += 1) {
    const result = resultOf(`i0001${String(at).padStart(8, "0")}`);
    results.add(result);
    results.watch(result, watcher);
  }
  const lookUps: number[] = [];
  const reruns: number[] = [];
  for (let commit = 0; commit < WARM_UP + COMMITS; commit += 1) {
    const touched = resultOf("i0002");
    const startedAt = performance.now();
    results.add(touched);
    results.watch(touched, watcher);
    const addedAt = performance.now();
    results.invalidate(["d0001key", "i0002key"], 2n);
    const endedAt = performance.now();
    if (touched.live) {
      throw new Error("The commit missed its result.");
    }
    if (commit < WARM_UP) {
      continue;
    }
    reruns.push(1_000 * (addedAt - startedAt));
    lookUps.push(1_000 * (endedAt - addedAt));
  }
  return {
    untouched_results: untouched,
    commits: COMMITS,
    invalidate_p50_us: percentile(lookUps, 0.5),
    invalidate_p99_us: percentile(lookUps, 0.99),
    keep_p50_us: percentile(reruns, 0.5),
  };
}
