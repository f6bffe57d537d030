/** The same scripts on convex-test and on the runtime give the same answers. */
import { convexTest as realConvexTest } from "convex-test";
import fc from "fast-check";
import { ConvexError } from "convex/values";
import { expect, it } from "vitest";
import { convexTest } from "./convexTest";
import {
  allRows,
  applyWrites,
  type Ctx,
  modules,
  openQuery,
  runTree,
  schema,
  script,
  shown,
  type Step,
  type Tree,
} from "./operations";

/** What a script needs of either deployment. */
interface Subject {
  run(body: (ctx: Ctx) => Promise<unknown>): Promise<unknown>;
  tree(tree: Tree): Promise<unknown>;
}

async function clear(ctx: Ctx) {
  for (const { _id } of await ctx.db.query("rows").collect()) {
    await ctx.db.delete(_id);
  }
}

async function runStep(subject: Subject, step: Step): Promise<unknown> {
  switch (step.kind) {
    case "write":
      return subject.run((ctx) => applyWrites(ctx, step.writes));
    case "query":
      return subject.run(async (ctx) => {
        const answer = await openQuery(ctx, step.query)[step.end]();
        return Array.isArray(answer) ? answer.map(shown) : shown(answer);
      });
    case "take":
      return subject.run(async (ctx) =>
        (await openQuery(ctx, step.query).take(step.count)).map(shown),
      );
    case "pages":
      return runPages(subject, step);
    case "tree":
      return subject.tree(step.tree);
  }
}

/**
 * Stops at the last row: there convex-test looks one row ahead to say `isDone`,
 * production says so only on the next page, which may be empty.
 */
async function runPages(
  subject: Subject,
  { query, numItems, between }: Extract<Step, { kind: "pages" }>,
): Promise<unknown[]> {
  const pages: unknown[] = [];
  let cursor: string | null = null;
  for (const writes of [[], ...between]) {
    await subject.run((ctx) => applyWrites(ctx, writes));
    const from: string | null = cursor;
    await subject.run(async (ctx) => {
      const { page, isDone, continueCursor } = await openQuery(
        ctx,
        query,
      ).paginate({ numItems, cursor: from });
      const all = await openQuery(ctx, query).collect();
      const ended = isDone || page.at(-1)?._id === all.at(-1)?._id;
      pages.push({ rows: page.map(shown), ended });
      cursor = ended ? null : continueCursor;
    });
    if (cursor === null) {
      break;
    }
  }
  return pages;
}

/** The answers of each step and, after all, the rows; errors without ids. */
async function answers(subject: Subject, steps: Step[]): Promise<unknown[]> {
  await subject.run(clear);
  const answered: unknown[] = [];
  for (const step of steps) {
    answered.push(await runStep(subject, step).catch(errorAnswer));
  }
  answered.push(await subject.run(allRows));
  return answered;
}

function errorAnswer(error: unknown): unknown {
  if (error instanceof ConvexError) {
    return { data: error.data };
  }
  if (!(error instanceof Error)) {
    throw error;
  }
  const [words] = error.message.replace(/^Uncaught \w+: /, "").split(/[:\n]/);
  return { words };
}

it("generated scripts give the same values, order and errors", async () => {
  const theirs = realConvexTest(schema, modules);
  const ours = convexTest(schema, modules);
  const reference: Subject = {
    run: (body) => theirs.run(body),
    tree: (tree) => theirs.mutation(runTree, { tree }),
  };
  const runtime: Subject = {
    run: (body) => ours.run(body),
    tree: (tree) => ours.mutation(runTree, { tree }),
  };
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      expect(await answers(runtime, steps)).toEqual(
        await answers(reference, steps),
      );
    }),
    { numRuns: 300 },
  );
});
