/** How long a workspace keeps raw deliveries and messages. */
import { v } from "convex/values";
import {
  isRetention,
  MESSAGE_DAYS,
  PAYLOAD_DAYS,
} from "../../../src/lib/privacy/retention";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { refusal } from "../shared/refuse";

/** Whole days; null is the default: 30 for raw deliveries, no end for messages. */
export const vRetention = v.object({
  payload_retention_days: v.optional(v.union(v.number(), v.null())),
  message_retention_days: v.optional(v.union(v.number(), v.null())),
});
type Retention = typeof vRetention.type;

/**
 * Changes what is given. Raw deliveries that are there keep the time they were
 * given; messages are looked at each hour.
 *
 * @returns What was changed, as it was before.
 * @throws ConvexError `invalid_retention`.
 */
export async function changeRetention(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  { payload_retention_days: payloads, message_retention_days: said }: Retention,
): Promise<Retention> {
  if (!isWithin(payloads, PAYLOAD_DAYS) || !isWithin(said, MESSAGE_DAYS)) {
    throw refusal("invalidRetention");
  }
  const given = {
    ...(payloads !== undefined && {
      payload_retention_days: payloads ?? undefined,
    }),
    ...(said !== undefined && { message_retention_days: said ?? undefined }),
  };
  if (Object.keys(given).length > 0) {
    await ctx.db.patch("workspaces", workspace._id, given);
  }
  return {
    ...(payloads !== undefined && {
      payload_retention_days: workspace.payload_retention_days ?? null,
    }),
    ...(said !== undefined && {
      message_retention_days: workspace.message_retention_days ?? null,
    }),
  };
}

const isWithin = (
  days: number | null | undefined,
  limits: Parameters<typeof isRetention>[1],
): boolean => days === undefined || days === null || isRetention(days, limits);
