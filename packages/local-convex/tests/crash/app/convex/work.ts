/** A mutation that sets everything off, and what each part of it leaves. */
import { Workpool, vOnComplete } from "@convex-dev/workpool";
import type { ComponentApi } from "@convex-dev/workpool/_generated/component.js";
import {
  componentsGeneric,
  type DataModelFromSchemaDefinition,
  internalActionGeneric,
  internalMutationGeneric,
  makeFunctionReference,
  type MutationBuilder,
  mutationGeneric,
  type QueryBuilder,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";
import { z } from "zod";
import type schema from "./schema";

type DataModel = DataModelFromSchemaDefinition<typeof schema>;
const query: QueryBuilder<DataModel, "public"> = queryGeneric;
const mutation: MutationBuilder<DataModel, "public"> = mutationGeneric;
const internalMutation: MutationBuilder<DataModel, "internal"> =
  internalMutationGeneric;

type Effect = { key: string; kind: string };
const markRef = makeFunctionReference<"mutation", Effect, null>("work:mark");
const actRef = makeFunctionReference<"action", Effect, null>("work:act");
const completedRef = makeFunctionReference<"mutation">("work:completed");
const component = z.custom<ComponentApi>().parse(componentsGeneric()["pool"]);
const pool = new Workpool(component, { maxParallelism: 8 });

/** Leaves one effect of each kind, all asked for in one transaction. */
export const record = mutation({
  args: { key: v.string() },
  handler: async (ctx, { key }) => {
    await ctx.db.insert("effects", { key, kind: "inline" });
    await ctx.scheduler.runAfter(0, markRef, { key, kind: "job" });
    await ctx.scheduler.runAfter(0, actRef, { key, kind: "action" });
    const onComplete = { onComplete: completedRef, context: key };
    const work = { key, kind: "pool" };
    await pool.enqueueMutation(ctx, markRef, work, onComplete);
    await pool.enqueueAction(ctx, actRef, { key, kind: "pool action" });
    return null;
  },
});

export const mark = internalMutation({
  args: { key: v.string(), kind: v.string() },
  handler: async (ctx, effect) => {
    await ctx.db.insert("effects", effect);
    return null;
  },
});

export const act = internalActionGeneric({
  args: { key: v.string(), kind: v.string() },
  handler: async (ctx, effect): Promise<null> =>
    ctx.runMutation(markRef, effect),
});

export const completed = internalMutation({
  args: vOnComplete,
  handler: async (ctx, { context, result }) => {
    const key = String(context);
    await ctx.db.insert("effects", { key, kind: `pool ${result.kind}` });
  },
});

/** The kinds of a key's effects, in alphabetical order. */
export const effects = query({
  args: { key: v.string() },
  handler: async (ctx, { key }) => {
    const rows = await ctx.db
      .query("effects")
      .withIndex("by_key", (q) => q.eq("key", key))
      .collect();
    return rows.map(({ kind }) => kind).sort();
  },
});
