/** Tells when deliveries wait and nothing gets on. */
import type { MutationCtx } from "../../_generated/server";
import { raiseAlertOnce } from "../alerts/alerts";
import { isBacklogStalled, readBacklog } from "./backlog";

/** For the sweeper. */
export async function tellOfStuck(ctx: MutationCtx): Promise<void> {
  if (isBacklogStalled(await readBacklog(ctx), Date.now())) {
    await raiseAlertOnce(ctx, { kind: "deliveries_stuck", key: "deployment" });
  }
}
