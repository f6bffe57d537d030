/** Versions of settings: which is active, and how another one comes to be. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refusal } from "../shared/refuse";
import type { UserId } from "../users/tables";

export type Version = Doc<"settingsBackup">;
export type SettingsSource = Version["source"];

/** The newest version of a source, which is its active one. */
export async function findActive(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  source: SettingsSource,
): Promise<Version | null> {
  return await ctx.db
    .query("settingsBackup")
    .withIndex("by_workspace_id_and_source_and_version", (q) =>
      q.eq("workspace_id", workspaceId).eq("source", source),
    )
    .order("desc")
    .first();
}

/** @throws ConvexError `not_found`. */
export async function loadVersion(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  number: number,
): Promise<Version> {
  const version = await ctx.db
    .query("settingsBackup")
    .withIndex("by_workspace_id_and_version", (q) =>
      q.eq("workspace_id", workspaceId).eq("version", number),
    )
    .first();
  if (version === null) {
    throw refusal("unknownVersion");
  }
  return version;
}

/** Where a version comes from. */
export interface Authorship {
  /** Absent for operators. */
  userId: UserId | undefined;
  restoredFrom?: number;
}

/** What became of content that should be a version. */
export interface StoredVersion {
  status: "stored" | "identical";
  version: number;
}

/** Makes a version of a content that is stored; none where it is active already. */
export async function addVersion(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  content: { source: SettingsSource; sha256: string },
  { userId, restoredFrom }: Authorship,
): Promise<StoredVersion> {
  const { source, sha256 } = content;
  const active = await findActive(ctx, workspaceId, source);
  if (active?.content_sha256 === sha256) {
    return { status: "identical", version: active.version };
  }
  const last = await ctx.db
    .query("settingsBackup")
    .withIndex("by_workspace_id_and_version", (q) =>
      q.eq("workspace_id", workspaceId),
    )
    .order("desc")
    .first();
  const version = (last?.version ?? 0) + 1;
  await ctx.db.insert("settingsBackup", {
    workspace_id: workspaceId,
    version,
    source,
    content_sha256: sha256,
    created_at: Date.now(),
    created_by: userId,
    restored_from: restoredFrom,
  });
  return { status: "stored", version };
}
