/** What other packages use: a server to start, and the names of its fault points. */
export type { Durability } from "./engine";
export type { HostLog, HostLogEntry } from "./execution/logs";
export { CRASH_VARIABLE, FAULT_POINTS, type FaultName } from "./faults";
export {
  type RunningServer,
  startServer,
  type StartServerOptions,
} from "./server";
