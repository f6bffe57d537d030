/** What the page shows live of settings: key, synchronisation, switch. */
import { v } from "convex/values";
import schema from "../../schema";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findLast, findMonitor } from "../kapso/health";
import { vReconcileMode } from "../kapso/tables";
import { viewKey } from "../kapso/keys";
import { vUserId } from "../users/tables";
import { findAutomationPause } from "../workspaces/automationPauses";
import { findSync, hasDrifted } from "./sync";
import { vKapsoFailureCode } from "./tables";
import { findActive, type Version } from "./versions";

export const vVersion = v.object({
  ...schema.doc("settingsBackup").omit("_id", "_creationTime", "workspace_id")
    .fields,
  is_active: v.boolean(),
});

export const toVersionView = (
  version: Version,
  active: ReadonlySet<number>,
): typeof vVersion.type => ({
  version: version.version,
  source: version.source,
  content_sha256: version.content_sha256,
  created_at: version.created_at,
  created_by: version.created_by,
  restored_from: version.restored_from,
  is_active: active.has(version.version),
});

/** Numbers of the versions that are active, one per source. */
export async function activeVersions(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
): Promise<{ kapso: number | null; local: number | null }> {
  const [kapso, local] = await Promise.all([
    findActive(ctx, workspace._id, "kapso"),
    findActive(ctx, workspace._id, "local"),
  ]);
  return { kapso: kapso?.version ?? null, local: local?.version ?? null };
}

export const vComparison = schema
  .doc("syncHealth")
  .omit(
    "_id",
    "_creationTime",
    "workspace_id",
    "phone_number_ids",
    "step",
    "cursor",
    "failures",
    "restarts",
  );

export function toComparisonView(
  comparison: Doc<"syncHealth">,
): typeof vComparison.type {
  const {
    _id,
    _creationTime,
    workspace_id: _workspaceId,
    phone_number_ids: _numbers,
    step: _step,
    cursor: _cursor,
    failures: _failures,
    restarts: _restarts,
    ...view
  } = comparison;
  return view;
}

export const vSettingsStatus = v.object({
  /** Whose key of Kapso's is used, and how it ends. */
  key: v.object({
    source: v.union(
      v.literal("workspace"),
      v.literal("environment"),
      v.literal("none"),
    ),
    key_end: v.optional(v.string()),
  }),
  sync: v.object({
    state: v.union(
      v.literal("never"),
      v.literal("syncing"),
      v.literal("synced"),
      v.literal("error"),
    ),
    /** Since when it is so. */
    at: v.optional(v.number()),
    error_code: v.optional(vKapsoFailureCode),
    retry_at: v.optional(v.number()),
    /** When workflows were last read whole. */
    pulled_at: v.optional(v.number()),
  }),
  /** The active versions; null before the first of a source. */
  active: v.object({
    kapso: v.union(v.null(), v.number()),
    local: v.union(v.null(), v.number()),
  }),
  /** Kapso has other workflows than the active version. */
  has_drift: v.boolean(),
  /** The hourly comparison, and the newest one. */
  reconcile: v.object({
    mode: v.union(v.literal("off"), vReconcileMode),
    next_at: v.optional(v.number()),
    last: v.union(v.null(), vComparison),
  }),
  automations: v.object({
    is_paused: v.boolean(),
    paused_at: v.optional(v.number()),
    paused_by: v.optional(vUserId),
    reason: v.optional(v.string()),
  }),
});

export async function readStatus(
  ctx: QueryCtx,
  workspace: Doc<"workspaces">,
): Promise<typeof vSettingsStatus.type> {
  const [key, sync, active, has_drift, pause, monitor, last] =
    await Promise.all([
      viewKey(ctx, workspace._id),
      findSync(ctx, workspace._id),
      activeVersions(ctx, workspace),
      hasDrifted(ctx, workspace._id),
      findAutomationPause(ctx, workspace._id),
      findMonitor(ctx, workspace._id),
      findLast(ctx, workspace._id),
    ]);
  return {
    key,
    sync:
      sync === null
        ? { state: "never" }
        : {
            state: sync.state,
            at: sync.at,
            error_code: sync.error_code,
            retry_at: sync.retry_at,
            pulled_at: sync.pulled_at,
          },
    active,
    has_drift,
    reconcile: {
      mode: monitor?.mode ?? "off",
      next_at: monitor?.next_at,
      last: last === null ? null : toComparisonView(last),
    },
    automations: {
      is_paused: workspace.automations_paused,
      paused_at: pause?.paused_at,
      paused_by: pause?.paused_by,
      reason: pause?.reason,
    },
  };
}
