/** Beginning a bulk job: which contacts, and what is to become of them. */
import { ConvexError } from "convex/values";
import { MAX_SELECTED_IDS } from "../../../src/lib/crm/editRefusals";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { rateLimiter } from "../../componentClients";
import { requireWithinLimit } from "../shared/limit";
import { liveContact } from "../shared/redirects";
import { editRefusal } from "../shared/refuse";
import type { Member } from "../workspaces/members";
import { NO_COUNTS, startJob } from "./bulkJobs";
import type { BulkChange } from "./change";
import { checkChange } from "./checkChange";
import type { ContactFilter } from "./filter";

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

/**
 * The contacts that are named, each once and merges followed.
 *
 * @throws ConvexError `invalid_selection`; `not_found` for one of others.
 */
async function loadSelected(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  ids: Id<"contacts">[],
): Promise<Set<Id<"contacts">>> {
  if (ids.length === 0 || ids.length > MAX_SELECTED_IDS) {
    throw editRefusal("invalidSelection");
  }
  const found = new Set<Id<"contacts">>();
  for (const id of ids) {
    const contact = await ctx.db.get("contacts", id);
    if (contact?.workspace_id !== workspaceId) {
      throw new ConvexError({ code: "not_found" });
    }
    found.add((await liveContact(ctx, contact))._id);
  }
  return found;
}
