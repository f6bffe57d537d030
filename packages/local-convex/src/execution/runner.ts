/**
 * Runs functions: queries on a snapshot, mutations in the writer's queue,
 * actions in the open, nested calls in savepoints. Failures of the app's code
 * come out as `FunctionFailure`; anything else is a failure of the host.
 */
import {
  ConflictError,
  type EngineApi,
  OCC_MAX_RETRIES,
  type ReadSet,
  type Transaction,
} from "../engine";
import { DeveloperError, FunctionFailure, toFunctionFailure } from "../errors";
import type { Faults } from "../faults";
import { parseJson } from "../json";
import type { JSONObject, JSONValue } from "../values/json";
import { resolveCommitTs } from "../values/json";
import { runAsGuest } from "./context";
import type { Target } from "./deployment";
import { type CallContext, Invocation } from "./invocation";
import { createSyscalls } from "./syscalls";
import type { CallHost, NestedRequest } from "./syscallsCalls";
import { validateArgs, validateReturns } from "./validation";

export interface RunnerOptions {
  engine: EngineApi;
  faults: Faults;
  /** User time of one query or mutation, ms (production: 1,000); null = unlimited. */
  userTimeLimitMs: number | null;
  /** Wall time of one action, ms (production: 10 minutes). */
  actionTimeoutMs: number;
}

export interface TransactionOutcome {
  json: string;
  /** Commit ts, ns. */
  ts: bigint;
  readSet: ReadSet;
}

/** A query's end; a failure too depends on what was read before it. */
export type QueryOutcome = { ts: bigint; readSet: ReadSet } & (
  { failure: null; json: string } | { failure: FunctionFailure }
);

/** Runs the mutation inside its transaction, or answers in its place. */
export type AroundMutation = (
  tx: Transaction,
  run: () => Promise<string>,
) => Promise<string>;

/** Real even where tests replace the timers. */
const { setTimeout, clearTimeout } = globalThis;

/** Longer than any user time: only a promise that never settles gets here. */
const STUCK_AFTER_MS = 15_000;

export class Runner implements CallHost {
  constructor(private readonly options: RunnerOptions) {}

  async runQuery(
    target: Target,
    args: JSONValue,
    call: CallContext,
  ): Promise<QueryOutcome> {
    const { value, ts, readSet } = await this.options.engine.read(
      async (tx) => {
        try {
          const json = await this.runInTransaction(tx, target, args, call);
          return { failure: null, json };
        } catch (error) {
          if (error instanceof FunctionFailure) return { failure: error };
          throw error;
        }
      },
    );
    return { ...value, ts, readSet };
  }

  /** Resolves after the commit is durable. */
  async runMutation(
    target: Target,
    args: JSONValue,
    call: CallContext,
    around: AroundMutation = (_tx, run) => run(),
  ): Promise<TransactionOutcome> {
    const { engine, faults } = this.options;
    const { lines } = call.logs;
    const printed = lines.length;
    const { value, ts, readSet } = await engine
      .write(
        target.fn.path,
        (tx) => {
          // A run after a conflict prints anew.
          lines.length = printed;
          return around(tx, () =>
            this.runInTransaction(tx, target, args, call),
          );
        },
        "interactive",
        OCC_MAX_RETRIES,
      )
      .catch(conflictAsFailure);
    faults("before-ack");
    return { json: withCommitTs(value, ts), ts, readSet };
  }

  /** The function's own part of a transaction that the caller opened. */
  runInTransaction(
    tx: Transaction,
    target: Target,
    args: JSONValue,
    call: CallContext,
  ): Promise<string> {
    return this.execute(new Invocation(target, call, tx, null), args);
  }

  async runNested(caller: Invocation, request: NestedRequest): Promise<string> {
    if (caller.tx === null) throw new DeveloperError("No transaction is open.");
    const { target, args, kind, limits } = request;
    const start = performance.now();
    const child = caller.tx.child(limits ? { kind, limits } : { kind });
    try {
      const call = { ...caller.call, depth: caller.call.depth + 1 };
      const nested = new Invocation(target, call, child, caller);
      const json = await this.execute(nested, args);
      child.merge();
      return json;
    } catch (error) {
      child.discard();
      throw error;
    } finally {
      caller.hostMs += performance.now() - start;
    }
  }

  async runAction(
    target: Target,
    args: JSONValue,
    call: CallContext,
  ): Promise<string> {
    return this.execute(new Invocation(target, call, null, null), args);
  }

  async runFromAction(
    caller: Invocation,
    target: Target,
    args: JSONObject,
  ): Promise<string> {
    const call = { ...caller.call, depth: caller.call.depth + 1 };
    switch (target.fn.kind) {
      case "query": {
        const outcome = await this.runQuery(target, args, call);
        if (outcome.failure !== null) throw outcome.failure;
        return outcome.json;
      }
      case "mutation":
        return (await this.runMutation(target, args, call)).json;
      case "action":
        return this.runAction(target, args, call);
    }
  }

  async write<T>(label: string, body: (tx: Transaction) => T): Promise<T> {
    const { value } = await this.options.engine.write(label, body);
    return value;
  }

  private async execute(
    invocation: Invocation,
    args: JSONValue,
  ): Promise<string> {
    const { target, call } = invocation;
    const start = performance.now();
    try {
      await this.validate(invocation, (tx, component) =>
        validateArgs(tx, component, target.fn, args),
      );
      invocation.syscalls = createSyscalls(this, invocation);
      const json = await this.withTimeout(invocation, () =>
        runAsGuest(invocation, () =>
          target.fn.invoke(call.request.requestId, JSON.stringify([args])),
        ),
      );
      this.checkUserTime(invocation, performance.now() - start);
      await this.validate(invocation, (tx, component) =>
        validateReturns(tx, component, target.fn, json),
      );
      return json;
    } catch (error) {
      throw toFunctionFailure(error, call.deployment.mapFrames);
    } finally {
      invocation.end();
    }
  }

  /** Looks up table names in the own transaction, or in a read one in actions. */
  private validate(
    { tx, target }: Invocation,
    body: (tx: Transaction, component: string) => void,
  ): Promise<unknown> | void {
    const component = target.mount.node.path;
    if (tx !== null) return body(tx, component);
    return this.options.engine.read((snapshot) => body(snapshot, component));
  }

  private withTimeout<T>(
    invocation: Invocation,
    body: () => Promise<T>,
  ): Promise<T> {
    const isAction = invocation.tx === null;
    const limit = isAction ? this.options.actionTimeoutMs : STUCK_AFTER_MS;
    return new Promise((resolve, reject) => {
      const expire = () => {
        const message = isAction
          ? `Action execution timed out (maximum duration ${limit / 1000}s)`
          : "The function is waiting for a promise that never settles.";
        reject(new DeveloperError(message));
      };
      const timer = setTimeout(expire, limit);
      body()
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
  }

  /** After the fact: code in this thread cannot be interrupted, only refused. */
  private checkUserTime(invocation: Invocation, elapsedMs: number): void {
    const limit = this.options.userTimeLimitMs;
    if (limit === null || invocation.tx === null) return;
    if (elapsedMs - invocation.hostMs > limit) {
      throw new FunctionFailure(
        `Function execution timed out (maximum duration: ${limit / 1000}s)`,
      );
    }
  }
}

/** Production tells the caller; scheduled mutations are tried again for ever. */
function conflictAsFailure(error: unknown): never {
  if (error instanceof ConflictError) throw new FunctionFailure(error.message);
  throw error;
}

/** @param ts the commit's, ns. */
export function withCommitTs(json: string, ts: bigint): string {
  if (!json.includes('"$commitTs"')) return json;
  return JSON.stringify(resolveCommitTs(parseJson(json), ts));
}
