/**
 * The latest runs of functions, for `convex logs` and `convex dev`: what came
 * after a cursor, or, when there is nothing yet, the next run.
 */
import { kindTitle } from "../execution/functions";
import type { FunctionKind } from "../execution/guestFunctions";
import { Date, setTimeout } from "../host/hostGlobals";

export interface FunctionRun {
  kind: FunctionKind | "httpAction";
  component: string;
  /** "folder/module:name", or method and path of an HTTP action. */
  path: string;
  requestId: string;
  /** "[LEVEL] text" */
  logLines: readonly string[];
  /** Why it failed. */
  error: string | null;
  /** Ms. */
  startedAt: number;
}

/** Production keeps as many; the size is ours, characters of log lines. */
const MAX_RUNS = 1_000;
const MAX_LENGTH = 8 * 2 ** 20;
/** The CLI asks again after that. */
const MAX_WAIT_MS = 60_000;

interface Entry {
  run: FunctionRun;
  /** Ms, of the end; no two are equal. */
  at: number;
  length: number;
}

/** The last runs of functions, for `convex logs` and `convex dev`. */
export class FunctionLog {
  /** Oldest first. */
  readonly #entries = new Set<Entry>();
  #length = 0;
  #latest = Date.now();
  readonly #waiting = new Set<() => void>();
  #closed = false;

  add(run: FunctionRun): void {
    this.#latest = Math.max(Date.now(), this.#latest + 0.001);
    const { logLines, error } = run;
    const texts = [...logLines, error ?? ""];
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    this.#entries.add({ run, at: this.#latest, length });
    this.#length += length;
    for (const oldest of this.#entries) {
      const fits = this.#length <= MAX_LENGTH;
      if (fits && this.#entries.size <= MAX_RUNS) {
        break;
      }
      this.#entries.delete(oldest);
      this.#length -= oldest.length;
    }
    this.#wake();
  }

  /** @param cursor of the last answer; 0 asks where the log ends, at once. */
  async after(cursor: number) {
    if (cursor !== 0 && cursor >= this.#latest) {
      await this.#next();
    }
    const entries = [...this.#entries].filter(({ at }) => at > cursor);
    const newCursor = Math.max(cursor, this.#latest);
    return { entries: entries.map(completion), newCursor };
  }

  /** Answers everyone who waits. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #next(): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, MAX_WAIT_MS);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const done of this.#waiting) {
      done();
    }
  }
}

/** As the CLI of convex 1.48 reads it (`cli/lib/generatedFunctionLogsApi`). */
function completion({ run, at }: Entry) {
  const { kind, component, path, requestId, error, startedAt } = run;
  return {
    kind: "Completion",
    udfType: kindTitle(kind),
    componentPath: component === "" ? null : component,
    identifier: path,
    logLines: run.logLines.map((line) => {
      const end = line.indexOf("] ");
      const level = line.slice(1, end);
      const messages = [line.slice(end + 2)];
      return { messages, level, isTruncated: false, timestamp: at };
    }),
    timestamp: at / 1000,
    executionTime: (at - startedAt) / 1000,
    cachedResult: false,
    success: error === null ? { status: "success" } : null,
    error,
    requestId,
    executionId: requestId,
  };
}
