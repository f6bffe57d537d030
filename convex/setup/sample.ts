/** Whether a sample may be sent, and where to. */
import { ConvexError, v } from "convex/values";
import { internalMutation } from "../_generated/server";
import { rateLimiter } from "../componentClients";
import { requireWithinLimit } from "../model/shared/limit";
import {
  endpointKeyOf,
  findOwnEndpoint,
  findOwnNumber,
  lookAtContacts,
} from "../model/webhooks/setup";

/** @throws ConvexError `no_number`, `sample_not_safe`, `rate_limited`. */
export const prepare = internalMutation({
  args: { workspace_id: v.id("workspaces") },
  returns: v.object({ endpoint_key: v.string(), phone_number_id: v.string() }),
  handler: async (ctx, { workspace_id }) => {
    const number = await findOwnNumber(ctx, workspace_id);
    if (number === null) {
      throw new ConvexError({ code: "no_number" });
    }
    const { isSampleSafe } = await lookAtContacts(ctx, workspace_id);
    if (!isSampleSafe) {
      throw new ConvexError({ code: "sample_not_safe" });
    }
    await requireWithinLimit(
      rateLimiter.limit(ctx, "setupSample", { key: workspace_id }),
    );
    const endpoint = await findOwnEndpoint(ctx, workspace_id);
    return {
      endpoint_key: endpointKeyOf(endpoint),
      phone_number_id: number.phone_number_id,
    };
  },
});
