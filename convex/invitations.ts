/** Asking people to join a workspace. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { ConvexError, v } from "convex/values";
import { toAddress } from "../src/lib/auth/address";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx, QueryCtx } from "./_generated/server";
import { rateLimiter } from "./componentClients";
import {
  userMutation,
  userQuery,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { requireWithinLimit } from "./model/shared/limit";
import { requireRoleWithin } from "./model/shared/roles";
import { findUserByEmail } from "./model/users/users";
import {
  acceptInvitation,
  findOpenInvitation,
  findOpenInvitations,
  INVITATION_MS,
} from "./model/workspaces/invitations";
import { findMember, type Member } from "./model/workspaces/members";
import { vInvitationDelivery, vRole } from "./model/workspaces/tables";

/** Addresses invited at once. */
const MAX_ADDRESSES = 50;

const vInvitationRow = v.object({
  invitation_id: v.id("invitations"),
  email: v.string(),
  role: vRole,
  /** Name or address of who invited them; absent when that person is gone. */
  invited_by: v.optional(v.string()),
  invited_at: v.number(),
  /** Past this an open one cannot be accepted any more, ms UTC. */
  expires_at: v.number(),
  status: v.union(
    v.literal("open"),
    v.literal("accepted"),
    v.literal("revoked"),
  ),
  /** "mailbox": no mail provider is set, an operator has to hand it over. */
  delivery: v.optional(vInvitationDelivery),
});

/** What became of one address. */
const vInvited = v.object({
  email: v.string(),
  outcome: v.union(
    v.literal("invited"),
    v.literal("already_invited"),
    v.literal("already_member"),
    v.literal("invalid_address"),
  ),
  invitation_id: v.optional(v.id("invitations")),
});

/**
 * Invitations, newest first; those that are over stay for a month.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const list = workspaceQuery({
  role: "admin",
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vInvitationRow),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("invitations")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .order("desc")
      .paginate(args.paginationOpts);
    const rows = page.page.map((row) => describeInvitation(ctx, row));
    return { ...page, page: await Promise.all(rows) };
  },
});

async function describeInvitation(
  ctx: QueryCtx,
  invitation: Doc<"invitations">,
): Promise<typeof vInvitationRow.type> {
  const { _id, _creationTime, email, role, expires_at, status, delivery } =
    invitation;
  const inviter = await ctx.db.get("users", invitation.invited_by);
  return {
    invitation_id: _id,
    ...{ email, role, expires_at, status, delivery },
    invited_by: inviter?.name ?? inviter?.email,
    invited_at: _creationTime,
  };
}

/**
 * Invites people by e-mail for seven days. An address that is no address, or
 * whose person is there already, does not keep the others from being invited.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `role_too_high` above the caller's own, `invalid_addresses` for none or more
 *   than 50, `rate_limited` with `retry_after_ms` above 60 an hour.
 */
export const create = workspaceMutation({
  role: "admin",
  args: { emails: v.array(v.string()), role: vRole },
  returns: v.array(vInvited),
  handler: async (ctx, { emails, role }) => {
    requireRoleWithin(ctx.member, role);
    const count = emails.length;
    if (count === 0 || count > MAX_ADDRESSES) {
      throw new ConvexError({ code: "invalid_addresses" });
    }
    await requireInvitationLimit(ctx, ctx.workspace._id, count);
    const invited: (typeof vInvited.type)[] = [];
    for (const email of emails) {
      invited.push(await inviteOne(ctx, email, role));
    }
    return invited;
  },
});

async function requireInvitationLimit(
  ctx: MutationCtx,
  key: Id<"workspaces">,
  count: number,
): Promise<void> {
  const limiting = rateLimiter.limit(ctx, "invitations", { key, count });
  await requireWithinLimit(limiting);
}

async function inviteOne(
  ctx: MutationCtx & { workspace: Doc<"workspaces">; member: Member },
  typed: string,
  role: Doc<"members">["role"],
): Promise<typeof vInvited.type> {
  const workspace_id = ctx.workspace._id;
  const now = Date.now();
  const email = toAddress(typed);
  if (email === undefined) {
    return { email: typed, outcome: "invalid_address" };
  }
  const user = await findUserByEmail(ctx, email);
  if (user && (await findMember(ctx, workspace_id, user._id))) {
    return { email, outcome: "already_member" };
  }
  const open = await findOpenInvitation(ctx, workspace_id, email, now);
  if (open !== null) {
    const outcome = "already_invited";
    return { email, outcome, invitation_id: open._id };
  }
  const invitation_id = await ctx.db.insert("invitations", {
    ...{ workspace_id, email, role, status: "open" },
    invited_by: ctx.member.user_id,
    expires_at: now + INVITATION_MS,
  });
  await ctx.scheduler.runAfter(0, internal.auth.links.invite, {
    invitation_id,
  });
  return { email, outcome: "invited", invitation_id };
}

/**
 * An invitation of the workspace that nobody has accepted or revoked.
 *
 * @throws ConvexError `not_found`; `role_too_high` for one above the caller's own.
 */
async function requireOpen(
  ctx: QueryCtx & { workspace: Doc<"workspaces">; member: Member },
  id: Id<"invitations">,
): Promise<Doc<"invitations">> {
  const invitation = await ctx.db.get("invitations", id);
  if (
    invitation?.workspace_id !== ctx.workspace._id ||
    invitation.status !== "open"
  ) {
    throw new ConvexError({ code: "not_found" });
  }
  requireRoleWithin(ctx.member, invitation.role);
  return invitation;
}

/**
 * Takes an invitation back; its link lets nobody in any more.
 *
 * @throws ConvexError `unauthenticated`, `not_found` also for one that is not
 *   open, `forbidden` below admin, `role_too_high`.
 */
export const revoke = workspaceMutation({
  role: "admin",
  args: { invitation_id: v.id("invitations") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { _id } = await requireOpen(ctx, args.invitation_id);
    await ctx.db.patch("invitations", _id, { status: "revoked" });
    return null;
  },
});

/**
 * Sends an invitation again, for another seven days; the link before is void.
 *
 * @throws ConvexError as {@link revoke}, `rate_limited` with `retry_after_ms`.
 */
export const resend = workspaceMutation({
  role: "admin",
  args: { invitation_id: v.id("invitations") },
  returns: v.object({ expires_at: v.number() }),
  handler: async (ctx, args) => {
    const { _id: invitation_id } = await requireOpen(ctx, args.invitation_id);
    await requireInvitationLimit(ctx, ctx.workspace._id, 1);
    const expires_at = Date.now() + INVITATION_MS;
    await ctx.db.patch("invitations", invitation_id, { expires_at });
    await ctx.scheduler.runAfter(0, internal.auth.links.invite, {
      invitation_id,
    });
    return { expires_at };
  },
});

/** The caller's address, which is theirs; null while they have not proven it. */
async function findProvenAddress(
  ctx: QueryCtx & { userId: Id<"users"> },
): Promise<string | null> {
  const user = await ctx.db.get("users", ctx.userId);
  return user?.email_proven_at === undefined ? null : (user.email ?? null);
}

/**
 * The open invitations to the caller's proven address.
 *
 * @param args.as_of now, ms UTC
 * @throws ConvexError `unauthenticated`.
 */
export const listMine = userQuery({
  args: { as_of: v.number() },
  returns: v.array(
    v.object({
      invitation_id: v.id("invitations"),
      workspace_name: v.string(),
      role: vRole,
      expires_at: v.number(),
    }),
  ),
  handler: async (ctx, args) => {
    const email = await findProvenAddress(ctx);
    const open =
      email === null ? [] : await findOpenInvitations(ctx, email, args.as_of);
    const rows = await Promise.all(
      open.map(async ({ _id, workspace_id, role, expires_at }) => {
        const workspace = await ctx.db.get("workspaces", workspace_id);
        return workspace === null
          ? []
          : [
              {
                ...{ invitation_id: _id, role, expires_at },
                workspace_name: workspace.name,
              },
            ];
      }),
    );
    return rows.flat();
  },
});

/**
 * Joins the workspace of an invitation to the caller's address. Whoever signs in
 * has joined already; this is for those who were signed in when it came.
 *
 * @throws ConvexError `unauthenticated`, `address_unproven` while the caller has
 *   not proven their address, `not_found` for another's invitation or one that is
 *   over.
 */
export const accept = userMutation({
  args: { invitation_id: v.id("invitations") },
  returns: v.object({ workspace_id: v.id("workspaces") }),
  handler: async (ctx, args) => {
    const email = await findProvenAddress(ctx);
    if (email === null) {
      throw new ConvexError({ code: "address_unproven" });
    }
    const open = await findOpenInvitations(ctx, email, Date.now());
    const invitation = open.find(({ _id }) => _id === args.invitation_id);
    if (invitation === undefined) {
      throw new ConvexError({ code: "not_found" });
    }
    await acceptInvitation(ctx, invitation, ctx.userId);
    return { workspace_id: invitation.workspace_id };
  },
});
