/** Log lines of functions and the structured log of the host itself. */
import { type FunctionFailure, messageOf } from "../errors";
import { Date, process } from "../host/hostGlobals";
import type { RunLabel } from "./invocation";
import { formatLine, type LogLevel, MAX_LINES } from "./logLine";

/** One structured entry; `event` is `area.verb`, the rest are plain fields. */
export interface HostLogEntry {
  level: "debug" | "info" | "warn" | "error";
  event: string;
  [field: string]: string | number | boolean | null | readonly string[];
}

export type HostLog = (entry: HostLogEntry) => void;

/** The default sink: one JSON line per entry on stderr. */
export function logToStderr(entry: HostLogEntry): void {
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}

/** Longest first line of a failure that goes into the host's log. */
const MAX_LOGGED_MESSAGE = 500;

/** What the host's log says of a failing function: no frames, nothing the caller sent. */
export function failureLine({ logged }: FunctionFailure): string {
  return firstLine(logged);
}

/** Tells of an error that nobody caught, and whose function has its answer. */
export function logStray(
  log: HostLog,
  of: RunLabel,
  failure: FunctionFailure,
): void {
  log({
    ...{ level: "error", event: "function.stray_error" },
    ...{ function: of.path, component: of.component, request_id: of.requestId },
    message: failureLine(failure),
  });
}

/** Tells of a failure of the host itself. */
export function logFailure(log: HostLog, event: string, error: unknown): void {
  log({ level: "error", event, message: firstLine(messageOf(error)) });
}

function firstLine(message: string): string {
  const [line = ""] = message.slice(0, MAX_LOGGED_MESSAGE).split("\n");
  return line;
}

/** The lines one top-level call and everything nested in it printed. */
export class LogLines {
  readonly lines: string[] = [];
  /** When the call began, ms. */
  readonly startedAt = Date.now();

  add(level: LogLevel, args: readonly unknown[]): void {
    if (this.lines.length <= MAX_LINES) {
      this.addLine(formatLine(level, args));
    }
  }

  addLine(line: string): void {
    if (this.lines.length > MAX_LINES) {
      return;
    }
    if (this.lines.length === MAX_LINES) {
      this.lines.push(`[WARN] 'Log overflow (maximum ${MAX_LINES}).'`);
      return;
    }
    this.lines.push(line);
  }

  /** A warning of the runtime's own, however much is printed. */
  warn(text: string): void {
    this.lines.push(`[WARN] ${text}`);
  }
}
