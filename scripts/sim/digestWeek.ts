/**
 * A week of digests: a day's traffic, then the digest that was due at its end,
 * seven times. The days pass as fast as they are told.
 */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { MINUTE_MS, DAY_MS } from "../../src/lib/time/units";
import type { AdminClient } from "./adminClient";
import { runScenario, type RunOptions } from "./run";

const DAYS = 7;
const LOOK_EVERY_MS = 50;
/** A provider may take a minute a call; a run that waits longer is reported so. */
const PATIENCE_MS = 5 * MINUTE_MS;

const healthSchema = z.object({
  backlog: z.object({ oldest_received_at: z.number().nullable() }),
});
const claimSchema = z.object({ run_id: z.string().nullable() });
const outcomeSchema = z.object({
  status: z.enum(["claimed", "waiting", "done", "skipped", "failed"]),
  reason: z.string().optional(),
  summary: z
    .object({ mode: z.string(), message_count: z.number(), text: z.string() })
    .nullable(),
  call_count: z.number(),
  token_count: z.number(),
  cost_nano_usd: z.number(),
});

export type DigestOutcome = z.infer<typeof outcomeSchema>;

export interface DigestDay {
  /** The moment that the digest was due, ms UTC. */
  dueAt: number;
  sent: number;
  /** Null when that day had its digest before. */
  outcome: DigestOutcome | null;
}

async function waitFor<T>(look: () => Promise<T | null>): Promise<T> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const seen = await look();
    if (seen !== null) {
      return seen;
    }
    await delay(LOOK_EVERY_MS);
  }
  throw new Error("The deployment did not get there in five minutes.");
}

/** True when nothing that was accepted is unprocessed, else null. */
export async function hasSettled(admin: AdminClient): Promise<true | null> {
  const { backlog } = healthSchema.parse(await admin.call("health:measure"));
  return backlog.oldest_received_at === null ? true : null;
}

async function makeDigest(
  admin: AdminClient,
  workspaceId: string,
  dueAt: number,
): Promise<DigestOutcome | null> {
  const claim = await admin.call("digests/claim:at", {
    workspace_id: workspaceId,
    due_at: dueAt,
  });
  const { run_id: runId } = claimSchema.parse(claim);
  if (runId === null) {
    return null;
  }
  return await waitFor(async () => {
    const seen = await admin.call("simulator:digestOutcome", { run_id: runId });
    const outcome = outcomeSchema.parse(seen);
    return outcome.status === "claimed" ? null : outcome;
  });
}

/** The moments that the digests of the week which ends at `now` are due. */
export const dueTimes = (now: number): number[] =>
  Array.from({ length: DAYS }, (_, day) => now - (DAYS - 1 - day) * DAY_MS);

const toldSchema = z.array(
  z.object({ due_at: z.number(), local_date: z.string() }),
);
export type ToldDay = z.infer<typeof toldSchema>[number];

/** Days of the week that have their digest already: a day gets one. */
export async function findToldDays(
  admin: AdminClient,
  workspaceId: string,
  now: number,
): Promise<ToldDay[]> {
  const told = await admin.call("simulator:listDigestDays", {
    workspace_id: workspaceId,
    due_ats: dueTimes(now),
  });
  return toldSchema.parse(told);
}

/** Tells the days at whose ends digests are due, one by one. */
export async function* simulateDigests(
  admin: AdminClient,
  workspaceId: string,
  options: Omit<RunOptions, "scenario">,
  days: readonly number[],
): AsyncGenerator<DigestDay> {
  for (const dueAt of days) {
    const { tally } = await runScenario({
      ...options,
      scenario: "day",
      // The same day has the same traffic, whichever days are told.
      seed: options.seed + DAYS - Math.round((options.now - dueAt) / DAY_MS),
      now: dueAt,
    });
    await waitFor(() => hasSettled(admin));
    const outcome = await makeDigest(admin, workspaceId, dueAt);
    yield { dueAt, sent: tally.accepted, outcome };
  }
}
