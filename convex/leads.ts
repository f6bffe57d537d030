/** Those among the contacts who may become customers, and who judges them. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { vReview, vVerdict } from "../src/lib/leads/reasons";
import {
  contactMutation,
  leadMutation,
  leadQuery,
  verdictMutation,
  workspaceMutation,
  workspaceQuery,
} from "./functions";
import { vLeadStatus } from "./model/contacts/leadStatus";
import {
  dueTimes,
  pageOfLeads,
  toLeadCard,
  toLeadRow,
  vLeadCard,
  vLeadRow,
} from "./model/leads/list";
import { judgeLead, judgeSpam, undoVerdict } from "./model/leads/review";
import {
  changeLeadSettings,
  loadLeadSettings,
  vLeadSettings,
} from "./model/leads/settings";
import { withLocalVersion } from "./model/settings/local";
import { readLeadStats, vLeadStats } from "./model/leads/stats";

const vKept = v.object({ verdict_id: v.id("leadVerdicts") });

/**
 * Leads of a workspace, the newest first; with `review` those of the queue, first
 * come first. `as_of` holds a list still, and leaves out what was put off until
 * after it.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const list = workspaceQuery({
  role: "viewer",
  args: {
    status: v.optional(vLeadStatus),
    review: v.optional(vReview),
    as_of: v.optional(v.number()),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(vLeadRow),
  handler: async (ctx, { paginationOpts, ...filter }) => {
    const { workspace } = ctx;
    const page = await pageOfLeads(ctx, workspace._id, filter, paginationOpts);
    const rows = page.page.map((lead) => toLeadRow(ctx, lead, workspace));
    return { ...page, page: await Promise.all(rows) };
  },
});

/**
 * When those at the head of the review queue are due, ms UTC, the first first; 51
 * at most. Whoever subscribes counts by their own clock: nothing is asked anew
 * when somebody who was put off comes back.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const queue = workspaceQuery({
  role: "viewer",
  args: {},
  returns: v.object({ due_ats: v.array(v.number()) }),
  handler: async (ctx) => ({
    due_ats: await dueTimes(ctx, ctx.workspace._id),
  }),
});

/**
 * One lead with what it is judged by: its first messages, the ad it came from,
 * and how its status changed.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const get = leadQuery({
  role: "viewer",
  args: {},
  returns: vLeadCard,
  handler: async (ctx) =>
    await toLeadCard(ctx, ctx.lead, ctx.workspace, ctx.member),
});

/**
 * Says what a lead is. "approved" makes it qualified, "customer" a customer,
 * "rejected" archives it, "spam" marks it so; "later" puts it off for a day.
 * What is answered takes it back ({@link undo}).
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const review = leadMutation({
  role: "agent",
  args: { verdict: vVerdict },
  returns: vKept,
  handler: async (ctx, { verdict }) => ({
    verdict_id: await judgeLead(ctx, ctx.lead, ctx.member, verdict),
  }),
});

/**
 * Says that a contact is spam, or is none: whatever the service thought of it,
 * this stands. Nothing is deleted. What is answered takes it back.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const markSpam = contactMutation({
  role: "agent",
  args: { is_spam: v.boolean() },
  returns: vKept,
  handler: async (ctx, { is_spam }) => ({
    verdict_id: await judgeSpam(ctx, ctx.contact, ctx.member, is_spam),
  }),
});

/**
 * Takes a verdict back: status and review are as before. "conflict" when
 * somebody has changed the status since.
 *
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` for viewers.
 */
export const undo = verdictMutation({
  role: "agent",
  args: {},
  returns: v.object({
    status: v.union(v.literal("saved"), v.literal("conflict")),
  }),
  handler: async (ctx) => ({
    status: await undoVerdict(ctx, ctx.verdict, ctx.member),
  }),
});

/**
 * What was judged since `day_start` and how much of it was corrected; and of the
 * last weeks, 8 unless said otherwise, 12 at most, how many leads were made and
 * what became of them. Counts are a moment old.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const stats = workspaceQuery({
  role: "viewer",
  args: {
    /** Now, ms UTC. */
    as_of: v.number(),
    /** When today began, ms UTC. */
    day_start: v.number(),
    weeks: v.optional(v.number()),
  },
  returns: vLeadStats,
  handler: async (ctx, { weeks = 8, ...args }) =>
    await readLeadStats(ctx, ctx.workspace, { weeks, ...args }),
});

/**
 * What the workspace asks of leads.
 *
 * @throws ConvexError `unauthenticated`, `not_found`.
 */
export const settings = workspaceQuery({
  role: "viewer",
  args: {},
  returns: vLeadSettings,
  handler: async (ctx) => await loadLeadSettings(ctx, ctx.workspace._id),
});

/**
 * Changes what the workspace asks of leads, for looks from now on; numbers of the
 * team may be in any spelling.
 *
 * @returns The settings before, to undo it with.
 * @throws ConvexError `unauthenticated`, `not_found`, `forbidden` below admin,
 *   `invalid_lead_settings`.
 */
export const updateSettings = workspaceMutation({
  role: "admin",
  args: vLeadSettings.partial().fields,
  returns: vLeadSettings,
  handler: async (ctx, change) =>
    await withLocalVersion(ctx, ctx.workspace._id, ctx.member.user_id, () =>
      changeLeadSettings(ctx, ctx.workspace, change),
    ),
});
