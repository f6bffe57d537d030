/** What `npm run sim` prints. */
import { z } from "zod";
import { createAdminClient, type AdminClient } from "../../src/sim/adminClient";
import { formatContact, showContact } from "../../src/sim/hello";
import type { DigestDay } from "../../src/sim/digestWeek";
import type { RunResult } from "../../src/sim/run";
import { formatSummary } from "../../src/sim/report";
import { verify, type Verification } from "../../src/sim/verify";
import type { SimOptions, Target } from "./simOptions";
import { UsageError } from "./startOptions";

const demoSchema = z.object({ workspace_id: z.string() });

/** @throws UsageError for an endpoint that is not ours. */
export function needAdmin(target: Target): NonNullable<Target["admin"]> {
  if (target.admin === undefined) {
    throw new UsageError("This needs the data folder of npm start (--data).");
  }
  return target.admin;
}

/** The demo workspace, made if need be. */
export async function findWorkspace(client: AdminClient): Promise<string> {
  return demoSchema.parse(await client.call("ops:seedDemo")).workspace_id;
}

/** @throws UsageError when there is no deployment of ours to ask. */
export async function verifyRun(
  target: Target,
  result: RunResult,
): Promise<Verification> {
  const { url, key } = needAdmin(target);
  const client = createAdminClient(url, key);
  return verify(client, await findWorkspace(client), result.ledger);
}

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
  target: Target,
  result: RunResult,
): Promise<string> {
  const [person] = result.ledger.people.values();
  if (person === undefined) {
    throw new Error("The delivery was not accepted.");
  }
  const { url, key } = needAdmin(target);
  return formatContact(await showContact(url, key, person));
}

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
