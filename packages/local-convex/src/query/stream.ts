/** Runs a query's operators over its source. */
import type { Document } from "../overlay/document";
import type { QueryJson } from "../overlay/types";
import type { JSONObject } from "../values/json";
import { compileFilter } from "./filter";
import { countRead, type Reads } from "./reads";
import type { Row, Window } from "./rows";
import { openSource } from "./source";

/** `query.d.ts` of convex/server builds no longer queries. */
const MAX_OPERATORS = 256;

type Operator =
  | { kind: "filter"; passes: (document: JSONObject) => boolean }
  | { kind: "limit"; left: number };

/** The rows of one query, read as they are asked for. */
export class QueryStream {
  /** Where the last row read stands, for cursors. */
  position: string | null = null;
  /** Sizes of the documents read so far. */
  bytesRead = 0;
  readonly #reads: Reads;
  readonly #operators: Operator[];
  /** Null when there is no more to read. */
  #rows: Iterator<Row> | null;

  constructor(
    reads: Reads,
    component: string,
    query: QueryJson,
    window: Window = {},
  ) {
    if (query.operators.length > MAX_OPERATORS) {
      throw new Error(
        `Query has too many operators (${query.operators.length} > maximum number ${MAX_OPERATORS})`,
      );
    }
    this.#reads = reads;
    this.#operators = query.operators.map((operator) =>
      "filter" in operator
        ? { kind: "filter", passes: compileFilter(operator.filter) }
        : { kind: "limit", left: operator.limit },
    );
    this.#rows = openSource(reads, component, query.source, window);
  }

  next(): Document | null {
    for (;;) {
      const row = this.pull();
      if (row === "done") {
        return null;
      }
      if (row !== "skipped") {
        return row;
      }
    }
  }

  /** Reads one row of the source; filters may skip it. */
  pull(): Document | "skipped" | "done" {
    const isFull = this.#operators.some(
      (operator) => operator.kind === "limit" && operator.left <= 0,
    );
    const step = isFull ? undefined : this.#rows?.next();
    if (step === undefined || step.done === true) {
      this.close();
      return "done";
    }
    const { document, position } = step.value;
    this.position = position;
    this.bytesRead += document.size;
    countRead(this.#reads, document);
    for (const operator of this.#operators) {
      if (operator.kind === "limit") {
        operator.left -= 1;
      } else if (!operator.passes(document.value)) {
        return "skipped";
      }
    }
    return document;
  }

  /** Idempotent. */
  close(): void {
    this.#rows?.return?.();
    this.#rows = null;
  }
}
