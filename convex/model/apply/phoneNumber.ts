/** Events about our own numbers and about the webhook itself. */
import { ConvexError } from "convex/values";
import type { PhoneNumberEvent } from "../../../src/lib/webhook/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findEndpoint } from "../endpoints";
import { findPhoneNumber } from "../scope";

const STATUS_AFTER: Record<
  PhoneNumberEvent["change"],
  Doc<"phoneNumbers">["status"]
> = {
  created: "active",
  reconnected: "active",
  deleted: "deleted",
  offboarded: "offboarded",
  disconnected: "disconnected",
};

/**
 * Records a number's life. A new number is unclaimed: no tenant is made from
 * it. An event older than the last one changes nothing.
 *
 * @param endpointWorkspaceId set when the endpoint speaks for one workspace.
 * @throws ConvexError `foreign_phone_number` when the endpoint may not speak for
 *   the number's owner.
 */
export async function applyPhoneNumber(
  ctx: MutationCtx,
  event: PhoneNumberEvent,
  endpointWorkspaceId: Id<"workspaces"> | undefined,
): Promise<void> {
  const number = await findPhoneNumber(ctx, event.phone_number_id);
  const after = STATUS_AFTER[event.change];
  if (number === null) {
    await ctx.db.insert("phoneNumbers", {
      phone_number_id: event.phone_number_id,
      status: after === "active" ? "unclaimed" : after,
      status_at: event.at,
    });
    return;
  }
  const isForeign =
    endpointWorkspaceId !== undefined &&
    number.workspace_id !== undefined &&
    number.workspace_id !== endpointWorkspaceId;
  if (isForeign) {
    throw new ConvexError({ code: "foreign_phone_number" });
  }
  if ((event.at ?? 0) < (number.status_at ?? 0)) {
    return;
  }
  const status =
    after === "active" && number.workspace_id === undefined
      ? "unclaimed"
      : after;
  if (status !== number.status || event.at !== number.status_at) {
    await ctx.db.patch("phoneNumbers", number._id, {
      status,
      status_at: event.at ?? number.status_at,
    });
  }
}

/** The provider's test button: the endpoint is marked as tested, no more. */
export async function applyTest(
  ctx: MutationCtx,
  endpointKey: string,
): Promise<void> {
  const endpoint = await findEndpoint(ctx, endpointKey);
  const last_test_at = Date.now();
  if (endpoint === null) {
    await ctx.db.insert("endpoints", {
      endpoint_key: endpointKey,
      last_test_at,
    });
    return;
  }
  await ctx.db.patch("endpoints", endpoint._id, { last_test_at });
}
