/** Runs entries of `crons.ts`: never two runs of one entry at once. */
import type { Transaction } from "../engine";
import type { Deployment } from "../execution/deployment";
import { normalizePath } from "../components/references";
import { type CronRow, readCron } from "./cronTable";
import { nextRun } from "./cronTime";
import {
  backgroundCall,
  findTarget,
  type JobHost,
  runInSavepoint,
  settle,
} from "./jobs";

export async function runCron(
  host: JobHost,
  deployment: Deployment,
  cron: CronRow,
): Promise<void> {
  host.faults("cron-before-run");
  const { component } = cron;
  const path = normalizePath(cron.name);
  const mount = deployment.mounts.get(component);
  const isAction = mount?.functions.get(path)?.kind === "action";
  if (isAction) return runActionCron(host, deployment, cron, path);
  const call = backgroundCall(host, deployment, null);
  const args = cron.args[0];
  const { value: failure } = await host.engine.write(path, async (tx) => {
    if (!advance(tx, cron)) return null;
    return runInSavepoint(tx, host, call, { component, path, args });
  });
  host.report(path, component, call, failure);
}

async function runActionCron(
  host: JobHost,
  deployment: Deployment,
  cron: CronRow,
  path: string,
): Promise<void> {
  const { value: started } = await host.engine.write(path, (tx) => {
    if (!advance(tx, cron)) return false;
    tx.system.patch("", cron.rowId, { running: true });
    return true;
  });
  if (!started) return;
  host.faults("action-started");
  const call = backgroundCall(host, deployment, null);
  const failure = await settle(() => {
    const target = findTarget(call, cron.component, path, "action");
    return host.runner.runAction(target, cron.args[0], call);
  });
  host.faults("action-before-complete");
  await host.engine.write(path, (tx) => stopRunning(tx, cron.rowId));
  host.report(path, cron.component, call, failure);
}

/** Plans the next run; false when this one must not happen. */
function advance(tx: Transaction, planned: CronRow): boolean {
  const document = tx.system.get("", planned.rowId);
  if (document === null) return false;
  const cron = readCron(document);
  if (cron.nextTs > tx.now) return false;
  const nextTs = nextRun(cron.schedule, cron.nextTs, tx.now);
  tx.system.patch("", cron.rowId, { nextTs });
  return !cron.running;
}

/** A crash in the middle of an action run ends that run. */
export function stopRunning(tx: Transaction, rowId: string): void {
  if (tx.system.get("", rowId) !== null) {
    tx.system.patch("", rowId, { running: false });
  }
}
