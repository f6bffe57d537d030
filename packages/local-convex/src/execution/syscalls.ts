/**
 * The three functions guest code finds on the global `Convex`: every
 * operation's name and what answers it. An operation that is not here throws
 * an error that names it.
 */
import { DeveloperError, refuseLeftOut, toSyscallError } from "../errors";
import type { JSONObject } from "../values/json";
import { runAsHost, type Syscalls } from "./context";
import type { Invocation } from "./invocation";
import type { SyscallHost } from "./syscallHost";
import { parseArgs } from "./syscallArgs";
import {
  callFromAction,
  cancelJob,
  createHandle,
  runUdf,
  schedule,
} from "./syscallsCalls";
import { asyncDatabaseCalls, syncDatabaseCalls } from "./syscallsDatabase";

type AsyncCall = (
  host: SyscallHost,
  invocation: Invocation,
  args: JSONObject,
) => string | Promise<string>;

/** Calls every kind of function may make. */
const sharedCalls: Readonly<Record<string, AsyncCall>> = {
  "1.0/getUserIdentity": (_host, invocation) => userIdentity(invocation),
  "1.0/getFunctionMetadata": (_host, { fn, component }) =>
    JSON.stringify({ name: fn.path, componentPath: component }),
  "1.0/getDeploymentMetadata": () =>
    JSON.stringify({ name: "local-convex", region: null, class: "s16" }),
  "1.0/createFunctionHandle": (_host, invocation, args) =>
    createHandle(invocation, args),
};

const queryCalls: Readonly<Record<string, AsyncCall>> = {
  ...sharedCalls,
  "1.0/runUdf": runUdf,
};

const mutationCalls: Readonly<Record<string, AsyncCall>> = {
  ...queryCalls,
  "1.0/getRequestMetadata": (_host, invocation) => requestMetadata(invocation),
  "1.0/schedule": (_host, invocation, args) =>
    schedule(invocation, transactionOf(invocation), args),
  "1.0/cancel_job": (_host, invocation, args) =>
    cancelJob(invocation, transactionOf(invocation), args),
};

const actionCalls: Readonly<Record<string, AsyncCall>> = {
  ...sharedCalls,
  "1.0/getRequestMetadata": (_host, invocation) => requestMetadata(invocation),
  "1.0/actions/query": (host, invocation, args) =>
    callFromAction(host, invocation, "query", args),
  "1.0/actions/mutation": (host, invocation, args) =>
    callFromAction(host, invocation, "mutation", args),
  "1.0/actions/action": (host, invocation, args) =>
    callFromAction(host, invocation, "action", args),
  "1.0/actions/schedule": (host, invocation, args) =>
    host.write("schedule", (tx) => schedule(invocation, tx, args)),
  "1.0/actions/cancel_job": (host, invocation, args) =>
    host.write("cancel_job", (tx) => cancelJob(invocation, tx, args)),
};

const callsByActivity = {
  import: {},
  query: queryCalls,
  mutation: mutationCalls,
  action: actionCalls,
};

/** Mutations only; the engine refuses nothing here, the kind does. */
const WRITES = new Set([
  "1.0/insert",
  "1.0/shallowMerge",
  "1.0/replace",
  "1.0/remove",
]);

/** The functions that one run finds on the global `Convex`. */
export function createSyscalls(
  host: SyscallHost,
  invocation: Invocation,
): Syscalls {
  return {
    syscall: (op, json) =>
      timed(host, invocation, () => {
        const call = syncDatabaseCalls[op];
        if (call === undefined || invocation.tx === null) {
          throw new DeveloperError(`Unknown operation ${op}`);
        }
        return call(invocation, invocation.tx, parseArgs(op, json));
      }),
    // Not an async function: most answers are there at once, and every promise
    // less is felt in a function of fifty calls.
    asyncSyscall(op, json) {
      try {
        const answer = timed(host, invocation, () =>
          dispatch(host, invocation, op, parseArgs(op, json)),
        );
        return typeof answer === "string"
          ? Promise.resolve(answer)
          : answer.catch(rethrow);
      } catch (error) {
        return Promise.reject(toSyscallError(error));
      }
    },
    jsSyscall(op) {
      refuseLeftOut(op);
      throw new DeveloperError(`Unknown JS operation ${op}`);
    },
  };
}

function rethrow(error: unknown): never {
  throw toSyscallError(error);
}

function dispatch(
  host: SyscallHost,
  invocation: Invocation,
  op: string,
  args: JSONObject,
): string | Promise<string> {
  const { activity, tx } = invocation;
  const databaseCall = tx === null ? undefined : asyncDatabaseCalls[op];
  if (tx !== null && databaseCall !== undefined) {
    if (WRITES.has(op) && activity !== "mutation") {
      throw new DeveloperError(`${op} is not allowed in a ${activity}.`);
    }
    return invocation.inOrder(() => databaseCall(invocation, tx, args));
  }
  const calls: Readonly<Record<string, AsyncCall>> = callsByActivity[activity];
  const call = calls[op];
  if (call === undefined) {
    refuseLeftOut(op);
    // The client library looks for these words.
    throw new DeveloperError(`Unknown async operation ${op}`);
  }
  return op === "1.0/runUdf" || tx === null
    ? call(host, invocation, args)
    : invocation.inOrder(() => call(host, invocation, args));
}

/** Leaves the guest's world and keeps the time away from its budget. */
function timed<T>(host: SyscallHost, invocation: Invocation, body: () => T): T {
  invocation.assertRunning();
  const { clock } = host;
  const start = clock.wallMs();
  try {
    return runAsHost(body);
  } finally {
    invocation.hostMs += clock.wallMs() - start;
  }
}

function transactionOf({ tx }: Invocation) {
  if (tx === null) {
    throw new DeveloperError("No transaction is open.");
  }
  return tx;
}

function userIdentity({ call }: Invocation): string {
  if (call.trace !== undefined) {
    call.trace.identityRead = true;
  }
  switch (call.identity.kind) {
    case "none":
      return "null";
    case "user":
      return JSON.stringify(call.identity.attributes);
    case "invalid":
      throw new DeveloperError(call.identity.reason);
  }
}

function requestMetadata({ call }: Invocation): string {
  return JSON.stringify({
    ...call.request,
    scheduledFunctionId: call.scheduled?.id ?? null,
  });
}
