/** What development may do and production may not. */
import { env } from "../../_generated/server";

/** Whether notifications may be posted to this machine. */
export const isLoopbackAllowed = (): boolean =>
  env.NOTIFY_LOOPBACK?.trim() === "yes";
