/**
 * Runs functions: queries on a snapshot, mutations in the writer's queue,
 * actions in the open, nested calls in savepoints. Failures of the app's code
 * come out as `FunctionFailure`; anything else is a failure of the host.
 */
import type { SigningKey } from "../auth/signing";
import {
  ConflictError,
  type EngineApi,
  OCC_MAX_RETRIES,
  type ReadSet,
  type Transaction,
  type TransactionKind,
} from "../engine";
import {
  asFailure,
  DeveloperError,
  FunctionFailure,
  INTERRUPTED,
  TimeLimitFailure,
  toFunctionFailure,
} from "../errors";
import type { Faults } from "../host/faults";
import { nextTurn, setTimeout } from "../host/hostGlobals";
import { parseJson } from "../host/json";
import {
  type JSONObject,
  type JSONValue,
  resolveCommitTs,
} from "../values/json";
import type { Mount, Target } from "./deployment";
import type { LoadedFunction } from "./functions";
import {
  type CallContext,
  Invocation,
  type InvocationWatcher,
} from "./invocation";
import { type HostLog, logStray } from "./logs";
import { ProvenFunctions } from "./provenFunctions";
import { EndlessStepError } from "./realm/guest";
import type { SyscallHost } from "./syscallHost";
import { actionSyscalls } from "./syscalls";
import { TransactionGuest } from "./transactionGuest";
import { guestTurns } from "./turns";
import { startUserTime, type UserClock } from "./userTime";
import { validateArgs, validateReturns } from "./validation";

/** How a function ended; a failed query too depends on what it read before. */
export type Outcome = {
  /** Snapshot or commit ts, ns; null for actions and where nothing has run. */
  ts: bigint | null;
  readSet: ReadSet | null;
} & (
  | { failure: null; /** Convex-JSON text. */ json: string }
  | { failure: FunctionFailure }
);

/** @throws what was thrown, when it is a failure of the host. */
export function failed(thrown: unknown): Outcome {
  return { failure: asFailure(thrown), ts: null, readSet: null };
}

/** Runs the mutation inside its transaction, or answers in its place. */
export type AroundMutation = (
  tx: Transaction,
  run: () => Promise<string>,
) => Promise<string>;

/** Production's limits: user time of a query or mutation, wall time of an action. */
const USER_TIME_LIMIT_MS = 1_000;
const ACTION_TIMEOUT_MS = 600_000;
export interface RunnerOptions {
  faults: Faults;
  log: HostLog;
  /** What user time is measured with. */
  clock: UserClock;
  /** What `ctx.auth.signJwt` signs with. */
  signingKey: SigningKey;
  /** Past it a step of a function that is not proven is stopped, ms. */
  stepLimitMs: number | undefined;
  /** Whether user time is limited. */
  isTimed: boolean;
}

/** Runs functions in their transactions and within their limits. */
export class Runner implements InvocationWatcher, SyscallHost {
  readonly clock: UserClock;
  readonly signingKey: SigningKey;
  /** What runs on its own and has no transaction to wait for. */
  readonly #actions = new Set<Invocation>();
  readonly #proven = new ProvenFunctions();
  #whenIdle: () => void = () => undefined;
  readonly #engine: EngineApi;
  readonly #options: RunnerOptions;

  constructor(engine: EngineApi, options: RunnerOptions) {
    this.#engine = engine;
    this.#options = options;
    this.clock = options.clock;
    this.signingKey = options.signingKey;
  }

  /**
   * Runs a function that no other one nests; a mutation's outcome is durable.
   * @param around wraps a mutation in its transaction
   */
  async run(
    target: Target,
    args: JSONValue,
    call: CallContext,
    around?: AroundMutation,
  ): Promise<Outcome> {
    try {
      switch (target.fn.kind) {
        case "query":
          return await this.#runQuery(target, args, call);
        case "mutation":
          return await this.#runMutation(target, args, call, around);
        case "action": {
          const json = await this.execute(target, args, call, null);
          return { failure: null, json, ts: null, readSet: null };
        }
      }
    } catch (error) {
      return failed(error);
    }
  }

  async #runQuery(
    target: Target,
    args: JSONValue,
    call: CallContext,
  ): Promise<Outcome> {
    const { value, ts, readSet } = await this.#engine.read(async (tx) => {
      try {
        const json = await this.execute(target, args, call, tx);
        return { failure: null, json };
      } catch (error) {
        return { failure: asFailure(error) };
      }
    });
    return { ...value, ts, readSet };
  }

  async #runMutation(
    target: Target,
    args: JSONValue,
    call: CallContext,
    around: AroundMutation = (_tx, run) => run(),
  ): Promise<Outcome> {
    const { lines } = call.logs;
    const printed = lines.length;
    const body = (tx: Transaction) => {
      // A run after a conflict prints anew.
      lines.length = printed;
      return around(tx, () => this.execute(target, args, call, tx));
    };
    const { value, ts, readSet } = await this.#engine
      .write(target.fn.path, body, "interactive", OCC_MAX_RETRIES)
      .catch(conflictAsFailure);
    this.#options.faults("before-ack");
    return { failure: null, json: withCommitTs(value, ts), ts, readSet };
  }

  /** In a savepoint of the caller's transaction. */
  async runNested(
    caller: Invocation,
    target: Target,
    args: JSONObject,
    savepoint: { kind: TransactionKind; limits?: Record<string, number> },
  ): Promise<string> {
    if (caller.tx === null) {
      throw new DeveloperError("No transaction is open.");
    }
    const start = this.clock.wallMs();
    const child = caller.tx.child(savepoint);
    try {
      const call = deeper(caller.call);
      const json = await this.execute(target, args, call, child, caller);
      child.merge();
      return json;
    } catch (error) {
      child.discard();
      throw error;
    } finally {
      caller.hostMs += this.clock.wallMs() - start;
    }
  }

  /** For actions: in a transaction of its own, or none for another action. */
  async runFromAction(
    caller: Invocation,
    target: Target,
    args: JSONObject,
  ): Promise<string> {
    const outcome = await this.run(target, args, deeper(caller.call));
    if (outcome.failure !== null) {
      throw outcome.failure;
    }
    return outcome.json;
  }

  async write<T>(label: string, body: (tx: Transaction) => T): Promise<T> {
    const { value } = await this.#engine.write(label, body);
    return value;
  }

  /**
   * The function itself, in a transaction that the caller opened; an action in
   * none. Nested ones have a parent.
   * @throws FunctionFailure
   */
  async execute(
    { mount, fn }: Target,
    args: JSONValue,
    call: CallContext,
    tx: Transaction | null,
    parent: Invocation | null = null,
  ): Promise<string> {
    const invocation = this.open(mount, fn, call, tx, parent);
    return tx === null || parent !== null
      ? await this.#execute(invocation, fn, args)
      : await guestTurns.take(invocation, () =>
          this.#execute(invocation, fn, args),
        );
  }

  async #execute(
    invocation: Invocation,
    fn: LoadedFunction,
    args: JSONValue,
  ): Promise<string> {
    const { call, tx } = invocation;
    try {
      const validating = this.#inTransaction(tx, (own) =>
        validateArgs(own, invocation.component, fn, args),
      );
      if (validating !== null) {
        await validating;
      }
      const json = await invocation.unlessFailed(() =>
        this.#invoke(invocation, fn, args),
      );
      const checking = this.#inTransaction(tx, (own) =>
        validateReturns(own, invocation.component, fn, json),
      );
      if (checking !== null) {
        await checking;
      }
      return json;
    } catch (error) {
      const failure = toFunctionFailure(error, call.deployment.mapFrames);
      const { isOverTime, isOutermost } = invocation;
      throw isOverTime && isOutermost
        ? new TimeLimitFailure(failure.message)
        : failure;
    } finally {
      invocation.end();
    }
  }

  /** An invocation that may begin; whoever opens it ends it. */
  open(
    mount: Mount,
    fn: Pick<LoadedFunction, "path" | "kind" | "runtime">,
    call: CallContext,
    tx: Transaction | null,
    parent: Invocation | null,
  ): Invocation {
    const invocation = new Invocation(mount, fn, call, tx, parent, this);
    if (tx === null) {
      invocation.syscalls = actionSyscalls(this, invocation);
      this.#actions.add(invocation);
    }
    return invocation;
  }

  /** The handler, and what it left behind without waiting for it. */
  async #invoke(
    invocation: Invocation,
    fn: LoadedFunction,
    args: JSONValue,
  ): Promise<string> {
    const { tx, mount, call } = invocation;
    const argsJson = JSON.stringify([args]);
    if (tx === null) {
      const { actions } = call.deployment;
      limitTime(invocation);
      return await actions.run(invocation, argsJson);
    }
    const invoke = () => fn.invoke(call.request.requestId, argsJson);
    const isOverTime = startUserTime(this.clock, USER_TIME_LIMIT_MS);
    const { stepLimitMs } = this.#options;
    const limitMs = this.#proven.has(fn) ? undefined : stepLimitMs;
    const guest = new TransactionGuest(this, invocation, tx, limitMs);
    const json = await mount.realm
      .run(guest, invoke)
      .catch((error: unknown) => {
        throw error instanceof EndlessStepError
          ? invocation.exceedTime(USER_TIME_LIMIT_MS)
          : error;
      })
      .finally(() => this.#proven.note(fn, guest.longestStepMs));
    // After the fact, as far as the limit is concerned.
    if (this.#options.isTimed && isOverTime(invocation.hostMs)) {
      invocation.exceedTime(USER_TIME_LIMIT_MS);
    }
    if (invocation.isOutermost) {
      // What it let go fails it, and what it wrote is taken back.
      await nextTurn();
    }
    return json;
  }

  /** Resolves when no action runs. */
  async idle(): Promise<void> {
    if (this.#actions.size > 0) {
      await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    }
  }

  /** Fails every action that runs, as a crash would. */
  cut(): void {
    for (const invocation of [...this.#actions]) {
      const { path, component, requestId } = invocation.label;
      this.#options.log({
        ...{ level: "warn", event: "function.cut" },
        ...{ function: path, component, request_id: requestId },
      });
      invocation.fail(new FunctionFailure(INTERRUPTED));
    }
  }

  ended(invocation: Invocation): void {
    this.#actions.delete(invocation);
    if (this.#actions.size === 0) {
      this.#whenIdle();
    }
  }

  failedLate({ call, label }: Invocation, error: unknown): void {
    const failure = toFunctionFailure(error, call.deployment.mapFrames);
    logStray(this.#options.log, label, failure);
  }

  /**
   * Looks up table names in the own transaction, and is done at once, or in a
   * read one in actions.
   */
  #inTransaction(
    tx: Transaction | null,
    validate: (tx: Transaction) => void,
  ): Promise<unknown> | null {
    if (tx === null) {
      return this.#engine.read(validate);
    }
    validate(tx);
    return null;
  }
}

/** By the clock, whatever the action does. */
function limitTime(invocation: Invocation): void {
  const expire = () =>
    invocation.fail(
      new DeveloperError(
        `Action execution timed out (maximum duration ${ACTION_TIMEOUT_MS / 1000}s)`,
      ),
    );
  const timer = setTimeout(expire, ACTION_TIMEOUT_MS);
  // It may end before its code does.
  invocation.whenEnded(() => clearTimeout(timer));
}

function deeper(call: CallContext): CallContext {
  return { ...call, depth: call.depth + 1 };
}

/** Production tells the caller; scheduled mutations are tried again for ever. */
function conflictAsFailure(error: unknown): never {
  if (error instanceof ConflictError) {
    throw new FunctionFailure(error.message);
  }
  throw error;
}

/** @param ts the commit's, ns. */
export function withCommitTs(json: string, ts: bigint): string {
  if (!json.includes('"$commitTs"')) {
    return json;
  }
  return JSON.stringify(resolveCommitTs(parseJson(json), ts));
}
