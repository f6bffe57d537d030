/** The estimate, the start and the steps of replays of many deliveries. */
import { ConvexError, v, type ObjectType } from "convex/values";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { logEvent } from "../model/shared/log";
import { passRefusal } from "../model/shared/refuse";
import { findGoneStep } from "../model/shared/scheduled";
import { vUserId } from "../model/users/tables";
import type { UserId } from "../model/users/tables";
import {
  advanceRun,
  NO_COUNTS,
  scheduleStep,
} from "../model/webhooks/replayRuns";
import {
  deliveriesFor,
  isMeant,
  newestRun,
  REPLAY_STATUSES,
  type Run,
} from "../model/webhooks/replays";
import { vReplayFilter, vReplayStatus } from "../model/webhooks/replayTables";

/** Deliveries per query of an estimate. */
const ESTIMATE_BATCH = 1000;
/** Deliveries started a second unless somebody says otherwise, and at most. */
const DEFAULT_PER_SECOND = 10;
const MAX_PER_SECOND = 50;
/** Runs that a sweep looks at. */
const SWEEP_BATCH = 100;
/** Hex digits of a nonce. */
const NONCE_DIGITS = 32;

const NOTHING_DOUBLED =
  "Nothing is doubled: a delivery is applied again on the same way, each message is known by its WhatsApp id, and what was applied before is left as it is.";

/** What a replay of many is asked with. */
export const replayArgs = {
  /** Received at or after, ms UTC. */
  since: v.number(),
  /** Received before, ms UTC; when it is asked unless given. */
  until: v.optional(v.number()),
  /** failed and partial unless given. */
  statuses: v.optional(v.array(vReplayStatus)),
  event_type: v.optional(v.string()),
  endpoint_key: v.optional(v.string()),
  /** Deliveries a second, 1 to 50; 10 unless given. */
  per_second: v.optional(v.number()),
  /** Of the estimate: starts exactly that. */
  nonce: v.optional(v.string()),
};
export type ReplayArgs = ObjectType<typeof replayArgs>;

export const vReplayAnswer = v.object({
  filter: vReplayFilter,
  per_second: v.number(),
  deliveries: v.number(),
  /** Received first, ms UTC. */
  oldest_at: v.union(v.null(), v.number()),
  /** Items that are not applied yet: no more messages can change. */
  at_most_items: v.number(),
  /** Of the deliveries, those whose bodies are gone by now. */
  expired: v.number(),
  duration_ms: v.number(),
  why_nothing_is_doubled: v.string(),
  nonce: v.string(),
  /** Set when it was started. */
  run_id: v.optional(v.id("replayRuns")),
});

interface EstimatedPage {
  deliveries: number;
  items: number;
  expired: number;
  oldest_at: number | null;
  digest: string;
  cursor: string;
  is_done: boolean;
}

/** One page of what a filter means. */
export const estimatePage = internalQuery({
  args: {
    workspace_id: v.id("workspaces"),
    filter: vReplayFilter,
    status: vReplayStatus,
    cursor: v.union(v.null(), v.string()),
    now: v.number(),
  },
  returns: v.object({
    deliveries: v.number(),
    items: v.number(),
    expired: v.number(),
    oldest_at: v.union(v.null(), v.number()),
    digest: v.string(),
    cursor: v.string(),
    is_done: v.boolean(),
  }),
  handler: async (ctx, args): Promise<EstimatedPage> => {
    const { workspace_id, filter, status, cursor, now } = args;
    const page = await deliveriesFor(
      ctx,
      workspace_id,
      filter,
      status,
    ).paginate({ numItems: ESTIMATE_BATCH, cursor });
    const meant = page.page.filter((audit) => isMeant(filter, audit));
    const ids = meant.map(({ _id }) => _id).join();
    return {
      deliveries: meant.length,
      items: meant.reduce((sum, { failed_count }) => sum + failed_count, 0),
      expired: meant.filter(
        ({ body_expires_at }) => (body_expires_at ?? Infinity) <= now,
      ).length,
      oldest_at: meant[0]?.received_at ?? null,
      digest: await sha256Hex(new TextEncoder().encode(ids)),
      cursor: page.continueCursor,
      is_done: page.isDone,
    };
  },
});

/** @throws ConvexError `invalid_replay`. */
function readArgs(args: ReplayArgs, now: number) {
  const { since, until = now, per_second = DEFAULT_PER_SECOND } = args;
  const wanted = new Set<string>(args.statuses ?? ["failed", "partial"]);
  const statuses = REPLAY_STATUSES.filter((status) => wanted.has(status));
  const isRateSane =
    Number.isInteger(per_second) &&
    per_second >= 1 &&
    per_second <= MAX_PER_SECOND;
  if (!isRateSane || statuses.length === 0 || !(since < until)) {
    throw new ConvexError({ code: "invalid_replay" });
  }
  const { event_type, endpoint_key } = args;
  const filter = { statuses, from: since, until, event_type, endpoint_key };
  return { filter, per_second };
}

/** What a filter means right now, and a nonce that says exactly which. */
async function estimate(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
  filter: Run["filter"],
  now: number,
) {
  const totals = { deliveries: 0, items: 0, expired: 0 };
  let oldest = Infinity;
  const digests = [JSON.stringify(filter)];
  for (const status of filter.statuses) {
    let page: EstimatedPage | undefined;
    while (page?.is_done !== true) {
      const read: EstimatedPage = await ctx.runQuery(
        internal.webhooks.replays.estimatePage,
        {
          workspace_id: workspaceId,
          filter,
          status,
          cursor: page?.cursor ?? null,
          now,
        },
      );
      page = read;
      totals.deliveries += page.deliveries;
      totals.items += page.items;
      totals.expired += page.expired;
      oldest = Math.min(oldest, page.oldest_at ?? Infinity);
      digests.push(page.digest);
    }
  }
  const text = new TextEncoder().encode(digests.join("\n"));
  const nonce = (await sha256Hex(text)).slice(0, NONCE_DIGITS);
  const oldest_at = oldest === Infinity ? null : oldest;
  return { totals, oldest_at, nonce };
}

/**
 * Says what a replay would mean; with the nonce of what was said, starts it.
 *
 * @throws ConvexError `invalid_replay`; with a nonce also `replay_changed`,
 *   `nothing_to_replay`, `replay_running`.
 */
export async function estimateOrStart(
  ctx: ActionCtx,
  workspaceId: Id<"workspaces">,
  args: ReplayArgs,
  userId: UserId | undefined,
): Promise<typeof vReplayAnswer.type> {
  const now = Date.now();
  const { filter, per_second } = readArgs(args, now);
  const { totals, oldest_at, nonce } = await estimate(
    ctx,
    workspaceId,
    filter,
    now,
  );
  const answer = {
    filter,
    per_second,
    deliveries: totals.deliveries,
    oldest_at,
    at_most_items: totals.items,
    expired: totals.expired,
    duration_ms: Math.ceil(totals.deliveries / per_second) * 1000,
    why_nothing_is_doubled: NOTHING_DOUBLED,
    nonce,
  };
  if (args.nonce === undefined) {
    return answer;
  }
  if (args.nonce !== nonce) {
    throw new ConvexError({ code: "replay_changed" });
  }
  const run_id: Id<"replayRuns"> = await passRefusal(
    ctx.runMutation(internal.webhooks.replays.start, {
      workspace_id: workspaceId,
      user_id: userId,
      filter,
      per_second,
      total: totals.deliveries,
    }),
  );
  return { ...answer, run_id };
}

/** @throws ConvexError `replay_running`, `nothing_to_replay`. */
export const start = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    user_id: v.optional(vUserId),
    filter: vReplayFilter,
    per_second: v.number(),
    total: v.number(),
  },
  returns: v.id("replayRuns"),
  handler: async (ctx, args) => {
    const { workspace_id, filter, per_second, total } = args;
    if (total === 0) {
      throw new ConvexError({ code: "nothing_to_replay" });
    }
    const newest = await newestRun(ctx, workspace_id);
    if (newest !== null && newest.ended_at === undefined) {
      throw new ConvexError({ code: "replay_running" });
    }
    const runId = await ctx.db.insert("replayRuns", {
      workspace_id,
      requested_by: args.user_id,
      filter,
      total,
      per_second,
      status: "running",
      status_index: 0,
      cursor: null,
      is_listed: false,
      counts: NO_COUNTS,
      attempts: 0,
      started_at: Date.now(),
    });
    await scheduleStep(ctx, runId, 0);
    return runId;
  },
});

/** A second's work of a run; does nothing once it is over. */
export const step = internalMutation({
  args: { run_id: v.id("replayRuns") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("replayRuns", args.run_id);
    if (run !== null && run.ended_at === undefined) {
      await advanceRun(ctx, run);
    }
    return null;
  },
});

/** Starts runs again whose step got lost or failed. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const open = await ctx.db
      .query("replayRuns")
      .withIndex("by_ended_at", (q) => q.eq("ended_at", undefined))
      .take(SWEEP_BATCH);
    for (const run of open) {
      const gone = await findGoneStep(ctx, run);
      if (gone === null || (run.status === "paused" && gone.isLost)) {
        continue;
      }
      const { attempts, isGivenUp } = gone;
      logEvent("replay.restarted", { run_id: run._id, attempts });
      const end: Partial<Run> = { status: "failed", ended_at: Date.now() };
      await ctx.db.patch("replayRuns", run._id, {
        attempts,
        ...(isGivenUp && end),
      });
      if (!isGivenUp) {
        await scheduleStep(ctx, run._id, 0);
      }
    }
    return null;
  },
});
