/**
 * An import's work goes in steps, each a scheduled mutation that does some lines
 * and notes how far it came in the same transaction: so each line is done once,
 * whatever is killed in between.
 */
import type { WithoutSystemFields } from "convex/server";
import { DAY_MS, HOUR_MS } from "../../../src/lib/time/units";
import { internal } from "../../_generated/api";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { ImportStatus } from "./tables";

export type Import = Doc<"imports">;
type Patch = Partial<WithoutSystemFields<Import>>;

/** How long an import can be taken back. */
export const UNDO_MS = 24 * HOUR_MS;
/** How long its lines are kept, counted from what somebody last did with it. */
const KEPT_MS = 7 * DAY_MS;
/** The same of a file that nobody starts: then it is canceled. */
const UNSTARTED_MS = DAY_MS;

/** Those that were never started and still can be. */
export const PENDING: readonly ImportStatus[] = [
  "uploading",
  "reading",
  "mapping",
  "checking",
  "checked",
  "refused",
];

/**
 * Until when a file in a state keeps its lines and bytes, ms UTC. One that was
 * canceled before it was started is of no use: it loses them at once.
 */
export function keptUntil(
  status: ImportStatus,
  { started_at }: Pick<Import, "started_at">,
  now: number,
): number {
  if (PENDING.includes(status)) {
    return now + UNSTARTED_MS;
  }
  return status === "canceled" && started_at === undefined
    ? now - 1
    : now + KEPT_MS;
}

/** Writes a step's result and schedules the next one. */
export async function goOn(
  ctx: MutationCtx,
  file: Import,
  patch: Patch = {},
): Promise<void> {
  const step = file.step + 1;
  const step_id = await ctx.scheduler.runAfter(0, internal.imports.steps.run, {
    import_id: file._id,
    step,
  });
  await ctx.db.patch("imports", file._id, {
    ...patch,
    is_working: true,
    step,
    step_id,
  });
}

/** Starts a piece of work from the first line. */
export async function beginWork(
  ctx: MutationCtx,
  file: Import,
  status: ImportStatus,
  patch: Patch = {},
): Promise<void> {
  await goOn(ctx, file, {
    ...patch,
    status,
    last_line: 0,
    lines_done: 0,
    attempts: 0,
    expires_at: keptUntil(status, file, Date.now()),
  });
}

/** How far a step came that did some lines. */
export const progressOf = (
  file: Import,
  lines: readonly Doc<"importLines">[],
) => ({
  last_line: lines.at(-1)?.line ?? file.last_line,
  lines_done: file.lines_done + lines.length,
  attempts: 0,
});

/** Ends a piece of work. */
export async function endWork(
  ctx: MutationCtx,
  file: Import,
  status: ImportStatus,
  patch: Patch = {},
): Promise<void> {
  await ctx.db.patch("imports", file._id, {
    ...patch,
    status,
    is_working: false,
    step: file.step + 1,
    step_id: undefined,
    expires_at: keptUntil(status, file, Date.now()),
  });
}

/** Stops an import. What it did before stays; a file never started goes. */
export async function cancelImport(
  ctx: MutationCtx,
  file: Import,
): Promise<void> {
  await endWork(ctx, file, "canceled", {
    reading: undefined,
    ended_at: Date.now(),
  });
  if (file.started_at === undefined) {
    await ctx.scheduler.runAfter(0, internal.imports.steps.deleteExpired, {});
  }
}
