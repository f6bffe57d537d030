/**
 * The entry for every call from outside: HTTP, WebSocket and CLI. Finds the
 * function, applies the caller's rights and turns failures into answers.
 */
import { FunctionLog, type FunctionRun } from "../admin/functionLog";
import { isSystemQuery, systemQuery } from "../admin/systemQueries";
import type { TokenVerifier } from "../auth/tokens";
import { normalizePath } from "../components/references";
import type { Environment } from "../components/tree";
import type { EngineApi } from "../engine";
import { DeveloperError, type FunctionFailure } from "../errors";
import {
  assertKind,
  type Deployment,
  findFunction,
  shownName,
  type Target,
} from "../execution/deployment";
import { type CallContext, outermostCall } from "../execution/invocation";
import { failureLine, type HostLog, LogLines } from "../execution/logs";
import { failed, type Outcome, type Runner } from "../execution/runner";
import type { Caller, CallRequest } from "./callRequest";
import type { Faults } from "./faults";
import { ByteBudget } from "../http/byteBudget";
import type { TrustedProxies } from "../http/proxies";
import { isJsonObject } from "../values/json";

/** What a caller may be told of a call. */
export interface Disclosure {
  requestId: string;
  /** Whether a failure's message and what functions print stay here. */
  isRedacted: boolean;
}

/** What was called, as logs name it; null is the name of nothing, made up by a caller. */
export interface Called extends Pick<FunctionRun, "component" | "path"> {
  /** Null for the CLI's own queries and for inline ones. */
  kind: FunctionRun["kind"] | null;
}

export type CallOutcome = Outcome & Disclosure & { logLines: string[] };

/** What every port shares: the code that serves, and the way to call it. */
export class Host {
  /** The code that serves; null before the first push. */
  deployment: Deployment | null = null;
  env: Environment = {};
  /** Settles when the code that served last is loaded; callers wait for it. */
  ready: Promise<unknown> = Promise.resolve();
  readonly functionLog = new FunctionLog();
  /** What requests and sockets have in memory, for as long as they have it. */
  readonly bytes = new ByteBudget();

  /** Whether callers without the admin key are told only that a call failed. */
  readonly #isRedacting: boolean;

  constructor(
    readonly engine: EngineApi,
    readonly runner: Runner,
    readonly faults: Faults,
    readonly log: HostLog,
    /** The addresses of this deployment, as its functions see them. */
    readonly systemEnv: Environment,
    /** What the CLI and admin clients present. */
    readonly adminKey: string,
    readonly tokens: TokenVerifier,

    isRedacting: boolean,
    /** Who is believed for whom they ask. */
    readonly proxies: TrustedProxies,
  ) {
    this.#isRedacting = isRedacting;
  }

  async call(request: CallRequest): Promise<CallOutcome> {
    const logs = new LogLines();
    const { path, component, caller } = request;
    const outcome = await this.#run(request, logs).catch(failed);
    const context = { logs, request: caller.request };
    const called = this.find(path, component, request.target);
    this.reportCall(called, context, outcome.failure);
    const disclosure = this.disclosure(caller);
    const logLines = disclosure.isRedacted ? [] : logs.lines;
    return { ...outcome, ...disclosure, logLines };
  }

  disclosure({ request, isAdmin }: Omit<Caller, "identity">): Disclosure {
    const isRedacted = this.#isRedacting && !isAdmin;
    return { requestId: request.requestId, isRedacted };
  }

  async #run(request: CallRequest, logs: LogLines): Promise<Outcome> {
    const { deployment } = this;
    const { caller, component, args, around } = request;
    if (!caller.isAdmin && component !== "") {
      throw new DeveloperError("Only admins may call functions of components.");
    }
    if (request.path.startsWith("_system/")) {
      return { ...(await systemQuery(this, request)), failure: null };
    }
    if (deployment === null) {
      throw new DeveloperError(
        `Could not find public function for '${shownName(request.path)}'. Nothing has been deployed yet: run \`npx convex deploy\`.`,
        "Nothing has been deployed yet.",
      );
    }
    const path = normalizePath(request.path);
    const target =
      request.target ??
      findFunction(deployment, component, path, !caller.isAdmin);
    if (request.kind !== "any") {
      assertKind(target, request.kind);
    }
    if (!isJsonObject(args)) {
      throw new DeveloperError(
        "The arguments of a function must be an object.",
      );
    }
    const { trace } = request;
    const call = outermostCall(caller, deployment, { logs, trace });
    return this.runner.run(target, args, call, around);
  }

  /** What a name means in the code that serves; null when it means nothing. */
  find(path: string, component: string, target?: Target): Called | null {
    if (target !== undefined) {
      return { kind: null, path: target.fn.path, component };
    }
    if (isSystemQuery(path)) {
      return { kind: null, path, component };
    }
    const { functions } = this.deployment?.mounts.get(component) ?? {};
    const fn = functions?.get(normalizePath(path));
    return fn === undefined
      ? null
      : { kind: fn.kind, path: fn.path, component };
  }

  /** As `reportCall`, of a run that the app itself asked for, by a name it knows. */
  report(
    path: string,
    component: string,
    call: CallContext,
    failure: FunctionFailure | null,
  ): void {
    const known = this.find(path, component);
    const called = known ?? { kind: null, path, component };
    this.reportCall(called, call, failure);
  }

  /**
   * Puts a call's log lines and its failure into the host's log, without values,
   * and into the one developers read.
   * @param called null for what does not exist, whose name is not repeated
   */
  reportCall(
    called: Called | null,
    call: Pick<CallContext, "logs" | "request">,
    failure: FunctionFailure | null,
  ): void {
    if (called !== null) {
      this.#remember(called, call, failure);
    }
    const { path = null, component = null } = called ?? {};
    const { requestId } = call.request;
    const fields = { function: path, component, request_id: requestId };
    for (const line of call.logs.lines) {
      this.log({ level: "info", event: "function.log", ...fields, line });
    }
    if (failure !== null) {
      const message = failureLine(failure);
      const event = "function.failed";
      // A name of nothing is its caller's mistake.
      const level = called === null ? "info" : "error";
      this.log({ level, event, ...fields, message });
    }
  }

  #remember(
    { kind, component, path }: Called,
    { logs, request }: Pick<CallContext, "logs" | "request">,
    failure: FunctionFailure | null,
  ): void {
    if (kind === null) {
      return;
    }
    this.functionLog.add({
      ...{ kind, component, path, requestId: request.requestId },
      ...{ logLines: logs.lines, startedAt: logs.startedAt },
      error: failure?.message ?? null,
    });
  }
}

/** As production words it for clients; the data of a `ConvexError` goes beside it. */
export function failureMessage(
  { requestId, isRedacted }: Disclosure,
  failure: FunctionFailure,
): string {
  const told = isRedacted ? "" : `\n${failure.message}`;
  return `[Request ID: ${requestId}] Server Error${told}`;
}
