/**
 * A week of digests: a day's traffic, then the digest that was due at its end,
 * seven times. The days pass as fast as they are told.
 */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { AdminClient } from "./adminClient";
import { runScenario, type RunOptions } from "./run";

const DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;
const LOOK_EVERY_MS = 50;
/** A provider may take a minute a call; a run that waits longer is reported so. */
const PATIENCE_MS = 5 * 60 * 1000;

const healthSchema = z.object({
  oldest_received_at: z.number().nullable(),
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

async function hasSettled(admin: AdminClient): Promise<true | null> {
  const health = healthSchema.parse(await admin.call("health:measure"));
  return health.oldest_received_at === null ? true : null;
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
    const seen = await admin.call("digests/load:outcome", { run_id: runId });
    const outcome = outcomeSchema.parse(seen);
    return outcome.status === "claimed" ? null : outcome;
  });
}

/** Tells the week that ends at `options.now`, day by day. */
export async function* simulateDigests(
  admin: AdminClient,
  workspaceId: string,
  options: Omit<RunOptions, "scenario">,
): AsyncGenerator<DigestDay> {
  for (let day = 1; day <= DAYS; day += 1) {
    const dueAt = options.now - (DAYS - day) * DAY_MS;
    const { tally } = await runScenario({
      ...options,
      scenario: "day",
      seed: options.seed + day,
      now: dueAt,
    });
    await waitFor(() => hasSettled(admin));
    const outcome = await makeDigest(admin, workspaceId, dueAt);
    yield { dueAt, sent: tally.accepted, outcome };
  }
}
