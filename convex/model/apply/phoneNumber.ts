/** Events about our own numbers and about the webhook itself. */
import { ConvexError } from "convex/values";
import {
  learnReport,
  statusOf,
  type LifeStatus,
  type ReportedLife,
  type StatusReport,
} from "../../../src/lib/crm/numberStatus";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { PhoneNumberEvent } from "../../../src/lib/crm/events";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { type Applied, appliedTo } from "./applied";
import { findEndpoint } from "../webhooks/endpoints";
import { findPhoneNumber } from "../workspaces/scope";

/** The endpoint a delivery came through, and when. */
export interface DeliveryEndpoint {
  key: string;
  /** Set when the endpoint speaks for one workspace only. */
  workspaceId: Id<"workspaces"> | undefined;
  /** When the delivery arrived (ms UTC): a retry applies it much later. */
  receivedAt: number;
  /** Absent for what a comparison feeds. */
  auditId?: Id<"webhookAudit"> | undefined;
}

const STATUS_AFTER: Record<PhoneNumberEvent["change"], LifeStatus> = {
  created: "active",
  reconnected: "active",
  deleted: "deleted",
  offboarded: "offboarded",
  disconnected: "disconnected",
};

/**
 * Records a number's life. A new number is unclaimed: no tenant is made from
 * it. Repeats and what comes late change nothing (src/lib/businessNumber).
 *
 * @throws ConvexError `foreign_phone_number` when the endpoint may not speak for
 *   the number's owner.
 */
export async function applyPhoneNumber(
  ctx: MutationCtx,
  event: PhoneNumberEvent,
  endpoint: DeliveryEndpoint,
): Promise<Applied> {
  const { phone_number_id } = event;
  const number = await findPhoneNumber(ctx, phone_number_id);
  const owner = number?.workspace_id;
  const isForeign =
    endpoint.workspaceId !== undefined &&
    owner !== undefined &&
    owner !== endpoint.workspaceId;
  if (isForeign) {
    throw new ConvexError({ code: "foreign_phone_number" });
  }
  const before = number === null ? {} : lifeOf(number);
  const after = learnReport(before, {
    status: STATUS_AFTER[event.change],
    at: event.at,
    received_at: endpoint.receivedAt,
  });
  const fields = statusFields(after, owner);
  if (number === null) {
    await ctx.db.insert("phoneNumbers", { phone_number_id, ...fields });
  } else if (hasChanges(before, after)) {
    await ctx.db.patch("phoneNumbers", number._id, fields);
  } else {
    return appliedTo("nothing_new");
  }
  return appliedTo("number_noted");
}

type PhoneNumber = Doc<"phoneNumbers">;

function statusFields(life: ReportedLife, owner: PhoneNumber["workspace_id"]) {
  const { timed, untimed } = life;
  const status = statusOf(life) ?? "active";
  return withoutAbsent({
    status:
      status === "active" && owner === undefined
        ? ("unclaimed" as const)
        : status,
    status_at: timed?.at,
    timed_report: timed && storedReport(timed),
    untimed_report: untimed && storedReport(untimed),
  });
}

const storedReport = ({ status, received_at }: StatusReport) => ({
  status,
  received_at,
});

/** Rows from before reports were kept have only the last one's time. */
function lifeOf({
  status,
  status_at: at,
  timed_report,
  untimed_report,
}: PhoneNumber): ReportedLife {
  const timed = timed_report ?? {
    status: status === "unclaimed" ? "active" : status,
    received_at: at ?? 0,
  };
  return {
    timed: at === undefined ? undefined : { ...timed, at },
    untimed: untimed_report,
  };
}

/** The provider's test button: the endpoint is marked as tested, no more. */
export async function applyTest(
  ctx: MutationCtx,
  endpointKey: string,
): Promise<Applied> {
  const endpoint = await findEndpoint(ctx, endpointKey);
  const last_test_at = Date.now();
  if (endpoint === null) {
    await ctx.db.insert("endpoints", {
      endpoint_key: endpointKey,
      last_test_at,
    });
  } else {
    await ctx.db.patch("endpoints", endpoint._id, { last_test_at });
  }
  return appliedTo("endpoint_tested");
}
