/**
 * What makes a mutation idempotent: its result is stored under the client's
 * session and request in the same commit, so a repeat is answered, not run.
 */
import { z } from "zod";
import type { QuerySource } from "../engine";
import { type AroundMutation, withCommitTs } from "../execution/runner";
import { indexRange, systemRows } from "../host/systemTables";
import { decodeTs } from "../values/timestamp";

/** Clients that come back later than this have lost their place (production: the same). */
const RETENTION_MS = 7 * 24 * 3600 * 1000;
const TABLE = "_sessions";

const receiptRow = z.object({
  result: z.string(),
  ts: z.object({ $integer: z.string() }),
});

/** One mutation of one session. */
export class Receipt {
  /** Commit ts of the first run when this one was a repeat, ns. */
  repeatedTs: bigint | null = null;

  readonly #session: string;
  readonly #request: number;

  constructor(session: string, request: number) {
    this.#session = session;
    this.#request = request;
  }

  readonly around: AroundMutation = async (tx, run) => {
    const session = this.#session;
    const request = this.#request;
    const source = indexRange(
      `${TABLE}.by_session_and_request`,
      { type: "Eq", fieldPath: "session", value: session },
      { type: "Eq", fieldPath: "request", value: request },
    );
    const [stored] = systemRows(tx, "", source);
    if (stored !== undefined) {
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

/** Those that are too old to be asked for at `now`, ms. */
export function receiptsBefore(now: number): QuerySource {
  return indexRange(`${TABLE}.by_creation_time`, {
    type: "Lt",
    fieldPath: "_creationTime",
    value: now - RETENTION_MS,
  });
}
