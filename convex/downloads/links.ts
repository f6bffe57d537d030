/** Links that download something once: making, using and sweeping them. */
import { ConvexError, v } from "convex/values";
import { MINUTE_MS } from "../../src/lib/time/units";
import type { Doc, Id } from "../_generated/dataModel";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "../_generated/server";
import { vDownload, type Download } from "../model/downloads/tables";
import { hasRole } from "../model/shared/roles";
import { requireWorkspaceMember } from "../model/workspaces/access";
import { findMember } from "../model/workspaces/members";

/** Long enough for a browser to follow it, too short to be found in a log. */
const VALID_MS = MINUTE_MS;
const SWEEP_BATCH = 500;

/** The weakest role that may download something. */
const ROLES = { export: "agent", failed_lines: "admin" } as const;

/** Keeps a link's hash for the member who calls. */
export const open = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    token_sha256: v.string(),
    content: vDownload,
  },
  returns: v.object({ expires_at: v.number() }),
  handler: async (ctx, { workspace_id, token_sha256, content }) => {
    const role = ROLES[content.kind];
    const { member } = await requireWorkspaceMember(ctx, workspace_id, role);
    if (!(await isThere(ctx, workspace_id, content))) {
      throw new ConvexError({ code: "not_found" });
    }
    const expires_at = Date.now() + VALID_MS;
    await ctx.db.insert("downloadLinks", {
      workspace_id,
      user_id: member.user_id,
      token_sha256,
      content,
      expires_at,
    });
    return { expires_at };
  },
});

async function isThere(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  content: Download,
): Promise<boolean> {
  if (content.kind === "failed_lines") {
    const file = await ctx.db.get("imports", content.import_id);
    return file?.workspace_id === workspaceId && file.expires_at !== undefined;
  }
  const row = await ctx.db.get("exports", content.export_id);
  return (
    row?.workspace_id === workspaceId &&
    row.status === "done" &&
    row.expires_at !== undefined &&
    row.expires_at > Date.now() &&
    content.file in row.files
  );
}

/** What a link leads to, which works once; null for any other. */
export const redeem = internalMutation({
  args: { token_sha256: v.string() },
  returns: v.union(v.null(), vDownload),
  handler: async (ctx, { token_sha256 }) => {
    const link = await ctx.db
      .query("downloadLinks")
      .withIndex("by_token_sha256", (q) => q.eq("token_sha256", token_sha256))
      .first();
    if (link === null) {
      return null;
    }
    await ctx.db.delete("downloadLinks", link._id);
    const member = await findMember(ctx, link.workspace_id, link.user_id);
    const isUsable =
      link.expires_at > Date.now() &&
      member !== null &&
      hasRole(member, ROLES[link.content.kind]) &&
      (await isThere(ctx, link.workspace_id, link.content));
    if (!isUsable) {
      return null;
    }
    await note(ctx, link);
    return link.content;
  },
});

/** Who takes contacts out is kept. */
async function note(
  ctx: MutationCtx,
  { content }: Doc<"downloadLinks">,
): Promise<void> {
  if (content.kind === "export") {
    const row = await ctx.db.get("exports", content.export_id);
    await ctx.db.patch("exports", content.export_id, {
      download_count: (row?.download_count ?? 0) + 1,
      downloaded_at: Date.now(),
    });
  }
}

/** Deletes links that nobody used. For the crons. */
export const deleteExpired = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const expired = await ctx.db
      .query("downloadLinks")
      .withIndex("by_expires_at", (q) => q.lt("expires_at", Date.now()))
      .take(SWEEP_BATCH);
    for (const link of expired) {
      await ctx.db.delete("downloadLinks", link._id);
    }
    return null;
  },
});
