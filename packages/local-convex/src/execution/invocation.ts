/** One run of one function: what its system calls act on. */
import type { DocumentStream, Transaction } from "../engine";
import { DeveloperError } from "../errors";
import type { ScheduledId } from "../scheduler/queue";
import type { JSONObject } from "../values/json";
import type { GuestContext, LogLevel, Syscalls } from "./context";
import type { Deployment, Mount } from "./deployment";
import type { LoadedFunction } from "./functions";
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

/** Production refuses calls nested deeper than this. */
const MAX_DEPTH = 8;

export class Invocation implements GuestContext {
  readonly runtime: GuestContext["runtime"];
  readonly activity: GuestContext["activity"];
  readonly env: GuestContext["env"];
  readonly require: NodeJS.Require;
  syscalls: Syscalls | null = null;
  readonly streams = new Map<number, DocumentStream>();
  paginated = false;
  /** Time spent in system calls, which does not count as user time. */
  hostMs = 0;
  private stream: SeededRandom | undefined;
  private nextStream = 0;
  private queue: Promise<unknown> | null = null;
  private ended = false;

  constructor(
    readonly mount: Mount,
    /** The handler of an HTTP route is no registered function, but has these. */
    readonly fn: Pick<LoadedFunction, "path" | "kind" | "runtime">,
    readonly call: CallContext,
    /** Null in actions, which have no transaction of their own. */
    readonly tx: Transaction | null,
    private readonly parent: Invocation | null,
  ) {
    if (call.depth > MAX_DEPTH) {
      throw new DeveloperError(
        `Functions may call each other at most ${MAX_DEPTH} levels deep.`,
      );
    }
    this.runtime = fn.runtime;
    this.activity = fn.kind;
    this.env = mount.node.env;
    this.require = mount.require;
  }

  /** Path of the mount. */
  get component(): string {
    return this.mount.node.path;
  }

  get frozenNow(): number | null {
    if (this.call.trace !== undefined) this.call.trace.clockRead = true;
    return this.tx === null ? null : this.tx.now;
  }

  /** Made on first use: few functions need chance. */
  get random(): SeededRandom | null {
    if (this.call.trace !== undefined) this.call.trace.clockRead = true;
    if (this.tx === null) return null;
    this.stream ??= this.parent?.random?.fork() ?? SeededRandom.fresh();
    return this.stream;
  }

  log(level: LogLevel, args: readonly unknown[]): void {
    this.call.logs.add(level, args);
  }

  addStream(stream: DocumentStream): number {
    const id = this.nextStream++;
    this.streams.set(id, stream);
    return id;
  }

  closeStream(id: number): boolean {
    this.streams.get(id)?.close();
    return this.streams.delete(id);
  }

  /**
   * Runs `body` after every nested call that is under way, so that calls issued
   * in parallel never see each other's half-done savepoints.
   */
  inOrder<T>(body: () => T | Promise<T>): T | Promise<T> {
    return this.queue === null ? body() : this.queue.then(body, body);
  }

  /** As `inOrder`, and holds back what comes later until `body` has settled. */
  exclusively<T>(body: () => Promise<T>): Promise<T> {
    const running = Promise.resolve(this.inOrder(body));
    this.queue = running;
    const release = () => {
      if (this.queue === running) this.queue = null;
    };
    running.then(release, release);
    return running;
  }

  /** Late system calls of promises nobody awaited are refused from here on. */
  end(): void {
    this.ended = true;
    for (const id of [...this.streams.keys()]) this.closeStream(id);
  }

  assertRunning(): void {
    if (this.ended) {
      throw new DeveloperError(
        "The function has already returned; await every promise before returning.",
      );
    }
  }
}
