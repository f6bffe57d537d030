/** Looking at contacts: after their messages, and when a lead's time is over. */
import { v } from "convex/values";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/lib/time/units";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { internalMutation, type MutationCtx } from "../_generated/server";
import { queueLeadCheck } from "../model/contacts/leadChecks";
import { checkContact } from "../model/leads/check";
import { makeFormLead } from "../model/leads/forms";
import { liveContact } from "../model/shared/redirects";
import { logEvent } from "../model/shared/log";

/** Rows that a sweep looks at; it goes on at once when there are more. */
const SWEEP_BATCH = 100;
/** A look that is so late has lost its job. */
const LOST_MS = 5 * MINUTE_MS;
/** How long it is known who began with which text. */
const SIGHTING_MS = 30 * DAY_MS;
/** How often a paused workspace's contacts are tried again. */
const PAUSED_MS = HOUR_MS;

/** Looks at one contact, and takes its row off the list first. */
export const check = internalMutation({
  args: { contact_id: v.id("contacts") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const now = Date.now();
    const row = await ctx.db
      .query("leadChecks")
      .withIndex("by_contact_id", (q) => q.eq("contact_id", args.contact_id))
      .first();
    const contact = await ctx.db.get("contacts", args.contact_id);
    if (row?.is_form === true && contact !== null) {
      await makeHeldFormLead(ctx, contact, now);
    }
    const isDone =
      contact === null ||
      (await checkContact(ctx, contact._id, now, row?.audit_id));
    if (row !== null && isDone) {
      await ctx.db.delete("leadChecks", row._id);
    } else if (row !== null) {
      await ctx.db.patch("leadChecks", row._id, { due_at: now + PAUSED_MS });
    }
    return null;
  },
});

/** A form's lead that waited until automations go on. */
async function makeHeldFormLead(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  now: number,
): Promise<void> {
  const workspace = await ctx.db.get("workspaces", contact.workspace_id);
  if (workspace?.automations_paused === false) {
    await makeFormLead(ctx, await liveContact(ctx, contact), now);
  }
}

/**
 * Looks at contacts whose look was lost, or waits for a paused workspace; then
 * asks for a look at leads that are to be archived.
 */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const late = await ctx.db
      .query("leadChecks")
      .withIndex("by_due_at", (q) => q.lt("due_at", now - LOST_MS))
      .take(SWEEP_BATCH);
    for (const { _id, contact_id } of late) {
      await ctx.db.patch("leadChecks", _id, { due_at: now });
      await ctx.scheduler.runAfter(0, internal.leads.checks.check, {
        contact_id,
      });
    }
    const idle = await ctx.db
      .query("leads")
      .withIndex("by_archive_at", (q) =>
        q.gt("archive_at", 0).lte("archive_at", now),
      )
      .take(SWEEP_BATCH);
    for (const lead of idle) {
      // Not again before its look: the next batch is another one.
      await ctx.db.patch("leads", lead._id, { archive_at: now + PAUSED_MS });
      const { contact_id, workspace_id } = lead;
      await queueLeadCheck(ctx, { _id: contact_id, workspace_id });
    }
    const old = await ctx.db
      .query("textSightings")
      .withIndex("by_seen_at", (q) => q.lt("seen_at", now - SIGHTING_MS))
      .take(SWEEP_BATCH);
    for (const { _id } of old) {
      await ctx.db.delete("textSightings", _id);
    }
    if (late.length + idle.length > 0) {
      logEvent("leads.swept", {
        late_count: late.length,
        idle_count: idle.length,
      });
    }
    if (Math.max(late.length, idle.length, old.length) === SWEEP_BATCH) {
      await ctx.scheduler.runAfter(0, internal.leads.checks.sweep, {});
    }
    return null;
  },
});
