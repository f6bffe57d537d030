/**
 * What makes a mutation idempotent: its result is stored under the client's
 * session and request in the same commit, so a repeat is answered, not run.
 */
import { z } from "zod";
import type { EngineApi, StoredDocument, Transaction } from "../engine";
import { type AroundMutation, withCommitTs } from "../execution/runner";
import { decodeTs } from "../values/timestamp";

/** Clients that come back later than this have lost their place (production: the same). */
const RETENTION_MS = 7 * 24 * 3600 * 1000;
const COLLECT_BATCH = 500;
const TABLE = "_sessions";

const receiptRow = z.object({
  result: z.string(),
  ts: z.object({ $integer: z.string() }),
});

/** One mutation of one session. */
export class Receipt {
  /** Commit ts of the first run when this one was a repeat, ns. */
  repeatedTs: bigint | null = null;

  constructor(
    private readonly session: string,
    private readonly request: number,
  ) {}

  readonly around: AroundMutation = async (tx, run) => {
    const { session, request } = this;
    const stored = findReceipt(tx, session, request);
    if (stored !== null) {
      const { result, ts } = receiptRow.parse(stored.value);
      this.repeatedTs = decodeTs(ts.$integer);
      return withCommitTs(result, this.repeatedTs);
    }
    const result = await run();
    const ts = { $commitTs: null };
    tx.system.insert("", TABLE, { session, request, ts, result });
    return result;
  };
}

function findReceipt(
  tx: Transaction,
  session: string,
  request: number,
): StoredDocument | null {
  // Before the first receipt the table does not exist and has no index to read.
  if (tx.system.count("", TABLE) === 0) return null;
  const stream = tx.system.openStream("", {
    source: {
      type: "IndexRange",
      indexName: `${TABLE}.by_session_and_request`,
      range: [
        { type: "Eq", fieldPath: "session", value: session },
        { type: "Eq", fieldPath: "request", value: request },
      ],
      order: "asc",
    },
    operators: [],
  });
  const found = stream.next();
  stream.close();
  return found;
}

/** Removes expired receipts, oldest first, some at a time. */
export async function collectReceipts(engine: EngineApi): Promise<void> {
  const { value: expired } = await engine.read((tx) => oldReceipts(tx));
  if (expired.length === 0) return;
  await engine.write("collect", (tx) => {
    for (const id of oldReceipts(tx)) tx.system.remove("", id);
  });
}

function oldReceipts(tx: Transaction): string[] {
  const stream = tx.system.openStream("", {
    source: {
      type: "IndexRange",
      indexName: `${TABLE}.by_creation_time`,
      range: [
        {
          type: "Lt",
          fieldPath: "_creationTime",
          value: tx.now - RETENTION_MS,
        },
      ],
      order: "asc",
    },
    operators: [{ limit: COLLECT_BATCH }],
  });
  const ids: string[] = [];
  for (let row = stream.next(); row !== null; row = stream.next()) {
    ids.push(row.id);
  }
  stream.close();
  return ids;
}
