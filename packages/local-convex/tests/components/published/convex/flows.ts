/** A workflow whose steps are of each kind, and an action that is tried again. */
import { ActionRetrier, runResultValidator } from "@convex-dev/action-retrier";
import { WorkflowManager } from "@convex-dev/workflow";
import {
  type FunctionReference,
  internalActionGeneric,
  internalMutationGeneric,
  internalQueryGeneric,
  makeFunctionReference,
  mutationGeneric,
} from "convex/server";
import { v } from "convex/values";
import { z } from "zod";
import { components } from "./components";

const internalReference = (name: string) =>
  z
    .custom<FunctionReference<"mutation", "internal">>()
    .parse(makeFunctionReference<"mutation">(name));
const flows = {
  next: makeFunctionReference<"query", { n: number }, number>("flows:next"),
  double: makeFunctionReference<"action", { n: number }, number>(
    "flows:double",
  ),
  compute: internalReference("flows:compute"),
  flaky: makeFunctionReference<"action", Record<string, never>, string>(
    "flows:flaky",
  ),
  onDone: internalReference("flows:onDone"),
};
const notes = {
  write: makeFunctionReference<
    "mutation",
    { about: string; value: unknown },
    number
  >("notes:write"),
};
const workflow = new WorkflowManager(components.workflow);
const retrier = new ActionRetrier(components.actionRetrier, {
  initialBackoffMs: 5,
});

export const next = internalQueryGeneric({
  args: { n: v.number() },
  returns: v.number(),
  handler: async (_ctx, { n }) => n + 1,
});

export const double = internalActionGeneric({
  args: { n: v.number() },
  returns: v.number(),
  handler: async (_ctx, { n }) => 2 * n,
});

/** While it replays, the component has put its own `Date`, `Math` and `console` in place. */
export const compute = workflow
  .define({ args: { n: v.number() } })
  .handler(async (step, { n }): Promise<void> => {
    console.log("computing", Math.random() < 1, Date.now() > 0);
    const one = await step.runQuery(flows.next, { n });
    const [left, right] = await Promise.all([
      step.runAction(flows.double, { n: one }, { retry: true }),
      step.runAction(flows.double, { n: 1 }),
    ]);
    await step.sleep(10);
    await step.runMutation(notes.write, {
      about: "flow",
      value: left + right,
    });
  });

export const start = mutationGeneric({
  args: { n: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await workflow.start(ctx, flows.compute, args);
    return null;
  },
});

/** Fails twice. */
export const flaky = internalActionGeneric({
  args: {},
  returns: v.string(),
  handler: async (ctx) => {
    const note = { about: "try", value: null };
    const tries: number = await ctx.runMutation(notes.write, note);
    if (tries < 3) {
      throw new Error("not yet");
    }
    return `done at try ${tries}`;
  },
});

export const startFlaky = mutationGeneric({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await retrier.run(ctx, flows.flaky, {}, { onComplete: flows.onDone });
    return null;
  },
});

export const onDone = internalMutationGeneric({
  args: { runId: v.string(), result: runResultValidator },
  returns: v.null(),
  handler: async (ctx, { result }) => {
    await ctx.db.insert("notes", { about: "retried", value: result });
    return null;
  },
});
