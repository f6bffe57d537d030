/** What the default runtime's functions let go without catching it. */
import { v } from "convex/values";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { mutation, query } from "./_generated/server";
import { losingActions, lost } from "./losing";

function reject() {
  void Promise.reject(lost("rejection"));
}

export const { waiting, arm, fire } = losingActions({
  rejection: reject,
  timer: () =>
    setTimeout(() => {
      throw lost("timer");
    }, 0),
  interval: () => {
    const timer = setInterval(() => {
      clearInterval(timer);
      throw lost("interval");
    }, 1);
  },
  listener: () => {
    const target = new EventTarget();
    target.addEventListener("call", () => {
      throw lost("listener");
    });
    target.dispatchEvent(new Event("call"));
  },
  abort: () => {
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => {
      throw lost("abort");
    });
    controller.abort();
  },
});

/** Answers a value although a promise of it failed. */
export const inQuery = query({
  args: {},
  returns: v.string(),
  handler: async () => {
    reject();
    return "a value";
  },
});

export const inMutation = mutation({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", args);
    reject();
    return "a value";
  },
});

/** Its listener throws, of which Node tells later. */
export const inListener = mutation({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (ctx, args) => {
    await ctx.db.insert("notes", args);
    const controller = new AbortController();
    controller.signal.addEventListener("abort", () => {
      throw lost("listener");
    });
    controller.abort();
    return "a value";
  },
});

/** The promise that fails is a nested call's, which has its answer. */
export const inNested = mutation({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (ctx, { text }): Promise<string> => {
    await ctx.db.insert("notes", { text: `${text}, outer` });
    return ctx.runMutation(api.unhandledErrors.inMutation, { text });
  },
});

/** The second promise fails while the first is awaited. */
export const twoReads = query({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const first = ctx.db.get("notes", "x" as Id<"notes">);
    const second = ctx.db.get("notes", "y" as Id<"notes">);
    await first;
    await second;
    return null;
  },
});
