/**
 * Log lines: one JSON object each. Only ids, counts, codes and durations have a
 * place in them; nothing a person wrote or is known by. The type refuses other
 * fields, and the writer refuses other values: an id may come from a caller.
 */

export type LogFields = {
  [id: `${string}_id`]: string | undefined;
  [code: `${string}_code`]: string | undefined;
  [count: `${string}_count`]: number | undefined;
  [bytes: `${string}_bytes`]: number | undefined;
  [duration: `${string}_ms`]: number | undefined;
  [flag: `is_${string}`]: boolean | undefined;
  endpoint_key?: string;
  event_type?: string;
  status?: string;
  /** A stable code of ours. */
  reason?: string;
  /** Class of an error, never its message. */
  error_name?: string;
  /** Where an unexpected error came from: code positions only. */
  frames?: string;
  item_index?: number;
  attempts?: number;
  /** A wamid has a phone number inside. */
  kapso_message_id?: never;
};

/** How much an operator should mind a line. */
export type EventLevel = "debug" | "info" | "warn" | "error";

/** The way of every delivery: many, and the same each time. */
const ROUTINE = new Set([
  "webhook.accepted",
  "webhook.duplicate",
  "webhook.processed",
]);

/** Somebody may have to act; nothing of what was acknowledged is lost. */
const WARNINGS = new Set([
  "webhook.refused",
  "webhook.not_counted",
  "webhook.too_large",
  "webhook.rejected",
  "webhook.stuck",
  "webhook.unclaimed",
  "digest.answer_refused",
  "digest.swept",
  "mail.not_delivered",
  "mail.event_refused",
  "ai.call_failed",
  "ai.call_lost",
  "alert.raised",
  "cron.lost",
  "bulk.restarted",
]);

/** Something of ours does not work. */
const ERRORS = new Set([
  "webhook.unconfigured",
  "webhook.sealed",
  "webhook.not_stored",
  "health.not_stored",
  "webhook.parser_failed",
  "webhook.slice_unreadable",
  "webhook.item_failed",
  "ai.not_settled",
  "bulk.row_failed",
]);

/** The level of an event; info for one that is not named here. */
function levelOf(event: string, { failed_count = 0 }: LogFields): EventLevel {
  if (ROUTINE.has(event)) {
    return failed_count > 0 ? "warn" : "debug";
  }
  if (WARNINGS.has(event)) {
    return "warn";
  }
  return ERRORS.has(event) ? "error" : "info";
}

/** What ids and codes look like. No "+", "@" or space: no phone, mail, words. */
const PLAIN_VALUE = /^[\w.:-]{1,128}$/;

/** What stands for a value that is no id and no code. */
const REDACTED = "redacted";

/** `area.verb`, its level and its fields as a single line. */
export function formatEvent(event: string, fields: LogFields): string {
  const safe = Object.entries(fields).map(([key, value]) => [
    key,
    isLoggable(key, value) ? value : REDACTED,
  ]);
  const level = levelOf(event, fields);
  return JSON.stringify({ event, level, ...Object.fromEntries(safe) });
}

function isLoggable(key: string, value: unknown): boolean {
  return typeof value !== "string" || key === "frames"
    ? true
    : PLAIN_VALUE.test(value);
}
