/** What `npm run sim` prints. */
import { z } from "zod";
import { createAdminClient, type AdminClient } from "../../src/sim/adminClient";
import { formatContact, showContact } from "../../src/sim/hello";
import type { RunResult } from "../../src/sim/run";
import { formatSummary } from "../../src/sim/report";
import { verify, type Verification } from "../../src/sim/verify";
import type { SimOptions, Target } from "./simOptions";
import { UsageError } from "./startOptions";

const demoSchema = z.object({ workspace_id: z.string() });

function needAdmin(target: Target): NonNullable<Target["admin"]> {
  if (target.admin === undefined) {
    throw new UsageError("--verify needs the data folder of npm start.");
  }
  return target.admin;
}

async function findWorkspace(client: AdminClient): Promise<string> {
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
