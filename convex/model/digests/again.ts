/** Digests that an operator asks for: of what is new, or of a day again. */
import {
  formatDay,
  parseDay,
  toInstant,
  toLocalTime,
} from "../../../src/lib/time/localTime";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findOpenRun, findSummaryOf, startAgain, startRun } from "./runs";
import { refusal } from "../shared/refuse";

export interface StartedDigest {
  run_id: Id<"digestRuns">;
  /** The day it is the digest of, YYYY-MM-DD in the workspace's zone. */
  local_date: string;
  /** True when it takes the place of the digest that the day had. */
  is_again: boolean;
}

/**
 * Makes a digest of everything since the last one; of a day that has one, the
 * same again. Without a day it is always a new one, of today.
 *
 * @throws ConvexError `invalid_day`, `digest_running`.
 */
export async function makeDigest(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  day: string | undefined,
): Promise<StartedDigest> {
  if ((await findOpenRun(ctx, workspace._id)) !== null) {
    throw refusal("digestRunning");
  }
  const now = Date.now();
  const today = formatDay(toLocalTime(now, workspace.timezone));
  if (day === undefined) {
    return await startNew(ctx, workspace, today, now);
  }
  const parsed = parseDay(day);
  // Days written like this are in the order of their letters.
  if (parsed === null || day > today) {
    throw refusal("invalidDay");
  }
  const made = await findSummaryOf(ctx, workspace._id, day);
  if (made === null) {
    const clock = { hour: workspace.digest_hour, minute: 0, second: 0 };
    const dueAt = toInstant({ ...parsed, ...clock }, workspace.timezone);
    return await startNew(ctx, workspace, day, Math.min(dueAt, now));
  }
  const { summary, run } = made;
  const run_id = await startAgain(ctx, summary, run);
  return { run_id, local_date: day, is_again: true };
}

async function startNew(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  day: string,
  dueAt: number,
): Promise<StartedDigest> {
  const run_id = await startRun(ctx, {
    workspace_id: workspace._id,
    trigger: "manual",
    local_date: day,
    due_at: dueAt,
  });
  if (run_id === null) {
    throw new Error("a manual run is always new -- invariant");
  }
  return { run_id, local_date: day, is_again: false };
}
