/** The only way our functions write to the log: one JSON line per event. */
import { formatEvent, type LogFields } from "../../../src/lib/log";

export function logEvent(event: string, fields: LogFields): void {
  console.log(formatEvent(event, fields));
}

/** What a log line may say of an error: its text may quote somebody. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
