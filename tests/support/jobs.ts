/** Scheduled functions of a convex-test deployment, as a crash would leave them. */
import type { Id } from "../../convex/_generated/dataModel";
import type { TestConvex } from "./setup";

type Job = Id<"_scheduled_functions">;

/** Functions that wait for their time. */
export async function pendingJobs(t: TestConvex): Promise<Job[]> {
  return await t.run(async (ctx) => {
    const jobs = await ctx.db.system.query("_scheduled_functions").collect();
    return jobs
      .filter(({ state }) => state.kind === "pending")
      .map(({ _id }) => _id);
  });
}

/** Loses what is scheduled, as a restored backup or a lost queue would. */
export async function loseJobs(t: TestConvex): Promise<void> {
  const jobs = await pendingJobs(t);
  await t.run(async (ctx) => {
    for (const job of jobs) {
      await ctx.scheduler.cancel(job);
    }
  });
}
