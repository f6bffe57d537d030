/** Lets people in: whom a sign-in is of, and whether it is anybody's. */
import { ConvexError, v } from "convex/values";
import { toAddress } from "../../src/lib/auth/address";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { rateLimiter } from "../componentClients";
import { requireWithinLimit } from "../model/shared/limit";
import { findExpected, STRANGERS_ADDRESS } from "../model/users/outbox";
import { findUserByEmail } from "../model/users/users";
import {
  acceptInvitation,
  findOpenInvitations,
} from "../model/workspaces/invitations";
import { isLetIn } from "../model/workspaces/letIn";

/**
 * Called by the sign-in library in its own transaction, when a link is asked for
 * and when somebody has proven who they are.
 *
 * Who asks for a link learns nothing: for strangers it goes on as for everybody,
 * with a user who is nobody, and `auth/mail` sends nothing. Asking does not let
 * in, prove or join anything; proof does, and turns the open invitations of the
 * address into memberships.
 *
 * @returns Whose account it is.
 * @throws ConvexError `invalid_address`, `rate_limited`; `address_unproven` for
 *   a company's provider that does not vouch for the address; `not_invited` for
 *   a stranger.
 */
export const admit = internalMutation({
  args: {
    /** Whose the account was before; absent for a new one. */
    user_id: v.optional(v.id("users")),
    /** The id of the provider in `convex/auth.ts`. */
    provider: v.string(),
    email: v.optional(v.string()),
    name: v.optional(v.string()),
    is_proven: v.boolean(),
    /** A link is asked for, by whoever knows the address. */
    is_asking: v.boolean(),
  },
  returns: v.id("users"),
  handler: async (ctx, args) => {
    const email = args.email === undefined ? undefined : toAddress(args.email);
    if (email === undefined) {
      throw new ConvexError({ code: "invalid_address" });
    }
    if (args.is_asking) {
      return await userOfAsked(ctx, email, args.provider);
    }
    if (!args.is_proven) {
      throw new ConvexError({ code: "address_unproven" });
    }
    return await userOfProven(ctx, { ...args, email });
  },
});

/** Whose account a link is made for; the row is written if there is none. */
async function userOfAsked(
  ctx: MutationCtx,
  email: string,
  provider: string,
): Promise<Id<"users">> {
  const isInvitation = provider === "invitation";
  const expected = await findExpected(
    ctx,
    email,
    isInvitation ? "invitation" : "link",
  );
  const user = await findUserByEmail(ctx, email);
  // Links of invitations are made by the service alone.
  const isWelcome =
    expected !== null || (!isInvitation && (await isLetIn(ctx, email, user)));
  if (!isWelcome) {
    await requireWithinLimit(rateLimiter.limit(ctx, "linksOfStrangers"));
    return await ensureUser(ctx, STRANGERS_ADDRESS);
  }
  if (expected === null) {
    const ofAddress = { key: email };
    await requireWithinLimit(
      rateLimiter.limit(ctx, "linkPerAddress", ofAddress),
    );
    await requireWithinLimit(rateLimiter.limit(ctx, "links"));
  }
  return user?._id ?? (await ensureUser(ctx, email));
}

async function ensureUser(
  ctx: MutationCtx,
  email: string,
): Promise<Id<"users">> {
  const user = await findUserByEmail(ctx, email);
  return user?._id ?? (await ctx.db.insert("users", { email }));
}

/** Who has proven an address, a member from now on where they were invited. */
async function userOfProven(
  ctx: MutationCtx,
  given: { user_id?: Id<"users">; email: string; name?: string },
): Promise<Id<"users">> {
  const { email } = given;
  const user =
    (await findAccountOwner(ctx, given.user_id)) ??
    (await findUserByEmail(ctx, email));
  if (!(await isLetIn(ctx, email, user))) {
    throw new ConvexError({ code: "not_invited" });
  }
  const id = user?._id ?? (await ctx.db.insert("users", { email }));
  if (user?.email === email || user === null) {
    await ctx.db.patch("users", id, {
      email_proven_at: user?.email_proven_at ?? Date.now(),
      ...(user?.name === undefined && given.name ? { name: given.name } : {}),
    });
  }
  const invitations = await findOpenInvitations(ctx, email, Date.now());
  for (const invitation of invitations) {
    await acceptInvitation(ctx, invitation, id);
  }
  return id;
}

/** Whose an account is already, whatever its address is by now. */
async function findAccountOwner(
  ctx: MutationCtx,
  userId: Id<"users"> | undefined,
): Promise<Doc<"users"> | null> {
  const user = userId === undefined ? null : await ctx.db.get("users", userId);
  return user?.email === STRANGERS_ADDRESS ? null : user;
}
