/** Applies the receipts, reactions and revisions that waited for a message. */
import { assertExhaustive } from "../../../src/lib/values/assertExhaustive";
import type { MutationCtx } from "../../_generated/server";
import type { ParkedEvent } from "../webhooks/parked";
import type { Scope } from "../workspaces/scope";
import { placeReaction } from "./reaction";
import { applyReceipt } from "./receipt";
import { applyRevision } from "./revision";

/** Applies what waited for a message that has just been stored. */
export async function applyParked(
  ctx: MutationCtx,
  scope: Scope,
  events: readonly ParkedEvent[],
): Promise<void> {
  for (const event of events) {
    switch (event.kind) {
      case "receipt":
        await applyReceipt(ctx, scope, event);
        break;
      case "reaction":
        await placeReaction(ctx, scope, event);
        break;
      case "edit":
      case "revoke":
        await applyRevision(ctx, scope, event);
        break;
      case "workflow":
        throw new Error("a workflow event waits for a session -- invariant");
      default:
        assertExhaustive(event);
    }
  }
}
