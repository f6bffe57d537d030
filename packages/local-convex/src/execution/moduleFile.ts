/** Where the modules of a mount lie. */
import { join } from "node:path";
import type { Runtime } from "./guestFunctions";

/** @param directory the mount's */
export function moduleFile(
  directory: string,
  runtime: Runtime,
  path: string,
): string {
  return join(directory, runtime, path);
}
