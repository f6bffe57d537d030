/** The steps of imports, and the sweeper that starts lost ones again. */
import { v } from "convex/values";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { applyLine, type Outcome, type Run } from "../model/imports/applying";
import { checkNext, nextLines } from "../model/imports/checking";
import { loadContext } from "../model/imports/people";
import {
  deleteLines,
  deleteParts,
  dropBytes as dropRest,
  readNext,
} from "../model/imports/reading";
import { vLineResult, type LineResult } from "../model/imports/tables";
import { undoLine } from "../model/imports/undoing";
import {
  cancelImport,
  endWork,
  goOn,
  PENDING,
  progressOf,
  type Import,
} from "../model/imports/work";
import { errorName, logEvent } from "../model/shared/log";
import { findGoneStep } from "../model/shared/scheduled";
import { loadWorkspaceScope } from "../model/workspaces/scope";

/** Lines of a step: each has about five reads and up to forty writes. */
const LINES_PER_STEP = 50;
/** Imports that a sweep looks at. */
const SWEEP_BATCH = 100;

type Line = Doc<"importLines">;

/** Does the next lines of an import and schedules the step after. */
export const run = internalMutation({
  args: { import_id: v.id("imports"), step: v.number() },
  returns: v.null(),
  handler: async (ctx, { import_id, step }) => {
    const file = await ctx.db.get("imports", import_id);
    // Another step has been here, or somebody stopped it.
    if (file === null || !file.is_working || file.step !== step) {
      return null;
    }
    switch (file.status) {
      case "reading":
        await readNext(ctx, file);
        return null;
      case "checking": {
        const scope = await loadWorkspaceScope(ctx, file.workspace_id);
        await checkNext(ctx, file, scope);
        return null;
      }
      default:
        await workOff(ctx, file);
        return null;
    }
  },
});

/** Applies the next lines, or takes them back. */
async function workOff(ctx: MutationCtx, file: Import): Promise<void> {
  const isUndo = file.status === "undoing";
  const lines = await nextLines(ctx, file, LINES_PER_STEP);
  const due = lines.filter((line) => (isUndo ? isDone(line) : isWanted(line)));
  const line_ids = due.map((line) => line._id);
  const results = { ...file.results };
  const done = await applyTogether(ctx, file._id, line_ids);
  for (const { before, after } of done) {
    if (before !== undefined) {
      results[before] -= 1;
    }
    results[after] += 1;
  }
  const progress = { results, ...progressOf(file, lines) };
  if (lines.length === LINES_PER_STEP) {
    await goOn(ctx, file, progress);
  } else {
    const status = isUndo ? "undone" : "done";
    const ended_at = isUndo ? file.ended_at : Date.now();
    await endWork(ctx, file, status, { ...progress, ended_at });
  }
}

const isWanted = ({ kind, result }: Line): boolean =>
  (kind === "new" || kind === "update") && result === undefined;

const isDone = ({ result }: Line): boolean =>
  result === "created" || result === "updated";

type Done = { before?: LineResult; after: LineResult }[];

/** All at once; where one of them throws, one by one, so that only it fails. */
async function applyTogether(
  ctx: MutationCtx,
  importId: Id<"imports">,
  lineIds: Id<"importLines">[],
): Promise<Done> {
  const call = async (ids: Id<"importLines">[]): Promise<Done> =>
    await ctx.runMutation(internal.imports.steps.apply, {
      import_id: importId,
      line_ids: ids,
    });
  if (lineIds.length === 0) {
    return [];
  }
  try {
    return await call(lineIds);
  } catch (error) {
    logEvent("import.lines_failed", { error_name: errorName(error) });
  }
  const done: Done = [];
  for (const id of lineIds) {
    try {
      done.push(...(await call([id])));
    } catch (error) {
      logEvent("import.line_failed", { error_name: errorName(error) });
      done.push(await giveUp(ctx, id));
    }
  }
  return done;
}

/** A line that an error of ours stands in the way of. */
async function giveUp(
  ctx: MutationCtx,
  id: Id<"importLines">,
): Promise<Done[number]> {
  const line = await ctx.db.get("importLines", id);
  const before = line?.result;
  const after = before === undefined ? "failed" : "kept";
  await ctx.db.patch("importLines", id, {
    result: after,
    ...(before === undefined && { problem: "apply_failed" as const }),
  });
  return { before, after };
}

/** Some lines of an import, in a transaction of their own within the step's. */
export const apply = internalMutation({
  args: {
    import_id: v.id("imports"),
    line_ids: v.array(v.id("importLines")),
  },
  returns: v.array(
    v.object({ before: v.optional(vLineResult), after: vLineResult }),
  ),
  handler: async (ctx, { import_id, line_ids }) => {
    const file = await ctx.db.get("imports", import_id);
    if (file === null) {
      throw new Error("an import under way has a row -- invariant");
    }
    const work = await prepare(ctx, file);
    const done: Done = [];
    for (const id of line_ids) {
      const line = await ctx.db.get("importLines", id);
      if (line !== null) {
        const outcome = await work(line);
        await ctx.db.patch("importLines", id, outcome);
        done.push({ before: line.result, after: outcome.result });
      }
    }
    return done;
  },
});

/** What is done with each line. */
async function prepare(
  ctx: MutationCtx,
  file: Import,
): Promise<(line: Line) => Promise<Outcome>> {
  const scope = await loadWorkspaceScope(ctx, file.workspace_id);
  const { rule, started_by: starter, undone_by: undoer } = file;
  if (file.status === "undoing") {
    const editor = {
      actor:
        undoer === undefined
          ? { kind: "system" as const }
          : { kind: "member" as const, user_id: undoer },
      at: scope.now,
    };
    return async (line) => ({ result: await undoLine(ctx, line, editor) });
  }
  if (rule === undefined || starter === undefined) {
    throw new Error("an import that runs was started -- invariant");
  }
  const context = await loadContext(ctx, scope.workspace, file);
  const run: Run = {
    scope,
    context,
    rule,
    userId: starter,
    importId: file._id,
  };
  return async (line) => await applyLine(ctx, run, line);
}

/** Gives imports whose step is gone another one. For the crons. */
export const restartLost = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const working = await ctx.db
      .query("imports")
      .withIndex("by_is_working", (q) => q.eq("is_working", true))
      .take(SWEEP_BATCH);
    for (const file of working) {
      const gone = await findGoneStep(ctx, file);
      if (gone === null) {
        continue;
      }
      const { attempts, isGivenUp } = gone;
      logEvent("import.stuck", { import_id: file._id, attempts });
      if (isGivenUp) {
        await endWork(ctx, file, "failed", { attempts, ended_at: Date.now() });
      } else {
        await goOn(ctx, file, { attempts });
      }
    }
    return null;
  },
});

/** Deletes more of a file's bytes. */
export const dropBytes = internalMutation({
  args: { import_id: v.id("imports") },
  returns: v.null(),
  handler: async (ctx, { import_id }) => {
    await dropRest(ctx, import_id);
    return null;
  },
});

/**
 * Deletes bytes and lines of imports that nobody needs; one that nobody started
 * is canceled. For the crons.
 */
export const deleteExpired = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const file = await ctx.db
      .query("imports")
      .withIndex("by_expires_at", (q) =>
        q.gt("expires_at", 0).lt("expires_at", Date.now()),
      )
      .first();
    if (file === null) {
      return null;
    }
    if (PENDING.includes(file.status)) {
      await cancelImport(ctx, file);
      return null;
    }
    const deleted =
      (await deleteLines(ctx, file._id)) + (await deleteParts(ctx, file._id));
    if (deleted === 0) {
      await ctx.db.patch("imports", file._id, { expires_at: undefined });
    }
    await ctx.scheduler.runAfter(0, internal.imports.steps.deleteExpired, {});
    return null;
  },
});
