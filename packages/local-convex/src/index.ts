export type { Durability, OccMode } from "./engine";
export type { HostLog, HostLogEntry } from "./execution/logs";
export { CRASH_VARIABLE, FAULT_POINTS, type FaultName } from "./faults";
export {
  type RunningServer,
  startServer,
  type StartServerOptions,
} from "./server";
