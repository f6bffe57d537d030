/**
 * The entry for every call from outside: HTTP, WebSocket and CLI. Finds the
 * function, applies the caller's rights and turns failures into answers.
 */
import { FunctionLog } from "./admin/functionLog";
import { systemQuery } from "./admin/systemQueries";
import { normalizePath } from "./components/references";
import type { EngineApi, ReadSet } from "./engine";
import { DeveloperError, FunctionFailure } from "./errors";
import {
  type Deployment,
  findFunction,
  type Target,
} from "./execution/deployment";
import type { FunctionKind } from "./execution/functions";
import { entropy } from "./execution/random";
import type {
  CallContext,
  Identity,
  QueryTrace,
  RequestMetadata,
} from "./execution/invocation";
import { type HostLog, LogLines } from "./execution/logs";
import type { AroundMutation, Runner } from "./execution/runner";
import { assertKind } from "./execution/syscallsCalls";
import type { Environment } from "./components/tree";
import { isJsonObject, type JSONValue } from "./values/json";

export interface Caller {
  identity: Identity;
  /** May call internal functions and those of components. */
  isAdmin: boolean;
  request: RequestMetadata;
}

export interface CallRequest {
  /** "any" takes whatever the function is. */
  kind: FunctionKind | "any";
  path: string;
  /** Component path; only admins may leave the app (""). */
  component: string;
  args: JSONValue;
  caller: Caller;
  /** Runs instead of what `path` names. */
  target?: Target;
  /** Filled when the call is a query. */
  trace?: QueryTrace;
  /** Wraps the call in its transaction when it is a mutation. */
  around?: AroundMutation;
}

export type CallOutcome =
  | {
      status: "success";
      /** Convex-JSON text. */
      json: string;
      logLines: string[];
      /** Snapshot or commit ts, ns; null for actions. */
      ts: bigint | null;
      readSet: ReadSet | null;
    }
  | {
      status: "error";
      message: string;
      data?: JSONValue;
      logLines: string[];
      /** What a failed query depends on; null where no query ran. */
      ts: bigint | null;
      readSet: ReadSet | null;
    };

type Ended = { ts: bigint | null; readSet: ReadSet | null } & (
  { failure: null; json: string } | { failure: FunctionFailure }
);

export function newRequestId(): string {
  return Buffer.from(entropy(8)).toString("hex");
}

/** Longest first line of a failure that goes into the host's log. */
const MAX_LOGGED_MESSAGE = 500;

export class Host {
  /** The code that serves; null before the first push. */
  deployment: Deployment | null = null;
  env: Environment = {};
  readonly functionLog = new FunctionLog();

  constructor(
    readonly engine: EngineApi,
    readonly runner: Runner,
    readonly log: HostLog,
    /** The addresses of this deployment, as its functions see them. */
    readonly systemEnv: Environment,
  ) {}

  async call(request: CallRequest): Promise<CallOutcome> {
    const { deployment } = this;
    const logs = new LogLines();
    const context = { logs, request: request.caller.request };
    const { path, component } = request;
    const ended = await this.run(request, deployment, logs).catch(endedBy);
    const { failure, ts, readSet } = ended;
    this.report(path, component, context, failure);
    const logLines = logs.lines;
    if (failure === null) {
      return { status: "success", json: ended.json, logLines, ts, readSet };
    }
    const message = failureMessage(context.request, failure);
    const data = failure.data === undefined ? {} : { data: failure.data };
    return { status: "error", message, ...data, logLines, ts, readSet };
  }

  private async run(
    request: CallRequest,
    deployment: Deployment | null,
    logs: LogLines,
  ): Promise<Ended> {
    const { caller, component, args, around } = request;
    if (!caller.isAdmin && component !== "") {
      throw new DeveloperError("Only admins may call functions of components.");
    }
    if (request.path.startsWith("_system/")) {
      return { ...(await systemQuery(this, request)), failure: null };
    }
    if (deployment === null) {
      throw new DeveloperError(
        `Could not find public function for '${request.path}'. Nothing has been deployed yet: run \`npx convex deploy\`.`,
      );
    }
    const path = normalizePath(request.path);
    const target =
      request.target ??
      findFunction(deployment, component, path, !caller.isAdmin);
    const { kind } = target.fn;
    if (request.kind !== "any") assertKind(target, request.kind);
    if (!isJsonObject(args)) {
      throw new DeveloperError(
        "The arguments of a function must be an object.",
      );
    }
    const call: CallContext = {
      identity: caller.identity,
      request: caller.request,
      scheduled: null,
      logs,
      depth: 0,
      deployment,
      trace: request.trace,
    };
    const { runner } = this;
    if (kind === "query") return runner.runQuery(target, args, call);
    if (kind === "mutation") {
      const success = await runner.runMutation(target, args, call, around);
      return { ...success, failure: null };
    }
    const json = await runner.runAction(target, args, call);
    return { json, failure: null, ts: null, readSet: null };
  }

  /**
   * Puts a call's log lines and its failure into the host's log, without values,
   * and into the one developers read.
   */
  report(
    path: string,
    component: string,
    { logs, request }: Pick<CallContext, "logs" | "request">,
    failure: FunctionFailure | null,
  ): void {
    this.remember(path, component, { logs, request }, failure);
    const fields = {
      function: path,
      component,
      request_id: request.requestId,
    };
    for (const line of logs.lines) {
      this.log({ level: "info", event: "function.log", ...fields, line });
    }
    if (failure !== null) {
      const [firstLine = ""] = failure.message.split("\n");
      const message = firstLine.slice(0, MAX_LOGGED_MESSAGE);
      this.log({
        level: "error",
        event: "function.failed",
        ...fields,
        message,
      });
    }
  }

  private remember(
    given: string,
    component: string,
    { logs, request }: Pick<CallContext, "logs" | "request">,
    failure: FunctionFailure | null,
  ): void {
    const isHttp = given.includes(" ");
    const path = isHttp ? given : normalizePath(given);
    const { functions } = this.deployment?.mounts.get(component) ?? {};
    const kind = isHttp ? "httpAction" : functions?.get(path)?.kind;
    // System queries, the CLI's own, and names of nothing are left out.
    if (kind === undefined) return;
    this.functionLog.add({
      ...{ kind, component, path, requestId: request.requestId },
      ...{ logLines: logs.lines, startedAt: logs.startedAt },
      error: failure?.message ?? null,
    });
  }
}

/** The failure of the app's code or of the call; failures of the host are thrown on. */
function endedBy(error: unknown): Ended {
  const none = { ts: null, readSet: null };
  if (error instanceof FunctionFailure) return { ...none, failure: error };
  if (error instanceof DeveloperError) {
    return { ...none, failure: new FunctionFailure(error.message) };
  }
  throw error;
}

/** What stays the same when the same failure happens again. */
export function withoutRequestId(message: string): string {
  return message.slice(message.indexOf("\n") + 1);
}

/** As production words it for clients. */
export function failureMessage(
  request: RequestMetadata,
  failure: FunctionFailure,
): string {
  return `[Request ID: ${request.requestId}] Server Error\n${failure.message}`;
}
