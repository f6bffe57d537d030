/** Asking people into a workspace; they join once they prove their address. */
import { DAY_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { findMember } from "./members";

type Invitation = Doc<"invitations">;

export const INVITATION_MS = 7 * DAY_MS;

/** More open invitations of one address are not looked at. */
const MAX_OPEN = 100;

/** The open invitations of an address that have not expired. */
export async function findOpenInvitations(
  ctx: QueryCtx,
  email: string,
  now: number,
): Promise<Invitation[]> {
  const open = await ctx.db
    .query("invitations")
    .withIndex("by_email_and_status", (q) =>
      q.eq("email", email).eq("status", "open"),
    )
    .take(MAX_OPEN);
  return open.filter(({ expires_at }) => expires_at > now);
}

/** The invitation of an address to a workspace that can be accepted. */
export async function findOpenInvitation(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  email: string,
  now: number,
): Promise<Invitation | null> {
  const open = await findOpenInvitations(ctx, email, now);
  return open.find((row) => row.workspace_id === workspaceId) ?? null;
}

/** The invitation that a mail was sent for, by the mail component's id. */
export async function findByMail(
  ctx: QueryCtx,
  mailId: string,
): Promise<Invitation | null> {
  return await ctx.db
    .query("invitations")
    .withIndex("by_mail_id", (q) => q.eq("mail_id", mailId))
    .unique();
}

/** Makes the person a member; who is one already keeps their role. */
export async function acceptInvitation(
  ctx: MutationCtx,
  invitation: Invitation,
  userId: Id<"users">,
): Promise<void> {
  const { workspace_id, role } = invitation;
  if ((await findMember(ctx, workspace_id, userId)) === null) {
    await ctx.db.insert("members", { workspace_id, user_id: userId, role });
  }
  await ctx.db.patch("invitations", invitation._id, { status: "accepted" });
}

/** Whether somebody belongs to any workspace. */
export async function isMemberAnywhere(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<boolean> {
  const member = await ctx.db
    .query("members")
    .withIndex("by_user_id_and_workspace_id", (q) => q.eq("user_id", userId))
    .first();
  return member !== null;
}
