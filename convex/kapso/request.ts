/** One request within the key's budget, tried again where that can help. */
import { nextWaitMs, type KapsoFailure } from "../../src/lib/kapso/api/failure";
import type { RateNews } from "../../src/lib/kapso/api/rate";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { logEvent } from "../model/shared/log";
import { askKapso, type KapsoReply, type KapsoRequest } from "./client";
import type { Connection } from "./keys";

export type KapsoResult =
  | { kind: "answer"; body: unknown }
  | { kind: "failure"; failure: KapsoFailure };

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/**
 * Asks, and asks again after a short wait where the failure passes by itself.
 * A longer wait is not slept through: it comes back as "kapso_rate_limited" with
 * its length, for the caller to come back later.
 */
export async function requestKapso(
  ctx: ActionCtx,
  connection: Connection,
  request: KapsoRequest,
): Promise<KapsoResult> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await askWithinBudget(ctx, connection, request);
    if (reply.kind === "answer") {
      return reply;
    }
    const wait = nextWaitMs(reply.failure, attempt, Math.random());
    if (wait === null) {
      const { code, retryAfterMs } = reply.failure;
      logEvent("kapso.failed", {
        error_code: code,
        attempts: attempt,
        retry_after_ms: retryAfterMs,
      });
      return reply;
    }
    await sleep(wait);
  }
}

async function askWithinBudget(
  ctx: ActionCtx,
  connection: Connection,
  request: KapsoRequest,
): Promise<KapsoResult> {
  const { fingerprint } = connection;
  const { wait_ms: wait, limit } = await ctx.runMutation(
    internal.kapso.budget.take,
    { fingerprint },
  );
  if (wait > 0) {
    const failure = { code: "kapso_rate_limited", retryAfterMs: wait } as const;
    return { kind: "failure", failure };
  }
  const reply: KapsoReply = await askKapso(connection, request);
  await learn(ctx, fingerprint, reply.rate, limit);
  return reply;
}

/** Nothing is written when the headers say what we know. */
async function learn(
  ctx: ActionCtx,
  fingerprint: string,
  { limit, blockedMs }: RateNews,
  known: number,
): Promise<void> {
  const isNew = limit !== undefined && limit !== known;
  if (isNew || blockedMs !== undefined) {
    await ctx.runMutation(internal.kapso.budget.learn, {
      fingerprint,
      limit,
      blocked_ms: blockedMs,
    });
  }
}
