/** One run of one function: what its system calls act on. */
import type { Environment } from "../components/tree";
import type { DocumentStream, Transaction } from "../engine";
import { DeveloperError, FunctionFailure } from "../errors";
import type { ScheduledId } from "../scheduler/queue";
import type { JSONObject } from "../values/json";
import type { Deployment, Mount } from "./deployment";
import type { LoadedFunction } from "./functions";
import type { FunctionKind, Runtime } from "./guestFunctions";
import type { LogLevel } from "./logLine";
import { LogLines } from "./logs";
import { SeededRandom } from "./random";

/** Who calls. An "invalid" token fails only when the function asks for it. */
export type Identity =
  | { kind: "none" }
  | { kind: "user"; attributes: JSONObject }
  | { kind: "invalid"; code: string; reason: string };

/** What `ctx.meta.getRequestMetadata()` shows. */
export interface RequestMetadata {
  requestId: string;
  ip: string | null;
  userAgent: string | null;
  authToken: string | null;
}

/** What a query run depended on besides the database; filled while it runs. */
export interface QueryTrace {
  /** Where the page of a former run ended: the rerun ends there too. */
  readonly journal: string | null;
  nextJournal: string | null;
  identityRead: boolean;
  /** The clock or chance: another run would see another. */
  clockRead: boolean;
}

/** What a call passes on to everything it calls. */
export interface CallContext {
  identity: Identity;
  request: RequestMetadata;
  scheduled: ScheduledId | null;
  logs: LogLines;
  depth: number;
  deployment: Deployment;
  /** Only for queries whose result is kept. */
  trace?: QueryTrace;
}

/** The context of a call that no function made. */
export function outermostCall(
  { identity, request }: Pick<CallContext, "identity" | "request">,
  deployment: Deployment,
  given: Partial<Pick<CallContext, "logs" | "scheduled" | "trace">> = {},
): CallContext {
  const { logs = new LogLines(), scheduled = null, trace } = given;
  return { identity, request, scheduled, logs, depth: 0, deployment, trace };
}

/** What a system call of a run that is over is told. */
export const ALREADY_RETURNED =
  "The function has already returned; await every promise before returning.";

/** Answers one system call of an action with JSON. @throws what the guest is told */
export interface ActionSyscalls {
  asyncSyscall(op: string, json: string): Promise<string>;
}

/** What runs, for logs. */
export interface RunLabel {
  /** Of the function, or of the route. */
  path: string;
  component: string;
  requestId: string;
}

/** Production refuses calls nested deeper than this. */
const MAX_DEPTH = 8;

/** Who runs an invocation is told. */
export interface InvocationWatcher {
  /** An error that nobody caught came after the answer. */
  failedLate(invocation: Invocation, error: unknown): void;
  ended(invocation: Invocation): void;
}

/** A loop that goes on failing after its answer must not fill the log. */
const MAX_LATE_ERRORS = 10;

/**
 * The state of one run: its transaction, clock, chance, streams and log lines.
 */
export class Invocation {
  readonly runtime: Runtime;
  readonly activity: FunctionKind;
  readonly env: Environment;
  /** Answers an action's system calls; null in transactions. */
  syscalls: ActionSyscalls | null = null;
  readonly streams = new Map<number, DocumentStream>();
  paginated = false;
  /** Time spent in system calls, which does not count as user time. */
  hostMs = 0;
  /** Whether its own code, or that of a function it called, ran for too long. */
  isOverTime = false;
  #stream: SeededRandom | undefined;
  #nextStream = 0;
  #ended = false;
  /** The first error that nobody caught while nothing waited for guest code. */
  #uncaught: { error: unknown } | null = null;
  #interrupt: ((error: unknown) => void) | null = null;
  #lateErrors = 0;
  readonly #whenEnded: (() => void)[] = [];
  readonly #parent: Invocation | null;
  readonly #watcher: InvocationWatcher;

  constructor(
    readonly mount: Mount,
    /** The handler of an HTTP route is no registered function, but has these. */
    readonly fn: Pick<LoadedFunction, "path" | "kind" | "runtime">,
    readonly call: CallContext,
    /** Null in actions, which have no transaction of their own. */
    readonly tx: Transaction | null,
    parent: Invocation | null,
    watcher: InvocationWatcher,
  ) {
    this.#parent = parent;
    this.#watcher = watcher;

    if (call.depth > MAX_DEPTH) {
      throw new DeveloperError(
        `Functions may call each other at most ${MAX_DEPTH} levels deep.`,
      );
    }
    this.runtime = fn.runtime;
    this.activity = fn.kind;
    this.env = mount.node.env;
  }

  /** Whether no other one waits for it in the same transaction. */
  get isOutermost(): boolean {
    return this.#parent === null;
  }

  /** Path of the mount. */
  get component(): string {
    return this.mount.node.path;
  }

  /** For logs. */
  get label(): RunLabel {
    const { requestId } = this.call.request;
    return { path: this.fn.path, component: this.component, requestId };
  }

  get frozenNow(): number | null {
    if (this.call.trace !== undefined) {
      this.call.trace.clockRead = true;
    }
    return this.tx === null ? null : this.tx.now;
  }

  /** Made on first use: few functions need chance. */
  get random(): SeededRandom | null {
    if (this.call.trace !== undefined) {
      this.call.trace.clockRead = true;
    }
    if (this.tx === null) {
      return null;
    }
    this.#stream ??= this.#parent?.random?.fork() ?? SeededRandom.fresh();
    return this.#stream;
  }

  log(level: LogLevel, args: readonly unknown[]): void {
    this.call.logs.add(level, args);
  }

  addStream(stream: DocumentStream): number {
    const id = this.#nextStream++;
    this.streams.set(id, stream);
    return id;
  }

  closeStream(id: number): boolean {
    this.streams.get(id)?.close();
    return this.streams.delete(id);
  }

  /** As `body` settles, unless an error that nobody caught comes before. */
  unlessFailed<T>(body: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      if (this.#uncaught !== null) {
        return this.fail(this.#uncaught.error);
      }
      const settled = () => {
        if (this.#interrupt === reject) {
          this.#interrupt = null;
        }
      };
      body().finally(settled).then(resolve, reject);
    });
  }

  /** @throws FunctionFailure */
  exceedTime(limitMs: number): never {
    this.isOverTime = true;
    for (let each = this.#parent; each !== null; each = each.#parent) {
      each.isOverTime = true;
    }
    throw new FunctionFailure(
      `Function execution timed out (maximum duration: ${limitMs / 1000}s)`,
    );
  }

  /** What has its answer already hands it on to the run it is part of. */
  fail(error: unknown): void {
    const interrupt = this.#interrupt;
    if (interrupt !== null) {
      this.#interrupt = null;
      this.#uncaught = null;
      interrupt(error);
    } else if (!this.#ended) {
      this.#uncaught ??= { error };
    } else if (this.#parent !== null) {
      this.#parent.fail(error);
    } else if (this.#lateErrors < MAX_LATE_ERRORS) {
      this.#lateErrors += 1;
      this.#watcher.failedLate(this, error);
    }
  }

  asHostError(thrown: unknown): unknown {
    return this.mount.realm.asHostError(thrown);
  }

  /** Late system calls of promises nobody awaited are refused from here on. */
  end(): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#interrupt = null;
    for (const id of [...this.streams.keys()]) {
      this.closeStream(id);
    }
    if (this.#uncaught !== null) {
      this.fail(this.#uncaught.error);
    }
    for (const body of this.#whenEnded) {
      body();
    }
    this.#watcher.ended(this);
  }

  /** Calls `body` when its outcome is known, or nobody waits for it any more. */
  whenEnded(body: () => void): void {
    this.#whenEnded.push(body);
  }

  assertRunning(): void {
    if (this.#ended) {
      throw new DeveloperError(ALREADY_RETURNED);
    }
  }
}
