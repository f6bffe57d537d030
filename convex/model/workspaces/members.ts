/** Who belongs to a workspace, as operators change it. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refusal } from "../shared/refuse";
import type { UserId } from "../users/tables";
import { findNamedUser } from "../users/users";

type Role = Doc<"members">["role"];

/** A membership of somebody who has a row in `users`. */
export interface Member extends Doc<"members"> {
  user_id: UserId;
}

export async function findMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
): Promise<Member | null> {
  const member = await ctx.db
    .query("members")
    .withIndex("by_user_id_and_workspace_id", (q) =>
      q.eq("user_id", userId).eq("workspace_id", workspaceId),
    )
    .first();
  return member && { ...member, user_id: userId };
}

/**
 * The member whom an operator names by e-mail address or subject.
 *
 * @throws ConvexError `not_found`.
 */
export async function requireNamedMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  name: string,
): Promise<Member> {
  const user = await findNamedUser(ctx, name);
  const member = user && (await findMember(ctx, workspaceId, user._id));
  if (member === null) {
    throw refusal("unknownMember");
  }
  return member;
}

/**
 * Adds somebody to a workspace, or gives a member another role.
 *
 * @returns The role before, or null for somebody new.
 * @throws ConvexError `last_owner` when nobody else is owner.
 */
export async function setMember(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
  role: Role,
): Promise<Role | null> {
  const member = await findMember(ctx, workspaceId, userId);
  if (member === null) {
    await ctx.db.insert("members", {
      workspace_id: workspaceId,
      user_id: userId,
      role,
    });
    return null;
  }
  if (role !== "owner") {
    await requireOtherOwner(ctx, member);
  }
  await ctx.db.patch("members", member._id, { role });
  return member.role;
}

/**
 * Takes somebody out of a workspace.
 *
 * @returns The role they had.
 * @throws ConvexError `not_found`, `last_owner`.
 */
export async function dropMember(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: UserId,
): Promise<Role> {
  const member = await findMember(ctx, workspaceId, userId);
  if (member === null) {
    throw refusal("unknownMember");
  }
  await requireOtherOwner(ctx, member);
  await ctx.db.delete("members", member._id);
  return member.role;
}

/**
 * Takes somebody out of every workspace, the last owner too.
 *
 * @param user an id of `users`, or a subject that no row has yet
 * @returns The workspaces' slugs.
 */
export async function dropEverywhere(
  ctx: MutationCtx,
  user: string,
): Promise<string[]> {
  const slugs: string[] = [];
  const members = ctx.db
    .query("members")
    .withIndex("by_user_id_and_workspace_id", (q) => q.eq("user_id", user));
  for await (const member of members) {
    await ctx.db.delete("members", member._id);
    const workspace = await ctx.db.get("workspaces", member.workspace_id);
    slugs.push(workspace?.slug ?? member.workspace_id);
  }
  return slugs;
}

/** Who a member is; null for one that still waits for its row in `users`. */
export async function loadUser(
  ctx: QueryCtx,
  { user_id: userId }: Pick<Doc<"members">, "user_id">,
): Promise<Doc<"users"> | null> {
  const id = ctx.db.normalizeId("users", userId);
  return id && (await ctx.db.get("users", id));
}

/** Whether a workspace has an owner, besides `other` if that is given. */
export async function hasOwner(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  other?: Id<"members">,
): Promise<boolean> {
  const members = ctx.db
    .query("members")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId));
  for await (const member of members) {
    if (member.role === "owner" && member._id !== other) {
      return true;
    }
  }
  return false;
}

/** @throws ConvexError `last_owner` when the member is the only owner. */
async function requireOtherOwner(
  ctx: QueryCtx,
  member: Doc<"members">,
): Promise<void> {
  if (member.role !== "owner") {
    return;
  }
  if (!(await hasOwner(ctx, member.workspace_id, member._id))) {
    throw refusal("lastOwner");
  }
}
