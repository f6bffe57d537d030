"use node";
/** Ways in which an action of Node's runtime might end or break the server. */
import { createRequire } from "node:module";
import { v } from "convex/values";
import { action } from "./_generated/server";

const nodesOwn = createRequire(import.meta.url)(
  "node:process",
) as NodeJS.Process;

const WAYS: Record<string, () => unknown> = {
  "a loop without end": () => {
    for (;;);
  },
  "the end of Node's process": () => nodesOwn.exit(3),
  "an end a while later": () => {
    setTimeout(() => nodesOwn.exit(3), 0);
    return new Promise(() => undefined);
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

export const ways = action({
  args: {},
  returns: v.array(v.string()),
  handler: async () => Object.keys(WAYS),
});

/** What it can learn of the server. */
export const learnt = action({
  args: {},
  returns: v.string(),
  handler: async () =>
    JSON.stringify([nodesOwn.argv, nodesOwn.execArgv, nodesOwn.env]),
});
