/** Letting go what was held back while automations were paused. */
import { v } from "convex/values";
import { MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { vHeldChoice, type HeldChoice } from "../model/settings/held";
import { loadLiveContact } from "../model/shared/redirects";

/** Contacts per transaction; each look is a job of its own. */
const BATCH = 100;
/** Kapso's clock and ours may be apart. */
const SLACK_MS = MINUTE_MS;

/**
 * Looks at the contacts that waited, or takes them off the list, oldest first.
 * Whoever wrote again since is looked at in any case.
 */
export const release = internalMutation({
  args: {
    workspace_id: v.id("workspaces"),
    held: vHeldChoice,
    lifted_at: v.number(),
    /** Creation time of the last row that was let go. */
    after: v.number(),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const rows = await ctx.db
      .query("leadChecks")
      .withIndex("by_workspace_id", (q) =>
        q
          .eq("workspace_id", args.workspace_id)
          .gt("_creationTime", args.after)
          // Creation times have fractions of the millisecond they are in.
          .lt("_creationTime", args.lifted_at + 1),
      )
      .take(BATCH);
    for (const row of rows) {
      await releaseRow(ctx, row, args);
    }
    const last = rows.at(-1);
    if (last !== undefined && rows.length === BATCH) {
      await ctx.scheduler.runAfter(0, internal.settings.holding.release, {
        ...args,
        after: last._creationTime,
      });
    }
    return null;
  },
});

async function releaseRow(
  ctx: MutationCtx,
  row: Doc<"leadChecks">,
  { held, lifted_at }: { held: HeldChoice; lifted_at: number },
): Promise<void> {
  const contact = await loadLiveContact(ctx, row.contact_id);
  const isAgain = (contact.last_message_at ?? 0) > lifted_at - SLACK_MS;
  if (held === "skip" && !isAgain) {
    await ctx.db.delete("leadChecks", row._id);
    return;
  }
  await ctx.db.patch("leadChecks", row._id, { due_at: lifted_at });
  await ctx.scheduler.runAfter(0, internal.leads.checks.check, {
    contact_id: row.contact_id,
  });
}
