/** Garbage collection: deletes rows of the host past their retention. */
import type { EngineApi, QuerySource } from "../engine";
import { logFailure } from "../execution/logs";
import type { Host } from "./host";
import { finishedBefore } from "../scheduler/queue";
import { receiptsBefore } from "../sync/receipts";
import { systemRows } from "./systemTables";

const COLLECT_EVERY_MS = 60_000;
/** Rows per transaction, so that others get their turn in between. */
const BATCH = 500;

/**
 * Looks once a minute.
 * @param retentionMs how long ended scheduled functions stay visible
 * @returns what stops it.
 */
export function startCollector(host: Host, retentionMs: number): () => void {
  const { engine, log } = host;
  let isRunning = false;
  let isStopped = false;
  const run = async () => {
    if (isRunning) {
      return;
    }
    isRunning = true;
    try {
      await collect(engine, "", receiptsBefore);
      for (const component of host.deployment?.mounts.keys() ?? []) {
        const old = (now: number) => finishedBefore(now - retentionMs);
        await collect(engine, component, old);
      }
    } catch (error) {
      if (!isStopped) {
        logFailure(log, "collect.failed", error);
      }
    } finally {
      isRunning = false;
    }
  };
  // The timer of the moment, so that tests can have their own.
  const timer = globalThis.setInterval(() => void run(), COLLECT_EVERY_MS);
  return () => {
    isStopped = true;
    clearInterval(timer);
  };
}

/** Deletes every row of the source, which is given the time in ms. */
export async function collect(
  engine: EngineApi,
  component: string,
  expired: (now: number) => QuerySource,
): Promise<void> {
  for (let removed = BATCH; removed === BATCH;) {
    const { value } = await engine.write(
      "collect",
      (tx) => {
        const rows = systemRows(tx, component, expired(tx.now), BATCH);
        const ids = [...rows].map(({ id }) => id);
        for (const id of ids) {
          tx.system.remove(component, id);
        }
        return ids.length;
      },
      "background",
    );
    removed = value;
  }
}
