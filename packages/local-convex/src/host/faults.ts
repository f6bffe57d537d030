/**
 * Fault points: named places where a test may kill the process, so that crash
 * tests hit the exact moment instead of hoping for it.
 */
import type { FaultPoint } from "../engine";
import { process } from "./hostGlobals";

/** Every place a crash can be asked for, in the order a delivery passes them. */
export const FAULT_POINTS = [
  "before-sync",
  "after-sync",
  "before-ack",
  "job-claimed",
  "job-before-commit",
  "job-after-commit",
  "action-started",
  "action-before-complete",
  "push-before-activate",
  "cron-before-run",
] as const;

export type FaultName = (typeof FAULT_POINTS)[number];
export type Faults = (name: FaultName | FaultPoint) => void;

/** Environment variable `CRASH_AT=<name>[:<n>]`: die at the n-th pass (default 1). */
export const CRASH_VARIABLE = "CRASH_AT";

function isFaultName(name: string): name is FaultName {
  return FAULT_POINTS.some((known) => known === name);
}

/**
 * Builds the function every fault point calls. Without the variable it does
 * nothing; with it the process kills itself (SIGKILL, so nothing is flushed).
 * @throws Error when the variable names an unknown point or a bad count.
 */
export function faultsFromEnvironment(setting: string | undefined): Faults {
  if (setting === undefined || setting === "") {
    return () => undefined;
  }
  const [name = "", count = "1"] = setting.split(":");
  let passesLeft = Number(count);
  if (!isFaultName(name) || !Number.isInteger(passesLeft) || passesLeft < 1) {
    throw new Error(
      `${CRASH_VARIABLE}=${setting}: expected <point>[:<count>], points are ${FAULT_POINTS.join(", ")}`,
    );
  }
  return (passed) => {
    if (passed !== name) {
      return;
    }
    passesLeft -= 1;
    if (passesLeft === 0) {
      process.kill(process.pid, "SIGKILL");
    }
  };
}
