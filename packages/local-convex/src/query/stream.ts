/** Runs a query's operators over its source. */
import type { Document } from "../transaction/document";
import type { QueryJson } from "../transaction/types";
import type { JSONObject } from "../values/json";
import { compileFilter } from "./filter";
import type { Reads } from "./reads";
import { openSource, type Source, type Window } from "./source";

/** `query.d.ts` of convex/server builds no longer queries. */
const MAX_OPERATORS = 256;

type Operator =
  | { kind: "filter"; passes: (document: JSONObject) => boolean }
  | { kind: "limit"; left: number };

export class QueryStream {
  readonly #source: Source;
  readonly #operators: Operator[];
  #closed = false;

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
    this.#operators = query.operators.map((operator) =>
      "filter" in operator
        ? { kind: "filter", passes: compileFilter(operator.filter) }
        : { kind: "limit", left: operator.limit },
    );
    this.#source = openSource(reads, component, query.source, window);
  }

  next(): Document | null {
    for (;;) {
      const row = this.pull();
      if (row === "done") return null;
      if (row !== "skipped") return row;
    }
  }

  /** Reads one row of the source; filters may skip it. */
  pull(): Document | "skipped" | "done" {
    if (this.#closed) return "done";
    if (this.#operators.some((op) => op.kind === "limit" && op.left <= 0)) {
      return this.#finish();
    }
    const document = this.#source.next();
    if (document === null) return this.#finish();
    for (const operator of this.#operators) {
      if (operator.kind === "limit") operator.left -= 1;
      else if (!operator.passes(document.value)) return "skipped";
    }
    return document;
  }

  /** Where the last row read stands, for cursors. */
  get position(): string | null {
    return this.#source.position;
  }

  get bytesRead(): number {
    return this.#source.bytesRead;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.close();
  }

  #finish(): "done" {
    this.close();
    return "done";
  }
}
