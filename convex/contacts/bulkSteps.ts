/** The steps of a bulk job, and the sweeper that starts it again. */
import { v } from "convex/values";
import {
  EDIT_REFUSALS,
  type EditErrorCode,
} from "../../src/lib/crm/editRefusals";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import {
  endJob,
  isItsTurn,
  rowsWith,
  scheduleStep,
  STEP_ROWS,
  UNDO_MS,
  type Job,
  type JobRow,
} from "../model/contacts/bulkJobs";
import { checkChange } from "../model/contacts/checkChange";
import { draftEdit, saveDraft, type Editor } from "../model/contacts/edits";
import { readFilter } from "../model/contacts/filter";
import { pageOfContacts } from "../model/contacts/list";
import { undoEvents } from "../model/contacts/undo";
import { vRowResult } from "../model/contacts/bulkTables";
import { errorName, logEvent } from "../model/shared/log";
import { loadLiveContact } from "../model/shared/redirects";
import { editCodeOf } from "../model/shared/refuse";
import { findGoneStep } from "../model/shared/scheduled";
import { hasRoom } from "../model/shared/transaction";
import type { UserId } from "../model/users/tables";

/** Contacts a step of collecting looks at: a read and a write each. */
const COLLECT_ROWS = 100;
/** Jobs, or rows of one, that a sweep looks at. */
const SWEEP_BATCH = 100;
const SWEEP_ROWS = 500;

/** Works on the next rows of a job and schedules the step after. */
export const step = internalMutation({
  args: { job_id: v.id("bulkJobs") },
  returns: v.null(),
  handler: async (ctx, { job_id }) => {
    const job = await ctx.db.get("bulkJobs", job_id);
    if (job === null || job.ended_at !== undefined) {
      return null;
    }
    // One that began before may have been asked to be undone.
    if (!(await isItsTurn(ctx, job))) {
      return null;
    }
    switch (job.status) {
      case "collecting":
        await collect(ctx, job);
        return null;
      case "applying":
        await workOff(ctx, job, "pending", "done");
        return null;
      default:
        await workOff(ctx, job, "changed", "undone");
        return null;
    }
  },
});

/** Writes down the next contacts that match. */
async function collect(ctx: MutationCtx, job: Job): Promise<void> {
  // By creation, which no message and no change of ours moves.
  const page = await pageOfContacts(
    ctx,
    job.workspace_id,
    readFilter(job.filter ?? {}, job.created_by),
    "created",
    { numItems: COLLECT_ROWS, cursor: job.cursor ?? null },
  );
  // Who became known after the job began was not meant.
  const meant = page.page.filter(
    (contact) => contact._creationTime <= job._creationTime,
  );
  let total = job.counts.total;
  for (const contact of meant) {
    total += (await addRow(ctx, job, contact._id)) ? 1 : 0;
  }
  await ctx.db.patch("bulkJobs", job._id, {
    attempts: 0,
    cursor: page.continueCursor,
    counts: { ...job.counts, total },
    status: page.isDone ? "applying" : "collecting",
  });
  await scheduleStep(ctx, job);
}

/** Adds a contact to a job, once. */
async function addRow(
  ctx: MutationCtx,
  job: Job,
  contactId: Id<"contacts">,
): Promise<boolean> {
  const row = await ctx.db
    .query("bulkJobRows")
    .withIndex("by_job_id_and_contact_id", (q) =>
      q.eq("job_id", job._id).eq("contact_id", contactId),
    )
    .first();
  if (row === null) {
    await ctx.db.insert("bulkJobRows", {
      workspace_id: job.workspace_id,
      job_id: job._id,
      contact_id: contactId,
      result: "pending",
    });
  }
  return row === null;
}

/** Applies, or takes back, the next rows; ends the job behind the last one. */
async function workOff(
  ctx: MutationCtx,
  job: Job,
  from: "pending" | "changed",
  end: "done" | "undone",
): Promise<void> {
  const rows = await rowsWith(ctx, job._id, from).take(STEP_ROWS);
  const counts = { ...job.counts };
  for (const row of rows) {
    if (!(await hasRoom(ctx))) {
      break;
    }
    counts[await workOn(ctx, row, from)] += 1;
  }
  await ctx.db.patch("bulkJobs", job._id, { attempts: 0, counts });
  if (rows.length === 0) {
    await endJob(ctx, job, end, Date.now());
  } else {
    await scheduleStep(ctx, job);
  }
}

type Worked = Exclude<JobRow["result"], "pending">;

/** Works on one row; an error of ours costs that row alone. */
async function workOn(
  ctx: MutationCtx,
  row: JobRow,
  from: "pending" | "changed",
): Promise<Worked> {
  const isUndo = from === "changed";
  try {
    return await ctx.runMutation(
      isUndo
        ? internal.contacts.bulkSteps.undoRow
        : internal.contacts.bulkSteps.applyToRow,
      { row_id: row._id },
    );
  } catch (error) {
    logEvent("bulk.row_failed", {
      job_id: row.job_id,
      row_id: row._id,
      error_name: errorName(error),
    });
    const result = isUndo ? "kept" : "failed";
    await ctx.db.patch("bulkJobRows", row._id, {
      result,
      code: "change_failed",
    });
    return result;
  }
}

/** What became of a row: a result and, where it was not changed, why. */
interface Outcome {
  result: Worked;
  code?: EditErrorCode;
  event_ids?: Id<"contactEvents">[];
}

/** Makes one contact what its job says. */
export const applyToRow = internalMutation({
  args: { row_id: v.id("bulkJobRows") },
  returns: vRowResult,
  handler: async (ctx, { row_id }): Promise<Worked> =>
    await settleRow(ctx, row_id, applyJob),
});

/** Takes back what a job did to one contact. */
export const undoRow = internalMutation({
  args: { row_id: v.id("bulkJobRows") },
  returns: vRowResult,
  handler: async (ctx, { row_id }): Promise<Worked> =>
    await settleRow(ctx, row_id, undoJob),
});

type Work = (
  ctx: MutationCtx,
  job: Job,
  row: JobRow,
  contact: Doc<"contacts">,
) => Promise<Outcome>;

async function settleRow(
  ctx: MutationCtx,
  rowId: Id<"bulkJobRows">,
  work: Work,
): Promise<Worked> {
  const row = await ctx.db.get("bulkJobRows", rowId);
  const job = row && (await ctx.db.get("bulkJobs", row.job_id));
  if (!row || !job) {
    throw new Error("a job's row and job exist -- invariant");
  }
  const contact = await loadLiveContact(ctx, row.contact_id);
  const outcome = await work(ctx, job, row, contact);
  await ctx.db.patch("bulkJobRows", row._id, outcome);
  return outcome.result;
}

const applyJob: Work = async (ctx, job, _row, contact) => {
  const editor = editorOf(job.created_by);
  const changes = await orCode(checkChange(ctx, job.workspace_id, job.change));
  if (typeof changes === "string") {
    return { result: "refused", code: changes };
  }
  const draft = draftEdit(contact, changes, editor);
  if (typeof draft === "string") {
    return { result: "refused", code: EDIT_REFUSALS[draft].code };
  }
  const saved = await saveDraft(ctx, contact, draft, editor, job._id);
  return saved.eventIds.length === 0
    ? { result: "unchanged" }
    : { result: "changed", event_ids: saved.eventIds };
};

const undoJob: Work = async (ctx, job, row, contact) => {
  const editor = editorOf(job.undone_by ?? job.created_by);
  const { event_ids: ids = [] } = row;
  const undone = await orCode(undoEvents(ctx, contact, ids, editor, job._id));
  if (typeof undone === "string") {
    return { result: "kept", code: undone };
  }
  return { result: undone.kind === "saved" ? "undone" : "kept" };
};

const editorOf = (userId: UserId): Editor => ({
  actor: { kind: "member", user_id: userId },
  at: Date.now(),
});

/** What a step of an edit gives, or the code it is refused with. */
async function orCode<T>(step: Promise<T>): Promise<T | EditErrorCode> {
  try {
    return await step;
  } catch (error) {
    const code = editCodeOf(error);
    if (code === null) {
      throw error;
    }
    return code;
  }
}

/**
 * Starts jobs again whose step got lost or failed, and deletes the rows of those
 * that ended too long ago to be undone. Goes on at once when there is more.
 */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const open = await ctx.db
      .query("bulkJobs")
      .withIndex("by_has_rows_and_ended_at", (q) =>
        q.eq("has_rows", true).eq("ended_at", undefined),
      )
      .take(SWEEP_BATCH);
    for (const job of open) {
      await restart(ctx, job, now);
    }
    const expired = await ctx.db
      .query("bulkJobs")
      .withIndex("by_has_rows_and_ended_at", (q) =>
        q
          .eq("has_rows", true)
          .gt("ended_at", 0)
          .lt("ended_at", now - UNDO_MS),
      )
      .first();
    if (expired !== null) {
      await deleteRows(ctx, expired);
      await ctx.scheduler.runAfter(0, internal.contacts.bulkSteps.sweep, {});
    }
    return null;
  },
});

async function restart(ctx: MutationCtx, job: Job, now: number): Promise<void> {
  const gone = await findGoneStep(ctx, job);
  if (gone === null || !(await isItsTurn(ctx, job))) {
    return;
  }
  const { attempts, isGivenUp } = gone;
  logEvent("bulk.restarted", { job_id: job._id, attempts });
  await ctx.db.patch("bulkJobs", job._id, { attempts });
  if (isGivenUp) {
    await endJob(ctx, job, "failed", now);
  } else {
    await scheduleStep(ctx, job);
  }
}

async function deleteRows(ctx: MutationCtx, job: Job): Promise<void> {
  const rows = await ctx.db
    .query("bulkJobRows")
    .withIndex("by_job_id_and_contact_id", (q) => q.eq("job_id", job._id))
    .take(SWEEP_ROWS);
  for (const row of rows) {
    await ctx.db.delete("bulkJobRows", row._id);
  }
  if (rows.length < SWEEP_ROWS) {
    await ctx.db.patch("bulkJobs", job._id, { has_rows: false });
  }
}
