/**
 * Runs queries and keeps their results while they are true, for sockets and
 * HTTP alike: whoever asks the same thing shares one run.
 */
import type { Commit } from "../engine";
import type { Identity, QueryTrace } from "../execution/invocation";
import { newRequestId } from "../execution/random";
import type { Caller, CallRequest } from "../host/callRequest";
import type { CallOutcome, Host } from "../host/host";
import { Date, nextTurn, setImmediate } from "../host/hostGlobals";
import { Result, ResultSet, type Watcher } from "./results";
import { Turns } from "./turns";

/** So that one rerun of a query that reads the clock feeds every socket. */
const SHARED_CLOCK_MS = 1_000;

export interface QueryRequest extends Pick<
  CallRequest,
  "path" | "component" | "args"
> {
  /** Where the page of an earlier run ended. */
  journal: string | null;
}

interface Run {
  /** Snapshot, ns. */
  readonly ts: bigint;
  readonly result: Promise<Result>;
}

/**
 * Results of subscribed queries, shared by all sockets, as long as they are
 * true.
 */
export class QueryCache {
  /** In which subscriptions are evaluated, a few queries at a time. */
  readonly turns = new Turns();
  readonly #results = new ResultSet();
  /** The latest run under way by key. */
  readonly #runs = new Map<string, Run>();
  #running = 0;
  /** Commits announced since the oldest run under way began. */
  #recent: Commit[] = [];
  /** The last commit the results know of, ns. */
  #announcedTs: bigint;
  /** Changes with the code that serves. */
  #generation = 0;
  /** Functions whose results belong to one identity, as far as known. */
  readonly #identityReaders = new Set<string>();
  #trimming = false;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.#announcedTs = host.engine.latestTs;
    host.engine.onCommit((commit) => this.#announce(commit));
  }

  /** As `Host.call`, with results of queries shared. */
  call(request: CallRequest): Promise<CallOutcome> {
    return request.kind === "query"
      ? this.#shared(request)
      : this.#host.call(request);
  }

  async #shared(request: CallRequest): Promise<CallOutcome> {
    const { path, component, args, caller } = request;
    const query = { path, component, args, journal: null };
    for (;;) {
      await this.settled();
      const ts = this.#host.engine.latestTs;
      const result = await this.resultAt(ts, query, caller, 0);
      if (result.isTrueAt(ts)) {
        return result.outcome;
      }
    }
  }

  /** Resolves when the results know of every commit. */
  async settled(): Promise<void> {
    while (this.#host.engine.latestTs !== this.#announcedTs) {
      await nextTurn();
    }
  }

  /**
   * The query's result at `ts`, which must be the engine's latest. Ask the
   * result whether it is true at `ts`: the code or the data may have changed.
   * @param clockAge how long ago it may have read the clock, ms.
   */
  async resultAt(
    ts: bigint,
    query: QueryRequest,
    caller: Caller,
    clockAge = SHARED_CLOCK_MS,
  ): Promise<Result> {
    const kept = this.keptAt(ts, query, caller, clockAge);
    if (kept !== null) {
      return kept;
    }
    const shared = sharedKey(query, caller);
    const own = shared + identityKey(caller.identity);
    const key = this.#identityReaders.has(functionKey(query)) ? own : shared;
    let run = this.#runs.get(key);
    if (run?.ts !== ts) {
      run = { ts, result: this.#run(query, caller, shared, own) };
      this.#follow(key, run);
    }
    const result = await run.result;
    // Another identity's run turned out to be of no use for this one.
    return result.key === shared || result.key === own
      ? result
      : this.resultAt(ts, query, caller, clockAge);
  }

  /** As `resultAt`, when nothing has to run for it; else null. */
  keptAt(
    ts: bigint,
    query: QueryRequest,
    caller: Caller,
    clockAge = SHARED_CLOCK_MS,
  ): Result | null {
    const shared = sharedKey(query, caller);
    const kept =
      this.#results.get(shared) ??
      this.#results.get(shared + identityKey(caller.identity));
    if (kept === undefined || !kept.isTrueAt(ts)) {
      return null;
    }
    return clockAgeOf(kept) < clockAge ? kept : null;
  }

  /** False when the result has been given up meanwhile. */
  watch(result: Result, watcher: Watcher): boolean {
    return this.#results.watch(result, watcher);
  }

  unwatch(result: Result, watcher: Watcher): void {
    this.#results.unwatch(result, watcher);
    this.#trimSoon();
  }

  /** To be called when other code serves. */
  codeChanged(): void {
    this.#generation += 1;
    this.#identityReaders.clear();
    this.#results.invalidateAll();
  }

  #follow(key: string, run: Run): void {
    this.#runs.set(key, run);
    this.#running += 1;
    const ended = () => {
      if (this.#runs.get(key) === run) {
        this.#runs.delete(key);
      }
      this.#running -= 1;
      if (this.#running === 0) {
        this.#recent = [];
      }
    };
    run.result.then(ended, ended);
  }

  async #run(
    query: QueryRequest,
    caller: Caller,
    shared: string,
    own: string,
  ): Promise<Result> {
    const generation = this.#generation;
    const startTs = this.#host.engine.latestTs;
    const trace: QueryTrace = {
      journal: query.journal,
      nextJournal: null,
      identityRead: false,
      clockRead: false,
    };
    const { path, component, args } = query;
    const metadata = { ...caller.request, requestId: newRequestId() };
    const outcome = await this.#host.call({
      kind: "query",
      path,
      component,
      args,
      caller: { ...caller, request: metadata },
      trace,
    });
    if (trace.identityRead) {
      this.#identityReaders.add(functionKey(query));
    }
    const result = new Result(
      trace.identityRead ? own : shared,
      outcome,
      outcome.ts ?? startTs,
      outcome.readSet?.intervals ?? [],
      trace.nextJournal,
      trace.clockRead ? Date.now() : null,
    );
    const change = this.#recent.find(
      (commit) =>
        commit.ts > result.ts && outcome.readSet?.touchedBy(commit) === true,
    );
    if (generation !== this.#generation) {
      result.invalidatedAt = 0n;
    } else if (change !== undefined) {
      result.invalidatedAt = change.ts;
    } else {
      return this.#keep(result);
    }
    return result;
  }

  /** A run of another snapshot may have come first; what it found still stands. */
  #keep(result: Result): Result {
    const kept = this.#results.get(result.key);
    if (kept !== undefined && result.clockReadAt === null) {
      return kept;
    }
    this.#results.add(result);
    this.#trimSoon();
    return result;
  }

  /** Not at once: those who wait for a new result have yet to watch it. */
  #trimSoon(): void {
    if (this.#trimming) {
      return;
    }
    this.#trimming = true;
    setImmediate(() => {
      this.#trimming = false;
      this.#results.trim();
    });
  }

  #announce(commit: Commit): void {
    this.#announcedTs = commit.ts;
    if (this.#running > 0) {
      this.#recent.push(commit);
    }
    this.#results.invalidate(commit.writes, commit.ts);
  }
}

/** Minus infinity when it never read it: old enough for nobody. */
function clockAgeOf({ clockReadAt }: Result): number {
  return clockReadAt === null ? -Infinity : Date.now() - clockReadAt;
}

function functionKey({ component, path }: QueryRequest): string {
  return `${component};${path}`;
}

function sharedKey(query: QueryRequest, { isAdmin }: Caller): string {
  const { component, path, args, journal } = query;
  return JSON.stringify([component, path, isAdmin, args, journal]);
}

function identityKey(identity: Identity): string {
  return identity.kind === "user"
    ? JSON.stringify(identity.attributes)
    : identity.kind;
}
