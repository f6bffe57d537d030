/** How long a function's own code has run: what production limits to a second. */
import { performance, process } from "../host/hostGlobals";

/** Both only move forward, ms. */
export interface UserClock {
  wallMs(): number;
  /** Of the thread that runs functions, or of its process where Node cannot tell. */
  cpuMs(): number;
}

/** Since Node 23.9 a thread's CPU time can be told from its process's. */
const usage: {
  cpuUsage(): NodeJS.CpuUsage;
  threadCpuUsage?(): NodeJS.CpuUsage;
} = process;

export const systemClock: UserClock = {
  wallMs: () => performance.now(),
  cpuMs() {
    const { user, system } = usage.threadCpuUsage?.() ?? usage.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Starts to measure. The answer says whether the guest's time is over the limit,
 * given how much of the wall time was the host's. A machine that kept this
 * process waiting is not the guest's fault: then its share of the CPU time
 * counts, the smaller of both.
 */
export function startUserTime(
  clock: UserClock,
  limitMs: number,
): (hostMs: number) => boolean {
  const startWall = clock.wallMs();
  const startCpu = clock.cpuMs();
  return (hostMs) => {
    const wall = clock.wallMs() - startWall;
    const own = wall - hostMs;
    if (own <= limitMs) {
      return false;
    }
    return (own / wall) * (clock.cpuMs() - startCpu) > limitMs;
  };
}
