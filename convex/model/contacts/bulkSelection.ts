/** Beginning a bulk job: which contacts, and what is to become of them. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { rateLimiter } from "../../componentClients";
import { requireWithinLimit } from "../shared/limit";
import { editRefusal } from "../shared/refuse";
import type { Member } from "../workspaces/members";
import { NO_COUNTS, startJob } from "./bulkJobs";
import type { BulkChange } from "./change";
import { checkChange } from "./checkChange";
import type { ContactFilter } from "./filter";
import { loadSelected } from "./selected";

interface Wanted {
  filter?: ContactFilter;
  contact_ids?: Id<"contacts">[];
  change: BulkChange;
}

/**
 * Writes a job down and lets it begin.
 *
 * @throws ConvexError as `contacts:bulk`.
 */
export async function createBulkJob(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  member: Pick<Member, "user_id">,
  { filter, contact_ids: ids, change }: Wanted,
): Promise<Id<"bulkJobs">> {
  if ((await checkChange(ctx, workspace._id, change)).length === 0) {
    throw editRefusal("nothingToChange");
  }
  const isFilterOnly = filter !== undefined && ids === undefined;
  const isIdsOnly = filter === undefined && ids !== undefined;
  if (!isFilterOnly && !isIdsOnly) {
    throw editRefusal("invalidSelection");
  }
  const contactIds = ids && (await loadSelected(ctx, workspace._id, ids));
  await requireWithinLimit(
    rateLimiter.limit(ctx, "bulkJob", { key: workspace._id }),
  );
  const jobId = await ctx.db.insert("bulkJobs", {
    workspace_id: workspace._id,
    created_by: member.user_id,
    filter,
    change,
    status: contactIds === undefined ? "collecting" : "applying",
    counts: { ...NO_COUNTS, total: contactIds?.size ?? 0 },
    has_rows: true,
    attempts: 0,
  });
  for (const contact_id of contactIds ?? []) {
    await ctx.db.insert("bulkJobRows", {
      workspace_id: workspace._id,
      job_id: jobId,
      contact_id,
      result: "pending",
    });
  }
  await startJob(ctx, { _id: jobId, workspace_id: workspace._id });
  return jobId;
}
