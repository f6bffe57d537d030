/** What other packages use: a server to start, backups, and the names of its fault points. */
export { requestBackup } from "./admin/backup";
export {
  type Durability,
  EngineLockedError,
  type OccMode,
  StoreDamagedError,
} from "./engine";
export type { HostLog, HostLogEntry } from "./execution/logs";
export {
  type AccessOptions,
  isHostName,
  isOrigin,
  isServedOpenly,
} from "./http/access";
export { isNetwork } from "./http/proxies";
export { CRASH_VARIABLE, FAULT_POINTS, type FaultName } from "./host/faults";
export {
  type RunningServer,
  startServer,
  type StartServerOptions,
} from "./host/server";
export { requestTimeoutOptions } from "./http/requestTimeouts";
export { problemOfFolder } from "./storage/store";
export { makeWholeFolder } from "./storage/wholeFolder";
