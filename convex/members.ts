/** Who works in a workspace, for its members. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx, QueryCtx } from "./_generated/server";
import { workspaceMutation, workspaceQuery } from "./functions";
import { requireRoleWithin } from "./model/shared/roles";
import { vUserId } from "./model/users/tables";
import { findLastActivity } from "./model/users/activity";
import {
  dropMember,
  findMember,
  loadUser,
  setMember,
  type Member,
} from "./model/workspaces/members";
import { vRole } from "./model/workspaces/tables";

const vMemberRow = v.object({
  user_id: vUserId,
  name: v.optional(v.string()),
  /** Absent for those whom only operators act as. */
  email: v.optional(v.string()),
  role: vRole,
  /** ms UTC. */
  joined_at: v.number(),
  /** When the page last had a session renewed; absent for never. */
  last_active_at: v.optional(v.number()),
});

/**
 * The members, oldest first.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vMemberRow),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("members")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .paginate(args.paginationOpts);
    const rows = await Promise.all(
      page.page.map((member) => describeMember(ctx, member)),
    );
    return { ...page, page: rows.flat() };
  },
});

/** Nothing for a member who still waits for their row in `users`. */
async function describeMember(
  ctx: QueryCtx,
  member: Doc<"members">,
): Promise<(typeof vMemberRow.type)[]> {
  const user = await loadUser(ctx, member);
  if (user === null) {
    return [];
  }
  return [
    {
      user_id: user._id,
      name: user.name,
      email: user.email,
      role: member.role,
      joined_at: member._creationTime,
      last_active_at: await findLastActivity(ctx, user._id),
    },
  ];
}

/** @throws ConvexError `not_found` for who is no member. */
async function requireMember(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  userId: Id<"users">,
): Promise<Member> {
  const member = await findMember(ctx, workspaceId, userId);
  if (member === null) {
    throw new ConvexError({ code: "not_found" });
  }
  return member;
}

/**
 * Gives a member another role.
 *
 * @returns The role before, to undo it with.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `role_too_high` when the new role or the old one is above the caller's,
 *   `last_owner`.
 */
export const setRole = workspaceMutation({
  role: "admin",
  args: { user_id: vUserId, role: vRole },
  returns: v.object({ role_before: vRole }),
  handler: async (ctx, { user_id, role }) => {
    const workspaceId = ctx.workspace._id;
    const member = await requireMember(ctx, workspaceId, user_id);
    requireRoleWithin(ctx.member, member.role);
    requireRoleWithin(ctx.member, role);
    await setMember(ctx, workspaceId, user_id, role);
    return { role_before: member.role };
  },
});

/** Who gets the contacts of a member who goes: another member, or nobody. */
const vHeir = v.union(v.null(), vUserId);

/** Takes a member out and hands on their contacts, a few at a time. */
async function dismiss(
  ctx: MutationCtx & { workspace: Doc<"workspaces">; member: Member },
  member: Member,
  toUser: Id<"users"> | null,
): Promise<void> {
  const { workspace_id, user_id } = member;
  if (toUser !== null) {
    await requireMember(ctx, workspace_id, toUser);
  }
  if (toUser === user_id) {
    throw new ConvexError({ code: "not_found" });
  }
  await dropMember(ctx, workspace_id, user_id);
  await ctx.scheduler.runAfter(0, internal.contacts.handOn.run, {
    workspace_id,
    from_user_id: user_id,
    to_user_id: toUser,
    by_user_id: ctx.member.user_id,
  });
}

/**
 * Takes somebody out of the workspace, at once, and hands on their contacts.
 *
 * @throws ConvexError `unauthenticated`, `not_found` also for an heir who is no
 *   other member, `forbidden` below admin, `role_too_high`, `last_owner`.
 */
export const remove = workspaceMutation({
  role: "admin",
  args: { user_id: vUserId, to_user: vHeir },
  returns: v.object({ role_before: vRole }),
  handler: async (ctx, { user_id, to_user }) => {
    const member = await requireMember(ctx, ctx.workspace._id, user_id);
    requireRoleWithin(ctx.member, member.role);
    await dismiss(ctx, member, to_user);
    return { role_before: member.role };
  },
});

/**
 * Takes the caller out of the workspace and hands on their contacts.
 *
 * @throws ConvexError `unauthenticated`, `not_found` also for an heir who is no
 *   other member, `last_owner`.
 */
export const leave = workspaceMutation({
  role: "viewer",
  args: { to_user: vHeir },
  returns: v.null(),
  handler: async (ctx, { to_user }) => {
    await dismiss(ctx, ctx.member, to_user);
    return null;
  },
});
