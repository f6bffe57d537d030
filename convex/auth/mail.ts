/**
 * Where sign-in links go: by mail where a provider is set, otherwise into the
 * mailbox that operators read with the admin key. Never into a log.
 */
import { v } from "convex/values";
import { toAddress } from "../../src/lib/auth/address";
import { invitationMail, signInMail } from "../../src/lib/auth/mailText";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { findExpected, keepMail, vLinkProvider } from "../model/users/outbox";
import { trySendMail } from "../model/users/mail";
import { vMailPurpose } from "../model/users/tables";
import { findUserByEmail } from "../model/users/users";
import { isLetIn } from "../model/workspaces/letIn";

/** Mails read at once. */
const MAX_READ = 100;

const vMailLink = v.object({
  email: v.string(),
  url: v.string(),
  expires_at: v.number(),
});
type MailLink = typeof vMailLink.type;

/** A link to sign in with, or the text of a notification. */
const vWaitingMail = v.object({
  email: v.string(),
  purpose: vMailPurpose,
  url: v.optional(v.string()),
  text: v.optional(v.string()),
  expires_at: v.number(),
});

/** Takes a fresh link from the sign-in library. Strangers get no mail. */
export const queue = internalMutation({
  args: { ...vMailLink.fields, provider: vLinkProvider },
  returns: v.null(),
  handler: async (ctx, { provider, ...link }) => {
    const email = toAddress(link.email);
    if (email === undefined) {
      throw new Error("an admitted address is one -- invariant");
    }
    const expected = await findExpected(ctx, email, provider);
    if (provider === "invitation") {
      if (expected?.invitation_id !== undefined) {
        const { _id, invitation_id } = expected;
        await ctx.db.delete("outbox", _id);
        const invitation = await ctx.db.get("invitations", invitation_id);
        await sendInvitation(ctx, invitation, { ...link, email });
      }
      return null;
    }
    if (expected !== null) {
      const { url, expires_at } = link;
      await ctx.db.patch("outbox", expected._id, { url, expires_at });
      return null;
    }
    const user = await findUserByEmail(ctx, email);
    if (await isLetIn(ctx, email, user)) {
      const mail = signInMail(link.url, user?.language ?? "en");
      if ((await trySendMail(ctx, email, mail)) === undefined) {
        await keepMail(ctx, { ...link, email, purpose: "sign_in" });
      }
    }
    return null;
  },
});

/** Sends what an invitation says; for a revoked one, nothing. */
export async function sendInvitation(
  ctx: MutationCtx,
  invitation: Doc<"invitations"> | null,
  link: MailLink,
): Promise<void> {
  const workspace =
    invitation && (await ctx.db.get("workspaces", invitation.workspace_id));
  if (invitation?.status !== "open" || workspace === null) {
    return;
  }
  const user = await findUserByEmail(ctx, link.email);
  const language = user?.language ?? "en";
  const mail = invitationMail(link.url, workspace.name, language);
  const mail_id = await trySendMail(ctx, link.email, mail);
  if (mail_id === undefined) {
    const invitation_id = invitation._id;
    await keepMail(ctx, { ...link, invitation_id, purpose: "invitation" });
  }
  await ctx.db.patch("invitations", invitation._id, {
    delivery: mail_id === undefined ? "mailbox" : "mailed",
    mail_id,
  });
}

/**
 * The mails that no provider sent, newest first, with their links or texts; they
 * are deleted by being read.
 */
export const readMail = internalMutation({
  args: {},
  returns: v.array(vWaitingMail),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("outbox")
      .withIndex("by_expires_at", (q) => q.gt("expires_at", Date.now()))
      .order("desc")
      .take(MAX_READ);
    const mails = rows.flatMap(
      ({ _id, email, purpose, url, text, expires_at }) =>
        url === undefined && text === undefined
          ? []
          : [{ _id, email, purpose, url, text, expires_at }],
    );
    for (const { _id } of mails) {
      await ctx.db.delete("outbox", _id);
    }
    return mails.map(({ _id, ...mail }) => mail);
  },
});
