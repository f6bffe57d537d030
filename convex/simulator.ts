/**
 * What `npm run sim` asks with the admin key before it posts and afterwards:
 * whom it writes to, which days have their digest, and how a digest run stands. Nothing is written.
 */
import { v } from "convex/values";
import { formatDay, toLocalTime } from "../src/lib/time/localTime";
import type { Doc, Id } from "./_generated/dataModel";
import { internalQuery, type QueryCtx } from "./_generated/server";
import { findScheduledRun } from "./model/digests/runs";
import { DEFAULT_ENDPOINT_KEY, findEndpoint } from "./model/webhooks/endpoints";
import { loadUser } from "./model/workspaces/members";
import { findPhoneNumber } from "./model/workspaces/scope";
import { vDigestMode, vDigestRunStatus } from "./model/digests/tables";

/** Members looked through for an owner; workspaces have far fewer. */
const MAX_MEMBERS = 100;

/** The number that an endpoint speaks about, if it has one of its own. */
async function findOwnNumber(
  ctx: QueryCtx,
  endpoint: Doc<"endpoints"> | null,
): Promise<string | null> {
  const [named] = endpoint?.phone_number_ids ?? [];
  const workspaceId = endpoint?.workspace_id;
  if (named !== undefined || workspaceId === undefined) {
    return named ?? null;
  }
  const number = await ctx.db
    .query("phoneNumbers")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
  return number?.phone_number_id ?? null;
}

async function describeWorkspace(ctx: QueryCtx, workspaceId: Id<"workspaces">) {
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (workspace === null) {
    throw new Error("a claimed number has a workspace -- invariant");
  }
  const members = await ctx.db
    .query("members")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_MEMBERS);
  const owner = members.find(({ role }) => role === "owner");
  const user = owner && (await loadUser(ctx, owner));
  return {
    workspace_id: workspaceId,
    slug: workspace.slug,
    /** What the admin key acts as them by; null without an owner. */
    owner_subject: user?.subject ?? owner?.user_id ?? null,
  };
}

/**
 * Whom deliveries to an endpoint reach: the business number, given or the
 * endpoint's own, and the workspace that owns it.
 */
export const findRecipient = internalQuery({
  args: { endpoint_key: v.string(), phone_number_id: v.optional(v.string()) },
  returns: v.object({
    is_endpoint_known: v.boolean(),
    /** Null when none was given and the endpoint has none. */
    phone_number_id: v.union(v.null(), v.string()),
    /** Null while nobody owns the number. */
    workspace: v.union(
      v.null(),
      v.object({
        workspace_id: v.id("workspaces"),
        slug: v.string(),
        owner_subject: v.union(v.null(), v.string()),
      }),
    ),
    /** The endpoint speaks for another workspace than the number's. */
    is_foreign: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const endpoint = await findEndpoint(ctx, args.endpoint_key);
    const id = args.phone_number_id ?? (await findOwnNumber(ctx, endpoint));
    const number = id === null ? null : await findPhoneNumber(ctx, id);
    const ownerId = number?.workspace_id;
    const speaksFor = endpoint?.workspace_id;
    return {
      is_endpoint_known:
        endpoint !== null || args.endpoint_key === DEFAULT_ENDPOINT_KEY,
      phone_number_id: id,
      workspace:
        ownerId === undefined ? null : await describeWorkspace(ctx, ownerId),
      is_foreign:
        speaksFor !== undefined &&
        ownerId !== undefined &&
        speaksFor !== ownerId,
    };
  },
});

/** Which of the moments fall on local days that have their scheduled digest. */
export const listDigestDays = internalQuery({
  args: { workspace_id: v.id("workspaces"), due_ats: v.array(v.number()) },
  returns: v.array(
    v.object({
      due_at: v.number(),
      /** Such as "2026-09-15". */
      local_date: v.string(),
    }),
  ),
  handler: async (ctx, args) => {
    const workspace = await ctx.db.get("workspaces", args.workspace_id);
    if (workspace === null) {
      return [];
    }
    const told: { due_at: number; local_date: string }[] = [];
    for (const due_at of args.due_ats) {
      const local_date = formatDay(toLocalTime(due_at, workspace.timezone));
      if (await findScheduledRun(ctx, workspace._id, local_date)) {
        told.push({ due_at, local_date });
      }
    }
    return told;
  },
});

/** Calls that one digest may have made, retries included. */
const MAX_LISTED_CALLS = 64;

/** How a digest run stands and what it cost. */
export const digestOutcome = internalQuery({
  args: { run_id: v.id("digestRuns") },
  returns: v.union(
    v.null(),
    v.object({
      status: vDigestRunStatus,
      reason: v.optional(v.string()),
      /** Null until it is done. */
      summary: v.union(
        v.null(),
        v.object({
          mode: vDigestMode,
          message_count: v.number(),
          text: v.string(),
        }),
      ),
      call_count: v.number(),
      token_count: v.number(),
      cost_nano_usd: v.number(),
    }),
  ),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("digestRuns", args.run_id);
    if (run === null) {
      return null;
    }
    const summary = await ctx.db
      .query("dailySummaries")
      .withIndex("by_run_id", (q) => q.eq("run_id", run._id))
      .first();
    const calls = await ctx.db
      .query("aiUsage")
      .withIndex("by_run_id", (q) => q.eq("run_id", run._id))
      .take(MAX_LISTED_CALLS);
    const sum = (of: (call: Doc<"aiUsage">) => number) =>
      calls.reduce((total, call) => total + of(call), 0);
    return {
      status: run.status,
      reason: run.reason,
      summary: summary && {
        mode: summary.mode,
        message_count: summary.message_count,
        text: summary.text,
      },
      call_count: calls.length,
      token_count: sum((call) => call.input_tokens + call.output_tokens),
      cost_nano_usd: sum((call) => call.cost_nano_usd),
    };
  },
});
