/**
 * A workspace's settings with versions: what Kapso's workflows are, how the
 * service is set, and the switch that stops what it triggers by itself.
 */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import {
  workspaceAction,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { setKey } from "./kapso/keys";
import { readDiff, vSettingsDiff } from "./model/settings/diff";
import {
  readHeld,
  switchAutomations,
  vHeld,
  vHeldChoice,
} from "./model/settings/held";
import { restoreVersion } from "./model/settings/restore";
import {
  activeVersions,
  readStatus,
  toVersionView,
  vSettingsStatus,
  vVersion,
} from "./model/settings/status";
import type { Confirmed } from "./model/settings/sync";
import { vKapsoFailureCode } from "./model/settings/tables";
import { confirmSettings, pullSettings, vConfirmed } from "./settings/sync";

/**
 * Stores the key that the workspace reads from Kapso with, sealed; null takes it
 * away. An action, because sealing takes real randomness.
 *
 * @returns How it ends; the key is never shown again.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_api_key`, `missing_master_key`, `malformed_master_key`.
 */
export const setKapsoKey = workspaceAction({
  role: "admin",
  args: { api_key: v.union(v.null(), v.string()) },
  returns: v.object({ key_end: v.union(v.null(), v.string()) }),
  handler: async (ctx, { api_key }) => ({
    key_end: await setKey(ctx, ctx.workspace._id, api_key),
  }),
});

/**
 * The key in use, how the workspace stands to Kapso, which versions are active,
 * and the switch: live.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers
 *   and agents.
 */
export const status = workspaceQuery({
  role: "admin",
  args: {},
  returns: vSettingsStatus,
  handler: async (ctx) => await readStatus(ctx, ctx.workspace),
});

/**
 * Reads Kapso's workflows. Nothing is a version before somebody confirms it.
 *
 * @returns Why it could not be read, and when it may work again; `status` says
 *   so as well.
 * @throws ConvexError as {@link status}.
 */
export const pull = workspaceAction({
  role: "admin",
  args: {},
  returns: v.union(
    v.object({ status: v.literal("synced") }),
    v.object({ status: v.literal("error"), error_code: vKapsoFailureCode }),
  ),
  handler: async (ctx) => {
    const failure = await pullSettings(ctx, ctx.workspace._id);
    return failure === null
      ? { status: "synced" as const }
      : { status: "error" as const, error_code: failure.code };
  },
});

/**
 * What changed from the active version to what was pulled last, or, with
 * `version`, to another version of the same source. Null before the first pull.
 *
 * @throws ConvexError as {@link status}; `not_found` for no version.
 */
export const diff = workspaceQuery({
  role: "admin",
  args: { version: v.optional(v.number()) },
  returns: v.union(v.null(), vSettingsDiff),
  handler: async (ctx, { version }) =>
    await readDiff(ctx, ctx.workspace._id, version),
});

/**
 * Makes Kapso's workflows a version, if they are what the diff with this hash
 * showed: they are read once more, and "changed" names the diff there is now.
 *
 * @throws ConvexError as {@link status}; a code of `kapso_…` when Kapso cannot
 *   be read.
 */
export const confirm = workspaceAction({
  role: "admin",
  args: { diff_hash: v.string() },
  returns: vConfirmed,
  handler: async (ctx, { diff_hash }): Promise<Confirmed> =>
    await confirmSettings(ctx, ctx.workspace._id, {
      diffHash: diff_hash,
      isMember: true,
    }),
});

/**
 * Versions, newest first.
 *
 * @throws ConvexError as {@link status}.
 */
export const listVersions = workspaceQuery({
  role: "admin",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vVersion),
  handler: async (ctx, { paginationOpts }) => {
    const page = await ctx.db
      .query("settingsBackup")
      .withIndex("by_workspace_id_and_version", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(paginationOpts);
    const { kapso, local } = await activeVersions(ctx, ctx.workspace);
    const active = new Set([kapso, local].filter((one) => one !== null));
    return {
      ...page,
      page: page.page.map((version) => toVersionView(version, active)),
    };
  },
});

/**
 * Makes an earlier version active again, as a new one with its content. Nothing
 * is changed in Kapso; local settings are set as the version says.
 *
 * @param diff_hash of `diff` with this version, where it was shown
 * @throws ConvexError as {@link status}; `not_found` for no version,
 *   `settings_changed`.
 */
export const restore = workspaceMutation({
  role: "admin",
  args: { version: v.number(), diff_hash: v.optional(v.string()) },
  returns: v.object({
    status: v.union(v.literal("stored"), v.literal("identical")),
    version: v.number(),
  }),
  handler: async (ctx, { version, diff_hash }) =>
    await restoreVersion(ctx, ctx.workspace, {
      version,
      diffHash: diff_hash,
      userId: ctx.member.user_id,
    }),
});

/**
 * Stops leads, digests and whatever else is triggered by itself, at once, or
 * lets it go on; then `held` says what becomes of what was held back. What
 * arrives is stored in any case.
 *
 * @throws ConvexError as {@link status}; `held_undecided`.
 */
export const setAutomationsPaused = workspaceMutation({
  role: "admin",
  args: {
    is_paused: v.boolean(),
    reason: v.optional(v.string()),
    held: v.optional(vHeldChoice),
  },
  returns: v.null(),
  handler: async (ctx, { is_paused, reason, held }) => {
    await switchAutomations(ctx, ctx.workspace, {
      isPaused: is_paused,
      reason,
      held,
      userId: ctx.member.user_id,
    });
    return null;
  },
});

/**
 * What is held back while automations are paused; null while they run.
 *
 * @throws ConvexError as {@link status}.
 */
export const held = workspaceQuery({
  role: "admin",
  args: {},
  returns: vHeld,
  handler: async (ctx) => await readHeld(ctx, ctx.workspace._id),
});
