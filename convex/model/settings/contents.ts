/** Contents of settings, stored by their hash. */
import { sha256Hex } from "../../../src/lib/crypto/sha256";
import { canonicalJson } from "../../../src/lib/settings/canonical";
import {
  contentSchema,
  EMPTY_CONTENT,
  type SettingsContent,
} from "../../../src/lib/settings/snapshot";
import { splitBody } from "../../../src/lib/webhooks/payloadParts";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

/** Parts that a content may have; beyond 3 MiB nothing is pulled. */
const MAX_PARTS = 32;

const partsOf = (
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  sha256: string,
) =>
  ctx.db
    .query("settingsContents")
    .withIndex("by_workspace_id_and_content_sha256_and_part", (q) =>
      q.eq("workspace_id", workspaceId).eq("content_sha256", sha256),
    );

/** A content as text, with the hash that names it. */
export async function writeContent(
  content: SettingsContent,
): Promise<{ text: string; sha256: string }> {
  const text = canonicalJson(content);
  return { text, sha256: await sha256Hex(new TextEncoder().encode(text)) };
}

/** Stores a content unless it is there. */
export async function keepContent(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  { text, sha256 }: { text: string; sha256: string },
): Promise<void> {
  if ((await partsOf(ctx, workspaceId, sha256).first()) !== null) {
    return;
  }
  for (const [part, piece] of splitBody(text).entries()) {
    await ctx.db.insert("settingsContents", {
      workspace_id: workspaceId,
      content_sha256: sha256,
      part,
      text: piece,
    });
  }
}

/** The content of a hash; an empty one for none. */
export async function loadContent(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  sha256: string | undefined,
): Promise<SettingsContent> {
  if (sha256 === undefined) {
    return EMPTY_CONTENT;
  }
  const parts = await partsOf(ctx, workspaceId, sha256).take(MAX_PARTS);
  const text = parts.map((part) => part.text).join("");
  return contentSchema.parse(JSON.parse(text));
}

/** Deletes a content that no version has. */
export async function dropUnused(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  sha256: string,
): Promise<void> {
  const version = await ctx.db
    .query("settingsBackup")
    .withIndex("by_workspace_id_and_content_sha256", (q) =>
      q.eq("workspace_id", workspaceId).eq("content_sha256", sha256),
    )
    .first();
  if (version !== null) {
    return;
  }
  const parts = await partsOf(ctx, workspaceId, sha256).take(MAX_PARTS);
  for (const { _id } of parts) {
    await ctx.db.delete("settingsContents", _id);
  }
}
