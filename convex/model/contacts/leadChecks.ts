/**
 * What asks for a look at a contact: is it a lead, is it spam? The look comes a
 * moment later, in a transaction of its own; however much happens until then, it
 * is one.
 */
import { SECOND_MS } from "../../../src/lib/time/units";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";

/** A burst of messages comes within seconds. */
export const CHECK_DELAY_MS = 3 * SECOND_MS;

/** Keeps for later, while automations are paused, that a form makes a lead. */
export async function holdFormLead(
  ctx: MutationCtx,
  { _id, workspace_id }: Pick<Doc<"contacts">, "_id" | "workspace_id">,
): Promise<void> {
  await queueLeadCheck(ctx, { _id, workspace_id });
  const queued = await ctx.db
    .query("leadChecks")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", _id))
    .first();
  if (queued !== null) {
    await ctx.db.patch("leadChecks", queued._id, { is_form: true });
  }
}

/**
 * Asks for a look at a contact, unless one is to come already: one index read.
 *
 * @param auditId the delivery that asks; what the look leads to names it
 */
export async function queueLeadCheck(
  ctx: MutationCtx,
  {
    _id: contactId,
    workspace_id: workspaceId,
  }: Pick<Doc<"contacts">, "_id" | "workspace_id">,
  auditId?: Id<"webhookAudit">,
): Promise<void> {
  const queued = await ctx.db
    .query("leadChecks")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
    .first();
  if (queued !== null) {
    return;
  }
  await ctx.db.insert("leadChecks", {
    workspace_id: workspaceId,
    contact_id: contactId,
    due_at: Date.now() + CHECK_DELAY_MS,
    audit_id: auditId,
  });
  await ctx.scheduler.runAfter(CHECK_DELAY_MS, internal.leads.checks.check, {
    contact_id: contactId,
  });
}
