/** Who belongs to a workspace, as operators change it. */
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refusal } from "./refuse";

type Role = Doc<"members">["role"];

/** An identity's subject is no text: longer ones are mistakes. */
const MAX_SUBJECT_LENGTH = 256;

export async function findMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: string,
): Promise<Doc<"members"> | null> {
  return await ctx.db
    .query("members")
    .withIndex("by_user_id_and_workspace_id", (q) =>
      q.eq("user_id", userId).eq("workspace_id", workspaceId),
    )
    .first();
}

/**
 * Adds somebody to a workspace, or gives a member another role.
 *
 * @returns The role before, or null for somebody new.
 * @throws ConvexError `invalid_user`; `last_owner` when nobody else is owner.
 */
export async function setMember(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: string,
  role: Role,
): Promise<Role | null> {
  const isSubject =
    userId !== "" &&
    userId.length <= MAX_SUBJECT_LENGTH &&
    userId === userId.trim();
  if (!isSubject) {
    throw refusal("invalidUser");
  }
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
  userId: string,
): Promise<Role> {
  const member = await findMember(ctx, workspaceId, userId);
  if (member === null) {
    throw refusal("unknownMember");
  }
  await requireOtherOwner(ctx, member);
  await ctx.db.delete("members", member._id);
  return member.role;
}

/** @throws ConvexError `last_owner` when the member is the only owner. */
async function requireOtherOwner(
  ctx: QueryCtx,
  member: Doc<"members">,
): Promise<void> {
  if (member.role !== "owner") {
    return;
  }
  const members = ctx.db
    .query("members")
    .withIndex("by_workspace_id", (q) =>
      q.eq("workspace_id", member.workspace_id),
    );
  for await (const other of members) {
    if (other.role === "owner" && other._id !== member._id) {
      return;
    }
  }
  throw refusal("lastOwner");
}
