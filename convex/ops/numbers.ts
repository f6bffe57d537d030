/** Which business numbers a workspace has, by Meta's phone_number_id. */
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import { internalMutation, internalQuery } from "../_generated/server";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { vPhoneNumberStatus } from "../model/workspaces/tables";
import {
  claimPhoneNumber,
  releasePhoneNumber,
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";

/**
 * Gives a business number to a workspace; what waited for it is applied.
 *
 * @throws ConvexError as `requireWorkspace`, `invalid_phone_number_id`,
 *   `phone_number_taken`.
 */
export const addNumber = internalMutation({
  args: { ...vWorkspaceRef.fields, phone_number_id: v.string() },
  returns: v.object({
    phone_number_id: v.string(),
    status: vPhoneNumberStatus,
  }),
  handler: async (ctx, { phone_number_id, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    const status = await claimPhoneNumber(ctx, _id, phone_number_id);
    return { phone_number_id, status };
  },
});

/**
 * Takes a business number from a workspace. Contacts and messages stay; what
 * comes for the number from now on waits until somebody has it.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`.
 */
export const removeNumber = internalMutation({
  args: { ...vWorkspaceRef.fields, phone_number_id: v.string() },
  returns: v.object({ phone_number_id: v.string() }),
  handler: async (ctx, { phone_number_id, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    await releasePhoneNumber(ctx, _id, phone_number_id);
    return { phone_number_id };
  },
});

/** The business numbers of a workspace, oldest first. */
export const listNumbers = internalQuery({
  args: { ...vWorkspaceRef.fields, limit: v.optional(v.number()) },
  returns: vRows(
    v.object({
      phone_number_id: v.string(),
      status: vPhoneNumberStatus,
      /** Provider time of the event that gave the status, ms UTC. */
      status_at: v.optional(v.number()),
      status_local: v.optional(v.string()),
    }),
  ),
  handler: async (ctx, args) => {
    const { _id, timezone } = await requireWorkspace(ctx, args);
    const query = ctx.db
      .query("phoneNumbers")
      .withIndex("by_workspace_id", (q) => q.eq("workspace_id", _id));
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return {
      rows: rows.map(({ phone_number_id, status, status_at }) => ({
        phone_number_id,
        status,
        status_at,
        status_local: toLocalIso(status_at, timezone),
      })),
      has_more,
    };
  },
});
