/** One line of what a function prints. */
import { inspect } from "node:util";

export type LogLevel = "DEBUG" | "INFO" | "LOG" | "WARN" | "ERROR";

/** Production keeps 256 lines per call, 32 KiB each, and drops the rest. */
export const MAX_LINES = 256;
const MAX_LINE_LENGTH = 32 * 1024;

export function formatLine(level: LogLevel, args: readonly unknown[]): string {
  const text = args.map((arg) => inspect(arg, { depth: 6 })).join(" ");
  return `[${level}] ${text}`.slice(0, MAX_LINE_LENGTH);
}
