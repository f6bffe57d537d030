/** Ways in which a query or mutation might end or break the server it runs in. */
import { v } from "convex/values";
import { api } from "./_generated/api";
import { mutation, query } from "./_generated/server";
import { listBroken, replace, thrower as broken } from "./breakingWays";

/** A thing that throws whatever is done to it. */
const hostile = () =>
  new Proxy(new Error("never read"), {
    get: broken,
    has: broken,
    getPrototypeOf: broken,
    ownKeys: broken,
  });

const WAYS: Record<string, () => unknown> = {
  "a promise that never settles": () => new Promise(() => undefined),
  "recursion without end": () => {
    const deeper = (): number => 1 + deeper();
    return deeper();
  },
  "the end of the process": () =>
    (process as unknown as { exit(): void }).exit(),
  "a clock of its own": () => {
    replace(globalThis, "Date", class Clock {});
    return typeof new Date().getTime;
  },
  "chance of its own": () => replace(Math, "random", broken),
  "a console of its own": () => replace(globalThis, "console", null),
  "a console that prints nothing": () => replace(console, "log", broken),
  "a clock that cannot be read": () =>
    Object.defineProperty(globalThis, "Date", {
      get: broken,
      configurable: true,
    }),
  "no symbols": () => replace(globalThis, "Symbol", null),
  "no global object": () => replace(globalThis, "globalThis", null),
  "no reflection": () => replace(globalThis, "Reflect", null),
  "frozen mathematics of its own": () => {
    Math.max = broken;
    Object.freeze(Math.max);
  },
  "other variables": () => replace(process.env, "CONVEX_SITE_URL", "elsewhere"),
  "no promises": () => replace(globalThis, "Promise", broken),
  "no errors": () => replace(globalThis, "Error", null),
  "no JSON": () => replace(globalThis, "JSON", { parse: null }),
  "no arrays": () => replace(Array.prototype, "map", broken),
  "a `then` of all objects": () => replace(Object.prototype, "then", broken),
  "a reader of all stack traces": () =>
    replace(Error, "prepareStackTrace", broken),
  "an error that cannot be read": () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- on purpose
    throw hostile();
  },
  "a printed thing that cannot be read": () => console.log(hostile()),
  "a rejection that nobody handles": () => {
    void Promise.reject(new Error("nobody handles this"));
  },
};

/** Names of what is not as it was. */
export const broke = query({
  args: {},
  returns: v.array(v.string()),
  handler: async () => listBroken(),
});

/** Where the code says that it is. */
export const place = query({
  args: {},
  returns: v.string(),
  handler: async () => String(new Error("here").stack),
});

const args = { how: v.string() };

async function tryIt(how: string): Promise<string> {
  await WAYS[how]?.();
  return "survived";
}

export const inQuery = query({
  args,
  returns: v.string(),
  handler: (_ctx, { how }) => tryIt(how),
});

export const inMutation = mutation({
  args,
  returns: v.string(),
  handler: async (ctx, { how }) => {
    await ctx.db.insert("notes", { text: `breaking ${how}` });
    return await tryIt(how);
  },
});

/** Where a function goes on without end. */
const LOOPS: Record<string, () => unknown> = {
  "at once": () => {
    for (;;);
  },
  "after a promise": async () => {
    await null;
    for (;;);
  },
  "in promises": async () => {
    for (;;) {
      await null;
    }
  },
};

export const loopInQuery = query({
  args: { where: v.string() },
  returns: v.null(),
  handler: async (_ctx, { where }) => {
    await LOOPS[where]?.();
    return null;
  },
});

export const loopInMutation = mutation({
  args: { where: v.string() },
  returns: v.null(),
  handler: async (ctx, { where }) => {
    await ctx.db.insert("notes", { text: `looping ${where}` });
    if (where === "in a nested one") {
      await ctx.runQuery(api.breaking.loopInQuery, { where: "at once" });
    }
    await LOOPS[where]?.();
    return null;
  },
});

export const ways = query({
  args: {},
  returns: v.array(v.string()),
  handler: async () => Object.keys(WAYS),
});
