/** Ways in which an action of the default runtime might end or break the server. */
import { v } from "convex/values";
import { api } from "./_generated/api";
import { action } from "./_generated/server";
import { listBroken, replace, thrower } from "./breakingWays";

const WAYS: Record<string, () => unknown> = {
  "a loop without end": () => {
    for (;;);
  },
  "promises without end": async () => {
    for (;;) {
      await null;
    }
  },
  "ever more memory": () => {
    const taken: unknown[][] = [];
    for (;;) {
      taken.push(Array.from({ length: 10_000 }, () => ({})));
    }
  },
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
  "chance of its own": () => replace(Math, "random", thrower),
  "a console of its own": () => replace(globalThis, "console", null),
  "no promises": () => replace(globalThis, "Promise", thrower),
  "no JSON": () => replace(globalThis, "JSON", { parse: null }),
  "no arrays": () => replace(Array.prototype, "map", thrower),
  "answers of its own": () => replace(globalThis, "Response", null),
  "a `then` of all objects": () => replace(Object.prototype, "then", thrower),
  "other variables": () => replace(process.env, "CONVEX_SITE_URL", "elsewhere"),
  "an error that cannot be read": () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- on purpose
    throw new Proxy(new Error("never read"), { get: thrower, has: thrower });
  },
};

export const inAction = action({
  args: { how: v.string() },
  returns: v.string(),
  handler: async (_ctx, { how }) => {
    await WAYS[how]?.();
    return "survived";
  },
});

/** Names of what is not as it was. */
export const broke = action({
  args: {},
  returns: v.array(v.string()),
  handler: async () => listBroken(),
});

export const ways = action({
  args: {},
  returns: v.array(v.string()),
  handler: async () => Object.keys(WAYS),
});

/** Writes that it runs, then computes without end. */
export const computing = action({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, args): Promise<null> => {
    await ctx.runMutation(api.events.record, args);
    for (;;);
  },
});
