/** Making an earlier version the active one again. */
import { diffHashOf } from "../../../src/lib/settings/diff";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";
import { refusal } from "../shared/refuse";
import type { UserId } from "../users/tables";
import { loadContent } from "./contents";
import { applyLocal } from "./local";
import { hasDrifted } from "./sync";
import {
  addVersion,
  findActive,
  loadVersion,
  type StoredVersion,
} from "./versions";

export interface Restoring {
  version: number;
  /** Of the diff that was shown; absent where none was. */
  diffHash: string | undefined;
  /** Absent for operators. */
  userId: UserId | undefined;
}

/**
 * A new version with an old content. Of Kapso's workflows it is the reference
 * that is compared with, and nothing is changed in Kapso; local settings are set
 * as the version says.
 *
 * @throws ConvexError `not_found`, `settings_changed` when the active version is
 *   not the one that was compared with.
 */
export async function restoreVersion(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  { version: number, diffHash, userId }: Restoring,
): Promise<StoredVersion> {
  const workspaceId = workspace._id;
  const target = await loadVersion(ctx, workspaceId, number);
  const { source, content_sha256: sha256 } = target;
  const active = await findActive(ctx, workspaceId, source);
  const current = diffHashOf(active?.content_sha256, sha256);
  if (diffHash !== undefined && diffHash !== current) {
    throw refusal("settingsChanged");
  }
  if (source === "local" && active?.content_sha256 !== sha256) {
    const { settings } = await loadContent(ctx, workspaceId, sha256);
    await applyLocal(ctx, workspace, settings);
  }
  const authorship = { userId, restoredFrom: number };
  const stored = await addVersion(
    ctx,
    workspaceId,
    { source, sha256 },
    authorship,
  );
  if (await hasDrifted(ctx, workspaceId)) {
    await raiseAlertOnce(ctx, {
      kind: "settings_drift",
      key: workspaceId,
      workspace_id: workspaceId,
    });
  }
  return stored;
}
