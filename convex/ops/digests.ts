/** Digests, for operators: showing them, and making them at once. */
import { v } from "convex/values";
import { parseDay, toLocalIso } from "../../src/lib/time/localTime";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, internalQuery } from "../_generated/server";
import { makeDigest as startDigest } from "../model/digests/again";
import {
  findLastSummary,
  findOpenRun,
  findSummaryOf,
} from "../model/digests/runs";
import { refusal } from "../model/shared/refuse";
import { setModelAllowed } from "../model/digests/schedule";
import { withLocalVersion } from "../model/settings/local";
import { vDigestRunStatus } from "../model/digests/tables";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
import schema from "../schema";

const vShownDigest = v.object({
  ...schema
    .doc("dailySummaries")
    .pick(
      "local_date",
      "mode",
      "reason",
      "language",
      "text",
      "message_count",
      "counts",
      "created_at",
    ).fields,
  created_local: v.string(),
});

function toShownDigest(
  summary: Doc<"dailySummaries">,
  timezone: string,
): typeof vShownDigest.type {
  return {
    local_date: summary.local_date,
    mode: summary.mode,
    reason: summary.reason,
    language: summary.language,
    text: summary.text,
    message_count: summary.message_count,
    counts: summary.counts,
    created_at: summary.created_at,
    created_local: toLocalIso(summary.created_at, timezone),
  };
}

/**
 * The newest digest of a workspace, or that of a day ("2026-09-15"); what is
 * being made now, and when the next one is due.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_day`.
 */
export const showDigest = internalQuery({
  args: { ...vWorkspaceRef.fields, day: v.optional(v.string()) },
  returns: v.object({
    /** Null when there is none. */
    digest: v.union(v.null(), vShownDigest),
    /** How the one that is being made stands, if any. */
    running: v.optional(vDigestRunStatus),
    next_digest_at: v.optional(v.number()),
    next_digest_local: v.optional(v.string()),
  }),
  handler: async (ctx, { day, ...ref }) => {
    if (day !== undefined && parseDay(day) === null) {
      throw refusal("invalidDay");
    }
    const workspace = await requireWorkspace(ctx, ref);
    const { _id, timezone, next_digest_at } = workspace;
    const summary =
      day === undefined
        ? await findLastSummary(ctx, _id)
        : ((await findSummaryOf(ctx, _id, day))?.summary ?? null);
    const run = await findOpenRun(ctx, _id);
    return {
      digest: summary && toShownDigest(summary, timezone),
      running: run?.status,
      next_digest_at,
      next_digest_local: toLocalIso(next_digest_at, timezone),
    };
  },
});

/**
 * Makes a digest at once: with `day` ("2026-09-15") that day's, again if there
 * is one; without it one of everything since the last.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_day`, `digest_running`.
 */
export const makeDigest = internalMutation({
  args: { ...vWorkspaceRef.fields, day: v.optional(v.string()) },
  returns: v.object({
    run_id: v.id("digestRuns"),
    local_date: v.string(),
    is_again: v.boolean(),
  }),
  handler: async (ctx, { day, ...ref }) =>
    await startDigest(ctx, await requireWorkspace(ctx, ref), day),
});

/**
 * Says whether a model may read a workspace's messages; without it nothing of
 * them leaves the deployment for digests, whatever provider is configured.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const allowModel = internalMutation({
  args: { ...vWorkspaceRef.fields, is_allowed: v.boolean() },
  returns: v.object({ is_allowed: v.boolean(), was_allowed: v.boolean() }),
  handler: async (ctx, { is_allowed, ...ref }) => {
    const workspace = await requireWorkspace(ctx, ref);
    const was_allowed = await withLocalVersion(
      ctx,
      workspace._id,
      undefined,
      () => setModelAllowed(ctx, workspace, is_allowed),
    );
    return { is_allowed, was_allowed };
  },
});
