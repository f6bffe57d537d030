/** Whether something's time has come, by the clock of this device. Pure. */
import { MINUTE_MS } from "../../../src/lib/time/units";

/** How far this device's clock may be behind the server's. */
const CLOCK_SLACK_MS = 5 * MINUTE_MS;

export const isDue = (at: number, now: number): boolean =>
  at <= now + CLOCK_SLACK_MS;
