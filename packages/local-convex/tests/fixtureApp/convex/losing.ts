/** The same actions for each runtime, over its ways to let an error go. */
import { v } from "convex/values";
import { action } from "./_generated/server";

export const lost = (how: string) => new Error(`lost: ${how}`);

export function losingActions(ways: Record<string, () => unknown>) {
  let release: () => void = () => undefined;
  return {
    /** Lets an error go and waits for ever. */
    waiting: action({
      args: { how: v.string() },
      returns: v.null(),
      handler: async (_ctx, { how }) => {
        ways[how]?.();
        return new Promise<null>(() => undefined);
      },
    }),
    /** Lets an error go when it has its answer: at the next `fire`. */
    arm: action({
      args: { how: v.string() },
      returns: v.null(),
      handler: async (_ctx, { how }) => {
        const fired = new Promise<void>((resolve) => (release = resolve));
        void fired.then(() => void ways[how]?.());
        return null;
      },
    }),
    fire: action({
      args: {},
      returns: v.null(),
      handler: async () => {
        release();
        return null;
      },
    }),
  };
}
