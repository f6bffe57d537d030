/**
 * The log of `npm start`: one flat JSON object a line, with its time. Events of
 * our functions are unwrapped from the line that a function printed; deliveries
 * that go well are counted instead of told.
 */
import type { HostLogEntry } from "local-convex";
import { z } from "zod";

/** From the quietest: each says what those before it say, and more. */
export const LOG_LEVELS = ["error", "warn", "info", "debug", "all"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How often deliveries that go well are told, as counts. */
const COUNT_EVERY_MS = 10_000;

/** Events that `info` counts, and what they are counted as. */
const COUNTED = {
  "webhook.accepted": "accepted_count",
  "webhook.duplicate": "duplicate_count",
  "webhook.processed": "processed_count",
} as const;
const isCounted = (event: string): event is keyof typeof COUNTED =>
  Object.hasOwn(COUNTED, event);

const fieldSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Fields = Record<string, z.infer<typeof fieldSchema>>;

interface Line {
  event: string;
  level: LogLevel;
  fields: Fields;
}

const eventSchema = z
  .object({ event: z.string(), level: z.enum(LOG_LEVELS).default("info") })
  .catchall(fieldSchema);

/** Levels of console methods, as the runtime writes them before each line. */
const CONSOLE_LEVELS: Readonly<Record<string, LogLevel>> = {
  ERROR: "error",
  WARN: "warn",
  DEBUG: "debug",
};

/** A text as it was printed: `inspect` puts quotes around it and escapes them. */
function unquote(text: string): string {
  const [, , body] = /^(['"`])(.*)\1$/s.exec(text) ?? [];
  return body === undefined ? text : body.replace(/\\([\\'"`])/g, "$1");
}

/** An event of ours; components name themselves, our own functions never do. */
function parseEvent(text: string): Line | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success || "component" in parsed.data) {
    return undefined;
  }
  const { event, level, ...fields } = parsed.data;
  return { event, level, fields };
}

/** What a function printed: an event of ours, or any other text. */
function unwrap(printed: string, where: Fields): Line {
  const [, method = "", quoted = printed] =
    /^\[([A-Z]+)\] (.*)$/s.exec(printed) ?? [];
  const text = unquote(quoted);
  const line = parseEvent(text);
  if (line !== undefined) {
    return { ...line, fields: { ...line.fields, ...where } };
  }
  // What components say to themselves is for whoever looks into them.
  const ordinary = where["component"] === undefined ? "info" : "all";
  return {
    event: "function.log",
    level: CONSOLE_LEVELS[method] ?? ordinary,
    fields: { line: text, ...where },
  };
}

/** The fields of an entry that have a value, lists as words. */
function flatten(entry: Omit<HostLogEntry, "event" | "level">): Fields {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(entry)) {
    if (value !== "") {
      fields[key] =
        typeof value === "object" && value !== null ? value.join(" ") : value;
    }
  }
  return fields;
}

/** An entry of the runtime as one flat line. */
export function toLine({ event, level, line, ...rest }: HostLogEntry): Line {
  return event === "function.log" && typeof line === "string"
    ? unwrap(line, flatten(rest))
    : { event, level, fields: flatten({ ...rest, ...(line && { line }) }) };
}

const rankOf = (level: LogLevel) => LOG_LEVELS.indexOf(level);

export class Console {
  readonly #counts = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  readonly #level: LogLevel;
  readonly #write: (line: string) => unknown;

  /** @param write takes a line with its end */
  constructor(level: LogLevel, write: (line: string) => unknown) {
    this.#level = level;
    this.#write = write;
    this.#timer = setInterval(() => this.#tellCounts(), COUNT_EVERY_MS);
    this.#timer.unref();
  }

  /** Writes an entry of the runtime, or counts it, or leaves it out. */
  readonly log = (entry: HostLogEntry): void => this.#tell(toLine(entry));

  /** Tells what was counted since the last time, and counts no more. */
  close(): void {
    clearInterval(this.#timer);
    this.#tellCounts();
  }

  #tell({ event, level, fields }: Line): void {
    if (rankOf(level) <= rankOf(this.#level)) {
      const time = new Date().toISOString();
      this.#write(`${JSON.stringify({ time, level, event, ...fields })}\n`);
    } else if (this.#level === "info" && isCounted(event)) {
      const name = COUNTED[event];
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    }
  }

  #tellCounts(): void {
    if (this.#counts.size === 0) {
      return;
    }
    const fields: Fields = {};
    for (const name of Object.values(COUNTED)) {
      fields[name] = this.#counts.get(name) ?? 0;
    }
    this.#counts.clear();
    const event = "webhook.counted";
    this.#tell({ event, level: "info", fields });
  }
}
