/**
 * What guest code may ask for by the global `Convex`: every operation's name and
 * what answers it. An operation that is not here throws
 * an error that names it.
 */
import { signRequest } from "../auth/signing";
import { DeveloperError, refuseLeftOut } from "../errors";
import type { JSONObject } from "../values/json";
import type { Transaction } from "../engine";
import type { ActionSyscalls, Invocation } from "./invocation";
import type { RealmGuest } from "./realm/guest";
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

/** Answers JSON, or says how to once the guest waits for it. */
type TransactionCall = (
  host: SyscallHost,
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
) => string | (() => Promise<string>);

type ActionCall = (
  host: SyscallHost,
  invocation: Invocation,
  args: JSONObject,
) => string | Promise<string>;

/** Calls every kind of function may make. */
const sharedCalls: Readonly<
  Record<string, (invocation: Invocation, args: JSONObject) => string>
> = {
  "1.0/getUserIdentity": userIdentity,
  "1.0/getFunctionMetadata": ({ fn, component }) =>
    JSON.stringify({ name: fn.path, componentPath: component }),
  "1.0/getDeploymentMetadata": () =>
    JSON.stringify({ name: "local-convex", region: null, class: "s16" }),
  "1.0/createFunctionHandle": createHandle,
};

const queryCalls: Readonly<Record<string, TransactionCall>> = {
  "1.0/runUdf": (host, invocation, _tx, args) => runUdf(host, invocation, args),
};

const mutationCalls: Readonly<Record<string, TransactionCall>> = {
  ...queryCalls,
  "1.0/getRequestMetadata": (_host, invocation) => requestMetadata(invocation),
  "1.0/schedule": (_host, invocation, tx, args) =>
    schedule(invocation, tx, args),
  "1.0/cancel_job": (_host, invocation, tx, args) =>
    cancelJob(invocation, tx, args),
  "1.0/signJwt": signJwt,
};

const actionCalls: Readonly<Record<string, ActionCall>> = {
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

/** Mutations only; the engine refuses nothing here, the kind does. */
const WRITES = new Set([
  "1.0/insert",
  "1.0/shallowMerge",
  "1.0/replace",
  "1.0/remove",
]);

/** What one run of a query or mutation may ask of the host. */
export function transactionCalls(
  host: SyscallHost,
  invocation: Invocation,
  tx: Transaction,
): Pick<RealmGuest, "syscall" | "asyncSyscall"> {
  return {
    syscall: (op, json) =>
      timed(host, invocation, () => {
        const call = syncDatabaseCalls[op];
        if (call === undefined) {
          throw new DeveloperError(`Unknown operation ${op}`);
        }
        return call(invocation, tx, parseArgs(op, json));
      }),
    asyncSyscall: (op, json) =>
      timed(host, invocation, () => {
        const args = parseArgs(op, json);
        const call = findTransactionCall(invocation, op);
        return call(host, invocation, tx, args);
      }),
  };
}

/** @throws DeveloperError for what such a function may not do. */
function findTransactionCall(
  { activity }: Invocation,
  op: string,
): TransactionCall {
  const databaseCall = asyncDatabaseCalls[op];
  if (databaseCall !== undefined) {
    if (WRITES.has(op) && activity !== "mutation") {
      throw new DeveloperError(`${op} is not allowed in a ${activity}.`);
    }
    return (_host, invocation, tx, args) => databaseCall(invocation, tx, args);
  }
  const shared = sharedCalls[op];
  if (shared !== undefined) {
    return (_host, invocation, _tx, args) => shared(invocation, args);
  }
  const calls = activity === "mutation" ? mutationCalls : queryCalls;
  return calls[op] ?? unknownOperation(op);
}

/** What answers the system calls of one action. */
export function actionSyscalls(
  host: SyscallHost,
  invocation: Invocation,
): ActionSyscalls {
  return {
    async asyncSyscall(op, json) {
      invocation.assertRunning();
      const args = parseArgs(op, json);
      const shared = sharedCalls[op];
      return shared === undefined
        ? await (actionCalls[op] ?? unknownOperation(op))(
            ...([host, invocation, args] as const),
          )
        : shared(invocation, args);
    },
  };
}

function unknownOperation(op: string): never {
  refuseLeftOut(op);
  // The client library looks for these words.
  throw new DeveloperError(`Unknown async operation ${op}`);
}

/** Keeps the time away from the guest's budget. */
function timed<T>(host: SyscallHost, invocation: Invocation, body: () => T): T {
  invocation.assertRunning();
  const { clock } = host;
  const start = clock.wallMs();
  try {
    return body();
  } finally {
    invocation.hostMs += clock.wallMs() - start;
  }
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

function signJwt(
  { signingKey }: SyscallHost,
  { component, env }: Invocation,
  tx: Transaction,
  args: JSONObject,
): () => Promise<string> {
  const { CONVEX_CLOUD_URL: origin = "" } = env;
  const issuer =
    component === "" ? origin : `${origin}/components/${component}`;
  const request = signRequest(args, issuer, tx.now);
  return async () => JSON.stringify(await signingKey.sign(request));
}

function requestMetadata({ call }: Invocation): string {
  return JSON.stringify({
    ...call.request,
    scheduledFunctionId: call.scheduled?.id ?? null,
  });
}
