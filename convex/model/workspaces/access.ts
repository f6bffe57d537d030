/**
 * Access checks. The builders of `convex/functions.ts` begin with one of these;
 * functions whose rows are found in another way call them themselves.
 */
import { ConvexError } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { liveContact, liveConversation } from "../shared/redirects";
import { hasRole } from "../shared/roles";
import type { UserId } from "../users/tables";
import { findUserOfIdentity } from "../users/users";
import { findMember, type Member } from "./members";

type Role = Doc<"members">["role"];

/** A member with their workspace. */
export interface Membership {
  member: Member;
  workspace: Doc<"workspaces">;
}

/**
 * Who is calling; null for an identity of nobody (any more).
 *
 * @throws ConvexError `unauthenticated` without an identity.
 */
export async function requireIdentity(
  ctx: QueryCtx,
): Promise<Doc<"users"> | null> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) {
    throw new ConvexError({ code: "unauthenticated" });
  }
  return await findUserOfIdentity(ctx, identity);
}

/**
 * The person who is calling.
 *
 * @throws ConvexError `unauthenticated` without an identity, or with that of
 *   somebody who is no user (any more).
 */
export async function requireUser(ctx: QueryCtx): Promise<UserId> {
  const user = await requireIdentity(ctx);
  if (user === null) {
    throw new ConvexError({ code: "unauthenticated" });
  }
  return user._id;
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
  const user = await requireIdentity(ctx);
  const member = user && (await findMember(ctx, workspaceId, user._id));
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
  await requireIdentity(ctx);
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
  await requireIdentity(ctx);
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

/**
 * A row of a workspace the caller may see, at least with `role`.
 *
 * @throws ConvexError as {@link requireWorkspaceMember}.
 */
export async function requireRow<
  Row extends { workspace_id?: Id<"workspaces"> | undefined },
>(
  ctx: QueryCtx,
  row: Row | null,
  role: Role,
): Promise<Membership & { row: Row }> {
  await requireIdentity(ctx);
  if (row?.workspace_id === undefined) {
    throw new ConvexError({ code: "not_found" });
  }
  return {
    ...(await requireWorkspaceMember(ctx, row.workspace_id, role)),
    row,
  };
}

/**
 * A delivery the caller may see, at least with `role`. One of a number that
 * nobody has claimed is for operators.
 *
 * @throws ConvexError as {@link requireWorkspaceMember}.
 */
export async function requireDelivery(
  ctx: QueryCtx,
  auditId: Id<"webhookAudit">,
  role: Role,
): Promise<Membership & { audit: Doc<"webhookAudit"> }> {
  await requireIdentity(ctx);
  const audit = await ctx.db.get("webhookAudit", auditId);
  if (audit?.workspace_id === undefined) {
    throw new ConvexError({ code: "not_found" });
  }
  const { workspace_id } = audit;
  return { ...(await requireWorkspaceMember(ctx, workspace_id, role)), audit };
}
