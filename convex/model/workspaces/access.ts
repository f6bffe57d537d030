/** Access checks: every public function begins with one of these. */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { liveContact, liveConversation } from "../shared/redirects";
import { hasRole } from "../shared/roles";
import { findMember } from "./members";

/**
 * The caller's identity subject, which names a person alone: there is at most one
 * provider (`convex/auth.config.ts`).
 *
 * @throws ConvexError `unauthenticated` without an identity.
 */
export async function requireUser(ctx: QueryCtx): Promise<string> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) {
    throw new ConvexError({ code: "unauthenticated" });
  }
  return identity.subject;
}

/**
 * The caller's membership of a workspace, at least with `role`.
 *
 * @throws ConvexError `unauthenticated`; `not_found` for a workspace the caller
 *   is no member of (so that ids cannot be probed); `forbidden` for a member
 *   whose role is too weak.
 */
export async function requireMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  role: Doc<"members">["role"] = "viewer",
): Promise<Doc<"members">> {
  const userId = await requireUser(ctx);
  const member = await findMember(ctx, workspaceId, userId);
  if (member === null) {
    throw new ConvexError({ code: "not_found" });
  }
  if (!hasRole(member, role)) {
    throw new ConvexError({ code: "forbidden" });
  }
  return member;
}

/**
 * A contact the caller may see, merges followed.
 *
 * @throws ConvexError `unauthenticated`, or `not_found` when it does not exist
 *   or belongs to a workspace the caller is no member of.
 */
export async function requireContact(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Doc<"contacts">> {
  await requireUser(ctx);
  const contact = await ctx.db.get("contacts", contactId);
  if (contact === null) {
    throw new ConvexError({ code: "not_found" });
  }
  await requireMember(ctx, contact.workspace_id);
  return await liveContact(ctx, contact);
}

/**
 * A conversation the caller may see, at least with `role`, merges followed.
 *
 * @throws ConvexError as {@link requireContact}, and `forbidden`.
 */
export async function requireConversation(
  ctx: QueryCtx,
  conversationId: Id<"conversations">,
  role: Doc<"members">["role"] = "viewer",
): Promise<Doc<"conversations">> {
  await requireUser(ctx);
  const conversation = await ctx.db.get("conversations", conversationId);
  if (conversation === null) {
    throw new ConvexError({ code: "not_found" });
  }
  await requireMember(ctx, conversation.workspace_id, role);
  return await liveConversation(ctx, conversation);
}
