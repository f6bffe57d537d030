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

/** Steps of a job that may fail in a row before it is given up. */
const MAX_FAILED_STEPS = 10;

/** What a job's row keeps of the step that goes on with it. */
interface Stepping {
  step_id?: Id<"_scheduled_functions"> | undefined;
  /** Steps that have failed in a row. */
  attempts: number;
}

/**
 * What a sweeper does about a job, by one rule for all of them: nothing (null)
 * while its step waits or runs; else it gets another step, or is given up.
 */
export async function findGoneStep(
  ctx: QueryCtx,
  { step_id, attempts: before }: Stepping,
): Promise<{ attempts: number; isGivenUp: boolean; isLost: boolean } | null> {
  const state = await scheduledStateOf(ctx, step_id);
  if (state === "waiting") {
    return null;
  }
  const attempts = before + (state === "failed" ? 1 : 0);
  const isGivenUp = attempts >= MAX_FAILED_STEPS;
  return { attempts, isGivenUp, isLost: state === "lost" };
}
