/** Runs entries of `crons.ts`: never two runs of one entry at once. */
import { normalizePath } from "../components/references";
import type { Transaction } from "../engine";
import type { Deployment } from "../execution/deployment";
import { type CronRow, readCron } from "./cronTable";
import { nextRun } from "./cronTime";
import { type DueRun, type JobHost, runAction, runMutation } from "./jobs";

/** Runs an entry that is due and sets the time of its next run. */
export function runCron(
  host: JobHost,
  deployment: Deployment,
  cron: CronRow,
  isLastTry: boolean,
): Promise<void> {
  host.faults("cron-before-run");
  const { component, rowId } = cron;
  const path = normalizePath(cron.name);
  const mount = deployment.mounts.get(component);
  const isAction = mount?.functions.get(path)?.kind === "action";
  const run: DueRun = {
    ...{ component, path, scheduled: null },
    begin(tx) {
      if (!advance(tx, cron)) {
        return undefined;
      }
      if (isAction) {
        tx.system.patch("", rowId, { running: true });
      }
      return cron.args[0];
    },
    end(tx) {
      if (isAction) {
        stopRunning(tx, rowId);
      }
    },
  };
  return isAction
    ? runAction(host, deployment, run)
    : runMutation(host, deployment, run, "interactive", isLastTry);
}

/** Plans the next run; false when this one must not happen. */
function advance(tx: Transaction, planned: CronRow): boolean {
  const document = tx.system.get("", planned.rowId);
  if (document === null) {
    return false;
  }
  const cron = readCron(document);
  if (cron.nextTs > tx.now) {
    return false;
  }
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
