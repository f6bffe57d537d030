"use node";
/** An action that needs Node itself. */
import { createHash } from "node:crypto";
import { v } from "convex/values";
import { action } from "./_generated/server";

export const sha256 = action({
  args: { text: v.string() },
  returns: v.string(),
  handler: async (_ctx, args) =>
    createHash("sha256").update(Buffer.from(args.text)).digest("hex"),
});
