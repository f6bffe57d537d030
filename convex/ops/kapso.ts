/** The pull side, for operators. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
} from "../_generated/server";
import { setKey } from "../kapso/keys";
import { beginComparison, setMonitor } from "../model/kapso/health";
import { vReconcileMode } from "../model/kapso/tables";
import { toComparisonView, vComparison } from "../model/settings/status";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { passRefusal } from "../model/shared/refuse";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/** The id of a workspace, for actions, which have no database. */
export const findWorkspaceId = internalQuery({
  args: vWorkspaceRef.fields,
  returns: v.id("workspaces"),
  handler: async (ctx, ref) => (await requireWorkspace(ctx, ref))._id,
});

/**
 * Stores the key that a workspace reads from Kapso with, sealed; null takes it
 * away, so that the environment's is used.
 *
 * @returns How it ends; the key is never shown again.
 * @throws ConvexError as `requireWorkspace`, `invalid_api_key`,
 *   `missing_master_key`, `malformed_master_key`.
 */
export const setKapsoKey = internalAction({
  args: { ...vWorkspaceRef.fields, api_key: v.union(v.null(), v.string()) },
  returns: v.object({ key_end: v.union(v.null(), v.string()) }),
  handler: async (ctx, { api_key, ...ref }) => {
    const workspaceId: Id<"workspaces"> = await passRefusal(
      ctx.runQuery(internal.ops.kapso.findWorkspaceId, ref),
    );
    return { key_end: await setKey(ctx, workspaceId, api_key) };
  },
});

const vSetting = v.union(v.literal("off"), vReconcileMode);

/**
 * Compares a workspace with Kapso every hour: "watch" counts what is missing,
 * "repair" feeds it as well, "off" stops it.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const setReconcile = internalMutation({
  args: { ...vWorkspaceRef.fields, mode: vSetting },
  returns: v.object({ old: vSetting, new: vSetting }),
  handler: async (ctx, { mode, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    return { old: await setMonitor(ctx, _id, mode), new: mode };
  },
});

/**
 * Compares once, now; "watch" unless it says "repair". `ops:showSync` shows how
 * it goes.
 *
 * @throws ConvexError as `requireWorkspace`.
 */
export const reconcileNow = internalMutation({
  args: { ...vWorkspaceRef.fields, mode: v.optional(vReconcileMode) },
  returns: v.object({ comparison_id: v.id("syncHealth") }),
  handler: async (ctx, { mode = "watch", ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    return { comparison_id: await beginComparison(ctx, _id, mode) };
  },
});

/** Comparisons with Kapso, newest first. */
export const showSync = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(vComparison),
  handler: async (ctx, { limit, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    const query = ctx.db
      .query("syncHealth")
      .withIndex("by_workspace_id_and_started_at", (q) =>
        q.eq("workspace_id", _id),
      )
      .order("desc");
    const { rows, has_more } = await takeRows(query, requireLimit(limit));
    return { rows: rows.map(toComparisonView), has_more };
  },
});
