/** System calls that reach other functions: nested runs, the scheduler, handles. */
import { resolveAddress, toHandle } from "../components/references";
import type { Transaction } from "../engine";
import { DeveloperError } from "../errors";
import {
  cancelFunction,
  scheduleFunction,
  type ScheduleRequest,
} from "../scheduler/queue";
import { isJsonObject, type JSONObject } from "../values/json";
import { findFunction, type Target } from "./deployment";
import type { FunctionKind } from "./functions";
import type { Invocation } from "./invocation";
import { numberArg, objectArg, stringArg } from "./syscallArgs";

/** What these calls need of the runner, which in turn builds on them. */
export interface CallHost {
  /** A savepoint in the caller's transaction. */
  runNested(caller: Invocation, request: NestedRequest): Promise<string>;
  /** A transaction (or an action) of its own, for actions. */
  runFromAction(
    caller: Invocation,
    target: Target,
    args: JSONObject,
  ): Promise<string>;
  write<T>(label: string, body: (tx: Transaction) => T): Promise<T>;
}

export interface NestedRequest {
  target: Target;
  args: JSONObject;
  kind: "query" | "mutation" | "snapshotQuery";
  limits: Record<string, number> | undefined;
}

/** Production's words for a function of the wrong kind. */
export function assertKind(target: Target, expected: FunctionKind): void {
  const { kind, path } = target.fn;
  if (kind === expected) return;
  throw new DeveloperError(
    `Trying to execute ${path.replace(":", ".js:")} as ${title(expected)}, but it is defined as ${title(kind)}.`,
  );
}

function title(kind: FunctionKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

function resolveTarget(invocation: Invocation, args: JSONObject): Target {
  const address = resolveAddress(invocation.target.mount.node, args);
  return findFunction(
    invocation.call.deployment,
    address.component,
    address.path,
    address.throughReference,
  );
}

export function runUdf(
  host: CallHost,
  invocation: Invocation,
  args: JSONObject,
): Promise<string> {
  const kind = args["udfType"];
  if (kind !== "query" && kind !== "mutation" && kind !== "snapshotQuery") {
    throw new DeveloperError("A nested call must be a query or a mutation.");
  }
  if (kind === "mutation" && invocation.activity !== "mutation") {
    throw new DeveloperError("Queries cannot run mutations.");
  }
  const target = resolveTarget(invocation, args);
  assertKind(target, kind === "mutation" ? "mutation" : "query");
  const request: NestedRequest = {
    target,
    args: objectArg(args, "args"),
    kind,
    limits: limitsArg(args),
  };
  return invocation.exclusively(() => host.runNested(invocation, request));
}

function limitsArg(args: JSONObject): Record<string, number> | undefined {
  const { transactionLimits } = args;
  if (!isJsonObject(transactionLimits)) return undefined;
  const entries = Object.keys(transactionLimits).map(
    (name) => [name, numberArg(transactionLimits, name)] as const,
  );
  return Object.fromEntries(entries);
}

/** `1.0/actions/query`, `mutation` and `action`. */
export async function callFromAction(
  host: CallHost,
  invocation: Invocation,
  kind: FunctionKind,
  args: JSONObject,
): Promise<string> {
  const target = resolveTarget(invocation, args);
  assertKind(target, kind);
  return host.runFromAction(invocation, target, objectArg(args, "args"));
}

export function scheduleRequest(
  invocation: Invocation,
  args: JSONObject,
): ScheduleRequest {
  const target = resolveTarget(invocation, args);
  const { kind, path } = target.fn;
  if (kind === "query") {
    throw new DeveloperError(
      `Trying to schedule ${path}, but it is a query. Only mutations and actions can be scheduled.`,
    );
  }
  const { scheduled } = invocation.call;
  return {
    component: invocation.target.mount.node.path,
    target: { component: target.mount.node.path, path },
    kind,
    seconds: numberArg(args, "ts"),
    args: objectArg(args, "args"),
    parent: scheduled,
  };
}

export function schedule(
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
): string {
  return JSON.stringify(
    scheduleFunction(tx, scheduleRequest(invocation, args)),
  );
}

export function cancelJob(
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
): string {
  const component = invocation.target.mount.node.path;
  const id = tx.normalizeId(
    component,
    "_scheduled_functions",
    stringArg(args, "id"),
  );
  if (id === null) {
    throw new DeveloperError(
      `Invalid id of a scheduled function: ${stringArg(args, "id")}`,
    );
  }
  const self = invocation.tx === null ? null : invocation.call.scheduled;
  cancelFunction(tx, { component, id }, self);
  return "null";
}

export function createHandle(invocation: Invocation, args: JSONObject): string {
  const { mount, fn } = resolveTarget(invocation, args);
  return JSON.stringify(
    toHandle({ component: mount.node.path, path: fn.path }),
  );
}
