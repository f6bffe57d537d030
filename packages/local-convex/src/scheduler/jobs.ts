/**
 * Runs one scheduled function. A mutation's effects and the end of its job are
 * one transaction: exactly once. An action is marked as started first and never
 * started again: at most once.
 */
import type { EngineApi, Transaction } from "../engine";
import { FunctionFailure, toFunctionFailure } from "../errors";
import { type Deployment, findFunction } from "../execution/deployment";
import type { FunctionKind } from "../execution/functions";
import type { CallContext } from "../execution/invocation";
import { LogLines } from "../execution/logs";
import type { Runner } from "../execution/runner";
import { assertKind } from "../execution/syscallsCalls";
import type { Faults } from "../faults";
import type { JSONValue } from "../values/json";
import {
  type JobRow,
  jobsInOrder,
  readJob,
  readScheduled,
  type ScheduledId,
  type ScheduledState,
  setState,
} from "./queue";

/** What a crashed run of an action is recorded as; components rely on the words. */
const CRASHED = "Transient error while executing action";

export interface JobHost {
  engine: EngineApi;
  runner: Runner;
  faults: Faults;
  deployment(): Deployment | null;
  newRequestId(): string;
  /** Log lines and the failure, if any, of a run without a caller. */
  report(
    path: string,
    component: string,
    call: CallContext,
    failure: FunctionFailure | null,
  ): void;
}

/** The context of runs nobody asked for: no identity, no request. */
export function backgroundCall(
  host: JobHost,
  deployment: Deployment,
  scheduled: ScheduledId | null,
): CallContext {
  return {
    identity: { kind: "none" },
    request: {
      requestId: host.newRequestId(),
      ip: null,
      userAgent: null,
      authToken: null,
    },
    scheduled,
    logs: new LogLines(),
    depth: 0,
    deployment,
  };
}

function scheduledIdOf(job: JobRow): ScheduledId {
  return { component: job.component, id: job.scheduledId };
}

export async function runMutationJob(
  host: JobHost,
  deployment: Deployment,
  job: JobRow,
): Promise<void> {
  const id = scheduledIdOf(job);
  const call = backgroundCall(host, deployment, id);
  host.faults("job-claimed");
  const run = async (tx: Transaction) => {
    const args = pendingArgs(tx, id);
    tx.system.remove("", job.rowId);
    if (args === null) return null;
    setState(tx, id, { kind: "inProgress" });
    const ended = await runInSavepoint(tx, host, call, {
      component: job.targetComponent,
      path: job.path,
      args: args.value,
    });
    setState(tx, id, stateAfter(ended));
    host.faults("job-before-commit");
    return ended;
  };
  const { value: failure } = await host.engine.write(
    job.path,
    run,
    "background",
  );
  host.faults("job-after-commit");
  host.report(job.path, job.targetComponent, call, failure);
}

/** A failing function takes its writes with it; the caller's own stay. */
export async function runInSavepoint(
  tx: Transaction,
  host: JobHost,
  call: CallContext,
  what: { component: string; path: string; args: JSONValue },
): Promise<FunctionFailure | null> {
  const child = tx.child({ kind: "mutation" });
  const failure = await settle(() => {
    const target = findTarget(call, what.component, what.path, "mutation");
    return host.runner.runInTransaction(child, target, what.args, call);
  });
  if (failure === null) child.merge();
  else child.discard();
  return failure;
}

/** As `findFunction`, failing the way a function fails. */
export function findTarget(
  { deployment }: CallContext,
  component: string,
  path: string,
  kind: FunctionKind,
) {
  try {
    const target = findFunction(deployment, component, path, false);
    assertKind(target, kind);
    return target;
  } catch (error) {
    throw toFunctionFailure(error, deployment.mapFrames);
  }
}

export async function runActionJob(
  host: JobHost,
  deployment: Deployment,
  job: JobRow,
): Promise<void> {
  const id = scheduledIdOf(job);
  host.faults("job-claimed");
  const { value: args } = await host.engine.write(job.path, (tx) => {
    const pending = pendingArgs(tx, id);
    if (pending === null) tx.system.remove("", job.rowId);
    else {
      setState(tx, id, { kind: "inProgress" });
      tx.system.patch("", job.rowId, { nextTs: null });
    }
    return pending;
  });
  if (args === null) return;
  host.faults("action-started");
  const call = backgroundCall(host, deployment, id);
  const failure = await settle(() => {
    const target = findTarget(call, job.targetComponent, job.path, "action");
    return host.runner.runAction(target, args.value, call);
  });
  host.faults("action-before-complete");
  await host.engine.write(job.path, (tx) =>
    endAction(tx, job, stateAfter(failure)),
  );
  host.report(job.path, job.targetComponent, call, failure);
}

/** Null on success; what is not the function's failure is thrown. */
export async function settle(
  body: () => Promise<unknown>,
): Promise<FunctionFailure | null> {
  try {
    await body();
    return null;
  } catch (error) {
    if (error instanceof FunctionFailure) return error;
    throw error;
  }
}

/** Actions that were running when the process died will not run again. */
export async function failInterruptedActions(host: JobHost): Promise<number> {
  const { value } = await host.engine.write("recover", (tx) => {
    const interrupted = [...jobsInOrder(tx, "action", "started")];
    for (const row of interrupted) {
      endAction(tx, readJob(row), { kind: "failed", error: CRASHED });
    }
    return interrupted.length;
  });
  return value;
}

/** A run that was canceled meanwhile stays canceled. */
function endAction(tx: Transaction, job: JobRow, state: ScheduledState): void {
  const id = scheduledIdOf(job);
  if (readScheduled(tx, id)?.state.kind === "inProgress") {
    setState(tx, id, state);
  }
  tx.system.remove("", job.rowId);
}

/** Null when the run was canceled or its row is gone. */
function pendingArgs(
  tx: Transaction,
  id: ScheduledId,
): { value: JSONValue } | null {
  const row = readScheduled(tx, id);
  return row?.state.kind === "pending" ? { value: row.args[0] } : null;
}

function stateAfter(failure: FunctionFailure | null): ScheduledState {
  return failure === null
    ? { kind: "success" }
    : { kind: "failed", error: failure.message };
}
