/** From an event to the code that applies it. */
import type { WebhookEvent } from "../../../src/lib/crm/events";
import { assertExhaustive } from "../../../src/lib/values/assertExhaustive";
import type { MutationCtx } from "../../_generated/server";
import { loadScope, type Scope } from "../workspaces/scope";
import type { Applied } from "./applied";
import { applyConversation } from "./conversation";
import { applyIdentity, applyMarketing } from "./contact";
import { applyMessage } from "./message";
import {
  applyPhoneNumber,
  applyTest,
  type DeliveryEndpoint,
} from "./phoneNumber";
import { applyReaction } from "./reaction";
import { applyReceipt } from "./receipt";
import { applyRevision } from "./revision";
import { applyWorkflow } from "./workflow";

/**
 * Applies one event, idempotently and in any order with others, and says what
 * that made or changed.
 *
 * @throws ConvexError with a stable `code` (src/lib/errors.ts) when it cannot.
 */
export async function dispatchEvent(
  ctx: MutationCtx,
  event: WebhookEvent,
  endpoint: DeliveryEndpoint,
): Promise<Applied> {
  if (event.kind === "test") {
    return await applyTest(ctx, endpoint.key);
  }
  if (event.kind === "phone_number") {
    return await applyPhoneNumber(ctx, event, endpoint);
  }
  if (event.kind === "workflow") {
    return await applyWorkflow(ctx, event, endpoint.workspaceId);
  }
  const { phone_number_id, kind } = event;
  const scope: Scope = {
    ...(await loadScope(ctx, phone_number_id, endpoint.workspaceId)),
    auditId: endpoint.auditId,
  };
  switch (kind) {
    case "message":
      return await applyMessage(ctx, scope, event);
    case "reaction":
      return await applyReaction(ctx, scope, event);
    case "edit":
    case "revoke":
      return await applyRevision(ctx, scope, event);
    case "receipt":
      return await applyReceipt(ctx, scope, event);
    case "conversation":
      return await applyConversation(ctx, scope, event);
    case "identity":
      return await applyIdentity(ctx, scope, event);
    case "marketing":
      return await applyMarketing(ctx, scope, event);
    default:
      return assertExhaustive(event);
  }
}
