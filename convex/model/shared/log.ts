/** The only way our functions write to the log: one JSON line per event. */
import { formatEvent, type LogFields } from "../../../src/lib/log";

export function logEvent(event: string, fields: LogFields): void {
  console.log(formatEvent(event, fields));
}
