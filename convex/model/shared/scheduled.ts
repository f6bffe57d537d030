/** What became of a scheduled function. */
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/**
 * "waiting" also while it runs, "failed" when it ended in an error, "lost" when
 * there is none that could still run.
 */
export type ScheduledState = "waiting" | "failed" | "lost";

export async function scheduledStateOf(
  ctx: QueryCtx,
  id: Id<"_scheduled_functions"> | undefined,
): Promise<ScheduledState> {
  const job =
    id === undefined
      ? null
      : await ctx.db.system.get("_scheduled_functions", id);
  switch (job?.state.kind) {
    case "pending":
    case "inProgress":
      return "waiting";
    case "failed":
      return "failed";
    case "success":
    case "canceled":
    case undefined:
      return "lost";
  }
}
