/**
 * Deliveries an hour. A cron counts rows that are two minutes old, each once, so
 * that ingestion writes nothing for it; what changes in an older row leaves a
 * mark, and its hour is counted anew.
 */
import { v, type Infer } from "convex/values";
import {
  addTallies,
  hourOf,
  lagAt,
  type HourTally,
} from "../../../src/lib/webhooks/hourStats";
import { HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

/** Younger rows still change by themselves: repeats, the first processing. */
export const COUNTED_AFTER_MS = 2 * MINUTE_MS;
/** Hours of a query, and at most. */
const DEFAULT_HOURS = 24;
const MAX_HOURS = 168;

/** A workspace, or what belongs to nobody yet. */
export type StatsScope = Id<"workspaces"> | undefined;

export const vTally = v.object({
  accepted: v.number(),
  duplicates: v.number(),
  failed: v.number(),
  lags: v.array(v.number()),
});

export async function findHour(
  ctx: QueryCtx,
  scope: StatsScope,
  hourAt: number,
): Promise<Doc<"hourlyStats"> | null> {
  return await ctx.db
    .query("hourlyStats")
    .withIndex("by_workspace_id_and_hour_at", (q) =>
      q.eq("workspace_id", scope).eq("hour_at", hourAt),
    )
    .first();
}

/** Says that something changed in a row which is counted already. */
export async function markHour(
  ctx: MutationCtx,
  audit: Pick<Doc<"webhookAudit">, "workspace_id" | "received_at">,
  now: number,
): Promise<void> {
  if (now - audit.received_at >= COUNTED_AFTER_MS) {
    await ctx.db.insert("hourlyRecounts", {
      workspace_id: audit.workspace_id,
      hour_at: hourOf(audit.received_at),
    });
  }
}

/** Writes an hour's counts: in place of what was there, or added to it. */
export async function storeHour(
  ctx: MutationCtx,
  scope: StatsScope,
  counted: {
    hourAt: number;
    tally: HourTally;
    until: number;
    isAdded: boolean;
  },
): Promise<void> {
  const { hourAt, tally, until, isAdded } = counted;
  const known = await findHour(ctx, scope, hourAt);
  const sum = known && isAdded ? addTallies(known, tally) : tally;
  if (known === null) {
    await ctx.db.insert("hourlyStats", {
      workspace_id: scope,
      hour_at: hourAt,
      ...sum,
      refused: 0,
      counted_until: until,
    });
  } else {
    await ctx.db.patch("hourlyStats", known._id, {
      ...sum,
      counted_until: until,
    });
  }
}

export const vHours = v.array(
  v.object({
    /** Start of the hour, ms UTC. */
    hour_at: v.number(),
    accepted: v.number(),
    duplicates: v.number(),
    failed: v.number(),
    /** Wrong signatures, at this workspace's and the shared endpoint. */
    refused: v.number(),
    /** From arrival to through: ends of a histogram's buckets, ms. */
    lag_p50_ms: v.union(v.null(), v.number()),
    lag_p99_ms: v.union(v.null(), v.number()),
  }),
);

/** Every hour of the range, also those in which nothing came. */
export async function readHours(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  asOf: number,
  wanted = DEFAULT_HOURS,
): Promise<Infer<typeof vHours>> {
  const count = Math.max(1, Math.min(MAX_HOURS, Math.floor(wanted)));
  const last = hourOf(asOf);
  const first = last - (count - 1) * HOUR_MS;
  const inRange = async (scope: StatsScope) =>
    await ctx.db
      .query("hourlyStats")
      .withIndex("by_workspace_id_and_hour_at", (q) =>
        q.eq("workspace_id", scope).gte("hour_at", first).lte("hour_at", last),
      )
      .take(MAX_HOURS);
  const own = new Map((await inRange(workspaceId)).map((h) => [h.hour_at, h]));
  const shared = new Map(
    (await inRange(undefined)).map((h) => [h.hour_at, h.refused]),
  );
  return Array.from({ length: count }, (_, index) => {
    const hour_at = first + index * HOUR_MS;
    const hour = own.get(hour_at);
    return {
      hour_at,
      accepted: hour?.accepted ?? 0,
      duplicates: hour?.duplicates ?? 0,
      failed: hour?.failed ?? 0,
      refused: (hour?.refused ?? 0) + (shared.get(hour_at) ?? 0),
      lag_p50_ms: lagAt(hour?.lags ?? [], 0.5),
      lag_p99_ms: lagAt(hour?.lags ?? [], 0.99),
    };
  });
}
