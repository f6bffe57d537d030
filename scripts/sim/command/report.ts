/** What `npm run sim` prints. */
import { formatContact, showContact, type Lookup } from "../hello";
import type { DigestDay, ToldDay } from "../digestWeek";
import type { RunResult } from "../run";
import { formatSummary } from "../report";
import type { Verification } from "../verify";
import type { SimOptions } from "./options";

export function formatVerification(verification: Verification): string {
  const { audits, messages, contacts, problems } = verification;
  const found = `found       ${audits} deliveries, ${messages} messages, ${contacts} contacts`;
  return problems.length === 0
    ? `${found}\nverified    nothing lost, nothing doubled`
    : `${found}\n${problems.map((line) => `PROBLEM     ${line}`).join("\n")}`;
}

export function formatResult(
  options: SimOptions,
  result: RunResult,
  verification: Verification | undefined,
): string {
  const { tally, latency, seconds } = result;
  if (options.isJson) {
    return JSON.stringify({
      scenario: options.scenario,
      seed: options.seed,
      seconds,
      ...tally,
      latency_ms: latency,
      ...(verification === undefined ? {} : { verification }),
    });
  }
  return [
    formatSummary(tally, latency, seconds),
    ...(verification === undefined ? [] : [formatVerification(verification)]),
    `seed        ${options.seed}`,
  ].join("\n");
}

/** The contact that the one delivery of `hello` became. */
export async function describeHello(
  lookup: Lookup,
  result: RunResult,
): Promise<string> {
  const [person] = result.ledger.people.values();
  if (person === undefined) {
    throw new Error("The delivery was not accepted.");
  }
  return formatContact(await showContact(lookup, person));
}

/** Days that a week leaves out, because a day gets one digest. */
export const formatToldDays = (days: readonly ToldDay[]): string =>
  days.length === 1
    ? `This day has its digest already and is left out: ${days[0]?.local_date}`
    : `These days have their digest already and are left out: ${days.map(({ local_date }) => local_date).join(", ")}`;

const NANO_USD_PER_CENT = 1e7;

/** One day of `digest`: what came in, what it cost, and the text. */
export function formatDay({ dueAt, sent, outcome }: DigestDay): string {
  const head = `${new Date(dueAt).toISOString().slice(0, 10)}  ${sent} deliveries`;
  if (outcome === null) {
    return `${head}; this day had its digest before`;
  }
  const { summary, status, reason, call_count, token_count } = outcome;
  if (summary === null) {
    return `${head}; ${status}${reason === undefined ? "" : ` (${reason})`}`;
  }
  const cents = (outcome.cost_nano_usd / NANO_USD_PER_CENT).toFixed(4);
  const how =
    reason === undefined ? summary.mode : `${summary.mode}: ${reason}`;
  return [
    `${head}, ${summary.message_count} messages; ${how}; ${call_count} calls, ${token_count} tokens, ${cents} US cents`,
    ...summary.text.split("\n").map((line) => `    ${line}`.trimEnd()),
  ].join("\n");
}
