/** Writes, scheduling and reads: what the crash and load tests drive. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  action,
  internalAction,
  internalMutation,
  mutation,
  query,
} from "./_generated/server";

/** Inserts two documents and schedules a mutation, all in one transaction. */
export const record = mutation({
  args: { key: v.string() },
  returns: v.id("events"),
  handler: async (ctx, args) => {
    const id = await ctx.db.insert("events", { key: args.key, at: Date.now() });
    await ctx.db.insert("followUps", { key: args.key, kind: "inline" });
    await ctx.scheduler.runAfter(0, internal.events.followUp, {
      key: args.key,
      kind: "mutation",
    });
    return id;
  },
});

/** Schedules an action, which then writes one follow-up. */
export const recordWithAction = mutation({
  args: { key: v.string() },
  returns: v.id("_scheduled_functions"),
  handler: async (ctx, args): Promise<Id<"_scheduled_functions">> =>
    ctx.scheduler.runAfter(0, internal.events.act, { key: args.key }),
});

export const followUp = internalMutation({
  args: { key: v.string(), kind: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ctx.db.insert("followUps", args);
    return null;
  },
});

export const act = internalAction({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ctx.runMutation(internal.events.followUp, {
      key: args.key,
      kind: "action",
    });
    return null;
  },
});

export const tick = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await ctx.db.insert("followUps", { key: "tick", kind: "cron" });
    return null;
  },
});

export const list = query({
  args: { key: v.string() },
  returns: v.object({ events: v.number(), followUps: v.array(v.string()) }),
  handler: async (ctx, args) => {
    const events = await ctx.db
      .query("events")
      .withIndex("by_key", (q) => q.eq("key", args.key))
      .collect();
    const followUps = await ctx.db
      .query("followUps")
      .withIndex("by_key_and_kind", (q) => q.eq("key", args.key))
      .collect();
    return {
      events: events.length,
      followUps: followUps.map((row) => row.kind),
    };
  },
});

/** Schedules an action that says when it runs and never ends. */
export const scheduleEndless = mutation({
  args: { key: v.string() },
  returns: v.id("_scheduled_functions"),
  handler: async (ctx, args): Promise<Id<"_scheduled_functions">> =>
    ctx.scheduler.runAfter(0, internal.events.endless, args),
});

export const endless = internalAction({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, { key }) => {
    const followUp = { key, kind: "endless" };
    await ctx.runMutation(internal.events.followUp, followUp);
    return new Promise<null>(() => undefined);
  },
});

/** As what is scheduled by `scheduleEndless`, for a caller that waits. */
export const endlessCall = action({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, args): Promise<null> =>
    ctx.runAction(internal.events.endless, args),
});

/** The public shape of a scheduled function, or null. */
export const scheduled = query({
  args: { id: v.id("_scheduled_functions") },
  returns: v.any(),
  handler: async (ctx, args) =>
    ctx.db.system.get("_scheduled_functions", args.id),
});

export const scheduledStates = query({
  args: {},
  returns: v.array(v.object({ name: v.string(), kind: v.string() })),
  handler: async (ctx) => {
    const rows = await ctx.db.system.query("_scheduled_functions").collect();
    return rows.map((row) => ({ name: row.name, kind: row.state.kind }));
  },
});

/** Schedules far away and cancels at once when asked to. */
export const later = mutation({
  args: { key: v.string(), delayMs: v.number(), cancel: v.boolean() },
  returns: v.id("_scheduled_functions"),
  handler: async (ctx, args): Promise<Id<"_scheduled_functions">> => {
    const id = await ctx.scheduler.runAfter(
      args.delayMs,
      internal.events.followUp,
      { key: args.key, kind: "later" },
    );
    if (args.cancel) {
      await ctx.scheduler.cancel(id);
    }
    return id;
  },
});

/** Schedules a mutation that writes and then throws. */
export const scheduleFailure = mutation({
  args: { text: v.string() },
  returns: v.id("_scheduled_functions"),
  handler: async (ctx, args): Promise<Id<"_scheduled_functions">> =>
    ctx.scheduler.runAfter(0, internal.savepoints.failing, args),
});

/** Whether scheduled functions are waiting: 0 or 1, cheap with many rows. */
export const pendingJobs = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const latest = await ctx.db.system
      .query("_scheduled_functions")
      .order("desc")
      .take(1_000);
    return latest.some((row) => row.state.kind === "pending") ? 1 : 0;
  },
});

/** Schedules a function that cancels the run it is in. */
export const scheduleSelfCancel = mutation({
  args: { key: v.string(), kind: v.string() },
  returns: v.id("_scheduled_functions"),
  handler: async (ctx, args): Promise<Id<"_scheduled_functions">> =>
    args.kind === "action"
      ? ctx.scheduler.runAfter(0, internal.events.cancelInAction, args)
      : ctx.scheduler.runAfter(0, internal.events.cancelInMutation, args),
});

export const cancelInAction = internalAction({
  args: { key: v.string(), kind: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { scheduledFunctionId } = await ctx.meta.getRequestMetadata();
    const self = scheduledFunctionId as Id<"_scheduled_functions">;
    await ctx.scheduler.cancel(self);
    await ctx.scheduler.runAfter(0, internal.events.followUp, args);
    return null;
  },
});

export const cancelInMutation = internalMutation({
  args: { key: v.string(), kind: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { scheduledFunctionId } = await ctx.meta.getRequestMetadata();
    const self = scheduledFunctionId as Id<"_scheduled_functions">;
    await ctx.db.insert("followUps", args);
    await ctx.scheduler.cancel(self);
    return null;
  },
});
