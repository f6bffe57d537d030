/** The business numbers of a workspace: members see them, admins claim them. */
import { ConvexError, v } from "convex/values";
import { workspaceMutation, workspaceQuery } from "./functions";
import {
  listUnclaimed as listWaiting,
  mayClaim,
} from "./model/webhooks/unclaimed";
import { vPhoneNumberStatus } from "./model/workspaces/tables";
import { claimPhoneNumber } from "./model/workspaces/workspaces";

/** Far above what a company has. */
const MAX_NUMBERS = 200;

/**
 * The workspace's numbers, by Meta's phone_number_id, oldest first. Nothing that
 * a viewer does not read on conversations: lists are filtered by them.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.array(
    v.object({
      phone_number_id: v.string(),
      status: vPhoneNumberStatus,
      /** Provider time of the event that gave the status, ms UTC. */
      status_at: v.optional(v.number()),
    }),
  ),
  handler: async (ctx) => {
    const numbers = await ctx.db
      .query("phoneNumbers")
      .withIndex("by_workspace_id", (q) =>
        q.eq("workspace_id", ctx.workspace._id),
      )
      .take(MAX_NUMBERS);
    return numbers.map(({ phone_number_id, status, status_at }) => ({
      phone_number_id,
      status,
      status_at,
    }));
  },
});

/**
 * Numbers that something came for and that no workspace has: those of the
 * workspace's own endpoints, and for an admin of every workspace here all.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin.
 */
export const listUnclaimed = workspaceQuery({
  role: "admin",
  args: {},
  returns: v.array(
    v.object({
      phone_number_id: v.string(),
      first_at: v.number(),
      last_at: v.number(),
      count: v.number(),
    }),
  ),
  handler: async (ctx) =>
    await listWaiting(ctx, ctx.workspace._id, ctx.member.user_id),
});

/**
 * Gives a number to the workspace; what waited for it is applied.
 *
 * @throws ConvexError as {@link listUnclaimed}; `number_not_waiting` for a number that nothing
 *   came for through the workspace's own endpoints, unless the caller is an
 *   admin of every workspace here; `invalid_phone_number_id`,
 *   `phone_number_taken`.
 */
export const claim = workspaceMutation({
  role: "admin",
  args: { phone_number_id: v.string() },
  returns: v.object({ status: vPhoneNumberStatus }),
  handler: async (ctx, { phone_number_id }) => {
    const { workspace, member } = ctx;
    const isAllowed = await mayClaim(
      ctx,
      workspace._id,
      member.user_id,
      phone_number_id,
    );
    if (!isAllowed) {
      throw new ConvexError({ code: "number_not_waiting" });
    }
    return {
      status: await claimPhoneNumber(ctx, workspace._id, phone_number_id),
    };
  },
});
