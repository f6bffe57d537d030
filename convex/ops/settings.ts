/** Settings with versions and the switch, for operators. */
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import { internal } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
} from "../_generated/server";
import { readDiff, vSettingsDiff } from "../model/settings/diff";
import {
  readHeld,
  switchAutomations,
  vHeld,
  vHeldChoice,
} from "../model/settings/held";
import { restoreVersion } from "../model/settings/restore";
import {
  activeVersions,
  readStatus,
  toVersionView,
  vSettingsStatus,
  vVersion,
} from "../model/settings/status";
import type { Confirmed } from "../model/settings/sync";
import { kapsoRefusal, passRefusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
import { confirmSettings, pullSettings, vConfirmed } from "../settings/sync";

/**
 * Reads a workspace's workflows from Kapso.
 *
 * @returns What differs from the active version.
 * @throws ConvexError as `requireWorkspace`; a code of `kapso_…` with what to do.
 */
export const pullSettingsNow = internalAction({
  args: vWorkspaceRef.fields,
  returns: v.union(v.null(), vSettingsDiff),
  handler: async (ctx, ref): Promise<typeof vSettingsDiff.type | null> => {
    const workspaceId: Id<"workspaces"> = await passRefusal(
      ctx.runQuery(internal.ops.kapso.findWorkspaceId, ref),
    );
    const failure = await pullSettings(ctx, workspaceId);
    if (failure !== null) {
      throw kapsoRefusal(failure.code);
    }
    return await ctx.runQuery(internal.ops.settings.diffSettings, ref);
  },
});

/**
 * From the active version to what was pulled last, or to `version`.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`.
 */
export const diffSettings = internalQuery({
  args: { ...vWorkspaceRef.fields, version: v.optional(v.number()) },
  returns: v.union(v.null(), vSettingsDiff),
  handler: async (ctx, { version, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    return await readDiff(ctx, _id, version);
  },
});

/**
 * Makes Kapso's workflows a version, if they are what the diff with this hash
 * showed.
 *
 * @throws ConvexError as `requireWorkspace`; a code of `kapso_…`.
 */
export const confirmDiff = internalAction({
  args: { ...vWorkspaceRef.fields, diff_hash: v.string() },
  returns: vConfirmed,
  handler: async (ctx, { diff_hash, ...ref }): Promise<Confirmed> => {
    const workspaceId: Id<"workspaces"> = await passRefusal(
      ctx.runQuery(internal.ops.kapso.findWorkspaceId, ref),
    );
    return await confirmSettings(ctx, workspaceId, {
      diffHash: diff_hash,
      isMember: false,
    });
  },
});

/** Versions, newest first. */
export const listVersions = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(v.object({ ...vVersion.fields, created_local: v.string() })),
  handler: async (ctx, { limit, ...ref }) => {
    const workspace = await requireWorkspace(ctx, ref);
    const query = ctx.db
      .query("settingsBackup")
      .withIndex("by_workspace_id_and_version", (q) =>
        q.eq("workspace_id", workspace._id),
      )
      .order("desc");
    const { rows, has_more } = await takeRows(query, requireLimit(limit));
    const { kapso, local } = await activeVersions(ctx, workspace);
    const active = new Set([kapso, local].filter((one) => one !== null));
    return {
      rows: rows.map((version) => ({
        ...toVersionView(version, active),
        created_local: toLocalIso(version.created_at, workspace.timezone),
      })),
      has_more,
    };
  },
});

/**
 * Makes an earlier version active again, as a new one with its content.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `settings_changed`.
 */
export const restoreSettings = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    version: v.number(),
    diff_hash: v.optional(v.string()),
  },
  returns: v.object({
    status: v.union(v.literal("stored"), v.literal("identical")),
    version: v.number(),
  }),
  handler: async (ctx, { version, diff_hash, ...ref }) =>
    await restoreVersion(ctx, await requireWorkspace(ctx, ref), {
      version,
      diffHash: diff_hash,
      userId: undefined,
    }),
});

/** The key in use, how a workspace stands to Kapso, active versions, the switch. */
export const showSettings = internalQuery({
  args: vWorkspaceRef.fields,
  returns: vSettingsStatus,
  handler: async (ctx, ref) =>
    await readStatus(ctx, await requireWorkspace(ctx, ref)),
});

/**
 * Stops leads, digests and whatever else is triggered by itself, or lets it go
 * on; then `held` says what becomes of what was held back.
 *
 * @returns What is held back then.
 * @throws ConvexError as `requireWorkspace`, `held_undecided`.
 */
export const setAutomationsPaused = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    is_paused: v.boolean(),
    reason: v.optional(v.string()),
    held: v.optional(vHeldChoice),
  },
  returns: vHeld,
  handler: async (ctx, { is_paused, reason, held, ...ref }) => {
    const workspace = await requireWorkspace(ctx, ref);
    await switchAutomations(ctx, workspace, {
      isPaused: is_paused,
      reason,
      held,
      userId: undefined,
    });
    return await readHeld(ctx, workspace._id);
  },
});

/** What is held back while automations are paused; null while they run. */
export const showHeld = internalQuery({
  args: vWorkspaceRef.fields,
  returns: vHeld,
  handler: async (ctx, ref) => {
    const { _id } = await requireWorkspace(ctx, ref);
    return await readHeld(ctx, _id);
  },
});
