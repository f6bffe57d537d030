/**
 * Runs one scheduled function. A mutation's effects and the end of its job are
 * one transaction: exactly once. An action is marked as started first and never
 * started again: at most once.
 */
import type { EngineApi, Transaction } from "../engine";
import {
  asFailure,
  type FunctionFailure,
  INTERRUPTED,
  TimeLimitFailure,
} from "../errors";
import {
  assertKind,
  type Deployment,
  findFunction,
  type Target,
} from "../execution/deployment";
import { type CallContext, outermostCall } from "../execution/invocation";
import type { HostLog } from "../execution/logs";
import { newRequestId } from "../execution/random";
import type { Runner } from "../execution/runner";
import type { Faults } from "../host/faults";
import type { JSONValue } from "../values/json";
import {
  type JobKind,
  type JobRow,
  jobsInOrder,
  readJob,
  readScheduled,
  type ScheduledId,
  type ScheduledState,
  setState,
} from "./queue";

/** What runs without a caller need of the host. */
export interface JobHost {
  readonly engine: EngineApi;
  readonly runner: Runner;
  readonly faults: Faults;
  readonly log: HostLog;
  /** The code that serves; null before the first push. */
  readonly deployment: Deployment | null;
  /** Log lines and the failure, if any, of a run. */
  report(
    path: string,
    component: string,
    call: CallContext,
    failure: FunctionFailure | null,
  ): void;
}

/** A job or a cron whose time has come: what it calls, and its rows. */
export interface DueRun {
  component: string;
  path: string;
  /** The row guests see; crons have none. */
  scheduled: ScheduledId | null;
  /** Takes the run and answers its arguments; undefined when it must not happen. */
  begin(tx: Transaction): JSONValue | undefined;
  /** After a mutation in its transaction, after an action in one of its own. */
  end(tx: Transaction, failure: FunctionFailure | null): void;
}

/**
 * @param isLastTry whether a mutation that ran for too long has failed for good
 * @throws TimeLimitFailure when it may be tried again.
 */
export async function runJob(
  host: JobHost,
  deployment: Deployment,
  job: JobRow,
  isLastTry = true,
): Promise<void> {
  host.faults("job-claimed");
  const run: DueRun = {
    component: job.targetComponent,
    path: job.path,
    scheduled: scheduledIdOf(job),
    begin: (tx) => beginJob(tx, job),
    end(tx, failure) {
      endJob(tx, job, stateAfter(failure));
      if (job.kind === "mutation") {
        host.faults("job-before-commit");
      }
    },
  };
  if (job.kind === "action") {
    return runAction(host, deployment, run);
  }
  await runMutation(host, deployment, run, "background", isLastTry);
  host.faults("job-after-commit");
}

/**
 * A failing function takes its writes with it; those to the run's rows stay.
 * @throws TimeLimitFailure when it ran for too long and may be tried again:
 *   then nothing has happened.
 */
export async function runMutation(
  host: JobHost,
  deployment: Deployment,
  run: DueRun,
  urgency: "interactive" | "background",
  isLastTry: boolean,
): Promise<void> {
  const call = backgroundCall(deployment, run);
  const body = async (tx: Transaction) => {
    const args = run.begin(tx);
    if (args === undefined) {
      return null;
    }
    const child = tx.child({ kind: "mutation" });
    const failure = await settle(() => {
      const target = targetOf(deployment, run, "mutation");
      return host.runner.execute(target, args, call, child);
    });
    if (failure instanceof TimeLimitFailure && !isLastTry) {
      throw failure;
    }
    if (failure === null) {
      child.merge();
    } else {
      child.discard();
    }
    run.end(tx, failure);
    return failure;
  };
  const { value } = await host.engine.write(run.path, body, urgency);
  host.report(run.path, run.component, call, value);
}

/** Runs a scheduled action: marked as started before, ended after. */
export async function runAction(
  host: JobHost,
  deployment: Deployment,
  run: DueRun,
): Promise<void> {
  const { value: args } = await host.engine.write(run.path, (tx) =>
    run.begin(tx),
  );
  if (args === undefined) {
    return;
  }
  host.faults("action-started");
  const call = backgroundCall(deployment, run);
  const failure = await settle(() => {
    const target = targetOf(deployment, run, "action");
    return host.runner.execute(target, args, call, null);
  });
  host.faults("action-before-complete");
  await host.engine.write(run.path, (tx) => run.end(tx, failure));
  host.report(run.path, run.component, call, failure);
}

/** The context of runs nobody asked for: no identity, no request. */
function backgroundCall(
  deployment: Deployment,
  { scheduled }: DueRun,
): CallContext {
  const requestId = newRequestId();
  const request = { requestId, ip: null, userAgent: null, authToken: null };
  const nobody = { identity: { kind: "none" }, request } as const;
  return outermostCall(nobody, deployment, { scheduled });
}

function targetOf(
  deployment: Deployment,
  { component, path }: DueRun,
  kind: JobKind,
): Target {
  const target = findFunction(deployment, component, path, false);
  assertKind(target, kind);
  return target;
}

/** Null on success; what is not the function's failure is thrown. */
async function settle(
  body: () => Promise<unknown>,
): Promise<FunctionFailure | null> {
  try {
    await body();
    return null;
  } catch (error) {
    return asFailure(error);
  }
}

/** Actions that were running when the process died will not run again; how many. */
export function failInterruptedActions(tx: Transaction): number {
  const interrupted = [...jobsInOrder(tx, "action", "started")];
  for (const row of interrupted) {
    endJob(tx, readJob(row), { kind: "failed", error: INTERRUPTED });
  }
  return interrupted.length;
}

/** The arguments; undefined when the run was canceled or its row is gone. */
function beginJob(tx: Transaction, job: JobRow): JSONValue | undefined {
  const id = scheduledIdOf(job);
  const row = readScheduled(tx, id);
  if (row?.state.kind !== "pending") {
    tx.system.remove("", job.rowId);
    return undefined;
  }
  setState(tx, id, { kind: "inProgress" });
  if (job.kind === "action") {
    tx.system.patch("", job.rowId, { nextTs: null });
  }
  return row.args[0];
}

/** An action that was canceled meanwhile stays canceled. */
function endJob(tx: Transaction, job: JobRow, state: ScheduledState): void {
  const id = scheduledIdOf(job);
  const isRunning =
    job.kind === "mutation" ||
    readScheduled(tx, id)?.state.kind === "inProgress";
  if (isRunning) {
    setState(tx, id, state);
  }
  tx.system.remove("", job.rowId);
}

function scheduledIdOf(job: JobRow): ScheduledId {
  return { component: job.component, id: job.scheduledId };
}

function stateAfter(failure: FunctionFailure | null): ScheduledState {
  return failure === null
    ? { kind: "success" }
    : { kind: "failed", error: failure.message };
}
