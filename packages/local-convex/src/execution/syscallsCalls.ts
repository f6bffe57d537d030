/** System calls that reach other functions: nested runs, the scheduler, handles. */
import { resolveAddress, toHandle } from "../components/references";
import type { Transaction } from "../engine";
import { DeveloperError } from "../errors";
import { cancelFunction, scheduleFunction } from "../scheduler/queue";
import { isJsonObject, type JSONObject } from "../values/json";
import { assertKind, findFunction, type Target } from "./deployment";
import type { FunctionKind } from "./guestFunctions";
import type { Invocation } from "./invocation";
import type { SyscallHost } from "./syscallHost";
import { numberArg, objectArg, stringArg } from "./syscallArgs";

function resolveTarget(invocation: Invocation, args: JSONObject): Target {
  const address = resolveAddress(invocation.mount.node, args);
  return findFunction(
    invocation.call.deployment,
    address.component,
    address.path,
    address.throughReference,
  );
}

/**
 * `ctx.runQuery` and `ctx.runMutation` inside a transaction: answers JSON once
 * the caller waits, since one function runs at a time.
 *
 * @throws DeveloperError for other kinds of functions.
 */
export function runUdf(
  runner: SyscallHost,
  invocation: Invocation,
  args: JSONObject,
): () => Promise<string> {
  const kind = args["udfType"];
  if (kind !== "query" && kind !== "mutation" && kind !== "snapshotQuery") {
    throw new DeveloperError("A nested call must be a query or a mutation.");
  }
  if (kind === "mutation" && invocation.activity !== "mutation") {
    throw new DeveloperError("Queries cannot run mutations.");
  }
  const target = resolveTarget(invocation, args);
  assertKind(target, kind === "mutation" ? "mutation" : "query");
  const nestedArgs = objectArg(args, "args");
  const limits = limitsArg(args);
  return () =>
    runner.runNested(invocation, target, nestedArgs, { kind, limits });
}

function limitsArg(args: JSONObject): Record<string, number> | undefined {
  const { transactionLimits } = args;
  if (!isJsonObject(transactionLimits)) {
    return undefined;
  }
  const entries = Object.keys(transactionLimits).map(
    (name) => [name, numberArg(transactionLimits, name)] as const,
  );
  return Object.fromEntries(entries);
}

/** `1.0/actions/query`, `mutation` and `action`. */
export function callFromAction(
  runner: SyscallHost,
  invocation: Invocation,
  kind: FunctionKind,
  args: JSONObject,
): Promise<string> {
  const target = resolveTarget(invocation, args);
  assertKind(target, kind);
  return runner.runFromAction(invocation, target, objectArg(args, "args"));
}

/**
 * `ctx.scheduler.runAt` and `runAfter`; answers the id as JSON.
 *
 * @throws DeveloperError for a query and for arguments that cannot be stored.
 */
export function schedule(
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
): string {
  const target = resolveTarget(invocation, args);
  const { kind, path } = target.fn;
  if (kind === "query") {
    throw new DeveloperError(
      `Trying to schedule ${path}, but it is a query. Only mutations and actions can be scheduled.`,
    );
  }
  const id = scheduleFunction(tx, {
    component: invocation.component,
    target: { component: target.mount.node.path, path },
    kind,
    seconds: numberArg(args, "ts"),
    args: objectArg(args, "args"),
    parent: invocation.call.scheduled,
  });
  return JSON.stringify(id);
}

/**
 * `ctx.scheduler.cancel`; answers null as JSON.
 *
 * @throws DeveloperError for an id of something else, and for the run's own.
 */
export function cancelJob(
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
): string {
  const { component } = invocation;
  const given = stringArg(args, "id");
  const id = tx.normalizeId(component, "_scheduled_functions", given);
  if (id === null) {
    throw new DeveloperError(`Invalid id of a scheduled function: ${given}`);
  }
  const self = invocation.tx === null ? null : invocation.call.scheduled;
  cancelFunction(tx, { component, id }, self);
  return "null";
}

/** `createFunctionHandle`; answers the handle as JSON. */
export function createHandle(invocation: Invocation, args: JSONObject): string {
  const { mount, fn } = resolveTarget(invocation, args);
  return JSON.stringify(
    toHandle({ component: mount.node.path, path: fn.path }),
  );
}
