/**
 * Links that the service makes itself, by the library's own sign-in: for
 * operators to print, and for invitations.
 */
import { v } from "convex/values";
import { api, internal } from "../_generated/api";
import { env, internalAction, internalMutation } from "../_generated/server";
import { toAddress } from "../../src/lib/auth/address";
import { passRefusal, refusal } from "../model/shared/refuse";
import { expectLink } from "../model/users/outbox";
import { findNamedUser, findUserByEmail } from "../model/users/users";
import { isLetIn } from "../model/workspaces/letIn";
import { sendInvitation } from "./mail";

/**
 * A link that signs somebody in, once, within 15 minutes. It replaces the one
 * before.
 *
 * @param args.email or the subject of a user who has an address
 * @throws ConvexError `not_found` for whom nobody let in.
 */
export const make = internalAction({
  args: { email: v.string() },
  returns: v.object({ url: v.string() }),
  handler: async (ctx, args): Promise<{ url: string }> => {
    const { outbox_id, email } = await passRefusal(
      ctx.runMutation(internal.auth.links.expect, args),
    );
    const params = { email };
    await ctx.runAction(api.auth.signIn, { provider: "link", params });
    return await ctx.runMutation(internal.auth.links.take, { outbox_id });
  },
});

/** Notes that an operator's link is about to be made. */
export const expect = internalMutation({
  args: { email: v.string() },
  returns: v.object({ outbox_id: v.id("outbox"), email: v.string() }),
  handler: async (ctx, args) => {
    const user = await findNamedUser(ctx, args.email);
    const email = user?.email ?? toAddress(args.email);
    if (email === undefined || !(await isLetIn(ctx, email, user))) {
      throw refusal("unknownUser");
    }
    return { outbox_id: await expectLink(ctx, email, "link"), email };
  },
});

/** The link that was made, which is then nowhere else. */
export const take = internalMutation({
  args: { outbox_id: v.id("outbox") },
  returns: v.object({ url: v.string() }),
  handler: async (ctx, args) => {
    const row = await ctx.db.get("outbox", args.outbox_id);
    if (row?.url === undefined) {
      throw new Error("a link that was asked for is made -- invariant");
    }
    await ctx.db.delete("outbox", row._id);
    return { url: row.url };
  },
});

/** Makes the link of an invitation and sends it. */
export const invite = internalAction({
  args: { invitation_id: v.id("invitations") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const email = await ctx.runMutation(
      internal.auth.links.expectInvitation,
      args,
    );
    if (email !== null) {
      // Tells the page which provider's code it is.
      const params = { email, redirectTo: "/?via=invitation" };
      await ctx.runAction(api.auth.signIn, { provider: "invitation", params });
    }
    return null;
  },
});

/**
 * Notes that the link of an invitation is about to be made. Who signs in here
 * already gets the page's plain address instead: a link that is good for a week
 * shall not open what they have.
 *
 * @returns The address to make a link for; null when there is nothing to make.
 */
export const expectInvitation = internalMutation({
  args: { invitation_id: v.id("invitations") },
  returns: v.union(v.null(), v.string()),
  handler: async (ctx, args) => {
    const invitation = await ctx.db.get("invitations", args.invitation_id);
    if (invitation?.status !== "open") {
      return null;
    }
    const { _id, email, expires_at } = invitation;
    const user = await findUserByEmail(ctx, email);
    if (user?.email_proven_at === undefined) {
      await expectLink(ctx, email, "invitation", _id);
      return email;
    }
    const url = env.SITE_URL ?? "";
    await sendInvitation(ctx, invitation, { email, url, expires_at });
    return null;
  },
});
