/**
 * Access checks. The builders of `convex/functions.ts` begin with one of these;
 * functions whose rows are found in another way call them themselves.
 */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { liveContact, liveConversation } from "../shared/redirects";
import { hasRole } from "../shared/roles";
import { findMember } from "./members";
import type { UserId } from "./tables";

type Role = Doc<"members">["role"];

/** A member with their workspace. */
export interface Membership {
  member: Doc<"members">;
  workspace: Doc<"workspaces">;
}

/**
 * The caller's identity subject, which names a person alone: there is at most one
 * provider (`convex/auth.config.ts`).
 *
 * @throws ConvexError `unauthenticated` without an identity.
 */
export async function requireUser(ctx: QueryCtx): Promise<UserId> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) {
    throw new ConvexError({ code: "unauthenticated" });
  }
  return identity.subject;
}

/**
 * The caller's membership of a workspace, at least with `role`, and the
 * workspace.
 *
 * @throws ConvexError `unauthenticated`; `not_found` for a workspace that does
 *   not exist or that the caller is no member of (so that ids cannot be
 *   probed); `forbidden` for a member whose role is too weak.
 */
export async function requireWorkspaceMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  role: Role,
): Promise<Membership> {
  const userId = await requireUser(ctx);
  const member = await findMember(ctx, workspaceId, userId);
  const workspace = await ctx.db.get("workspaces", workspaceId);
  if (member === null || workspace === null) {
    throw new ConvexError({ code: "not_found" });
  }
  if (!hasRole(member, role)) {
    throw new ConvexError({ code: "forbidden" });
  }
  return { member, workspace };
}

/**
 * A contact the caller may see, at least with `role`, merges followed.
 *
 * @throws ConvexError as {@link requireWorkspaceMember}.
 */
export async function requireContact(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
  role: Role,
): Promise<Membership & { contact: Doc<"contacts"> }> {
  await requireUser(ctx);
  const contact = await ctx.db.get("contacts", contactId);
  if (contact === null) {
    throw new ConvexError({ code: "not_found" });
  }
  const membership = await requireWorkspaceMember(
    ctx,
    contact.workspace_id,
    role,
  );
  return { ...membership, contact: await liveContact(ctx, contact) };
}

/**
 * A conversation the caller may see, at least with `role`, merges followed.
 *
 * @throws ConvexError as {@link requireWorkspaceMember}.
 */
export async function requireConversation(
  ctx: QueryCtx,
  conversationId: Id<"conversations">,
  role: Role,
): Promise<Membership & { conversation: Doc<"conversations"> }> {
  await requireUser(ctx);
  const conversation = await ctx.db.get("conversations", conversationId);
  if (conversation === null) {
    throw new ConvexError({ code: "not_found" });
  }
  const membership = await requireWorkspaceMember(
    ctx,
    conversation.workspace_id,
    role,
  );
  return {
    ...membership,
    conversation: await liveConversation(ctx, conversation),
  };
}
