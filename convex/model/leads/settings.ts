/** What a workspace asks of leads. */
import { ConvexError, v } from "convex/values";
import { DEFAULT_RULES, type LeadRules } from "../../../src/lib/leads/decide";
import { LEAD_LIMITS } from "../../../src/lib/leads/limits";
import { normalizePhone } from "../../../src/lib/phone/normalize";
import { HOUR_MS } from "../../../src/lib/time/units";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

export const vLeadSettings = v.object({
  /** Messages of a customer's that make a lead: 1 to 20. */
  message_threshold: v.number(),
  /** Hours in which an answer to our greeting makes one: 1 to 744. */
  greeting_hours: v.number(),
  /** Hours without a message after which it is archived: 1 to 744. */
  archive_hours: v.number(),
  /** Numbers of the team, which are never leads; at most 200. */
  team_phones: v.array(v.string()),
  /**
   * Whether the members' own verdicts on spam are a signal; each language says
   * nothing before it has 50 of both kinds.
   */
  classifier_enabled: v.boolean(),
});
export type LeadSettings = typeof vLeadSettings.type;

const DEFAULTS: LeadSettings = {
  message_threshold: DEFAULT_RULES.messages,
  greeting_hours: DEFAULT_RULES.greetingMs / HOUR_MS,
  archive_hours: DEFAULT_RULES.archiveMs / HOUR_MS,
  team_phones: [],
  classifier_enabled: false,
};

export async function loadLeadSettings(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<LeadSettings> {
  const row = await findRow(ctx, workspaceId);
  if (row === null) {
    return DEFAULTS;
  }
  const { _id, _creationTime, workspace_id, ...settings } = row;
  return settings;
}

export const rulesOf = (settings: LeadSettings): LeadRules => ({
  messages: settings.message_threshold,
  greetingMs: settings.greeting_hours * HOUR_MS,
  archiveMs: settings.archive_hours * HOUR_MS,
});

/** @throws ConvexError `invalid_lead_settings`. */
export async function changeLeadSettings(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  change: Partial<LeadSettings>,
): Promise<LeadSettings> {
  const before = await loadLeadSettings(ctx, workspace._id);
  const next = { ...before, ...change };
  const settings = {
    ...next,
    team_phones: readPhones(next.team_phones, workspace.default_region),
  };
  requireWhole(settings.message_threshold, LEAD_LIMITS.messages);
  requireWhole(settings.greeting_hours, LEAD_LIMITS.hours);
  requireWhole(settings.archive_hours, LEAD_LIMITS.hours);
  const row = await findRow(ctx, workspace._id);
  if (row === null) {
    await ctx.db.insert("leadSettings", {
      workspace_id: workspace._id,
      ...settings,
    });
  } else {
    await ctx.db.patch("leadSettings", row._id, settings);
  }
  return before;
}

function requireWhole(value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new ConvexError({ code: "invalid_lead_settings" });
  }
}

function readPhones(phones: string[], region: string): string[] {
  const read = phones.map((typed) => normalizePhone(typed, region));
  const numbers = read.flatMap((one) =>
    one.kind === "e164" ? [one.e164] : [],
  );
  if (numbers.length < read.length || numbers.length > LEAD_LIMITS.teamPhones) {
    throw new ConvexError({ code: "invalid_lead_settings" });
  }
  return [...new Set(numbers)].sort();
}

async function findRow(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"leadSettings"> | null> {
  return await ctx.db
    .query("leadSettings")
    .withIndex("by_workspace_id", (q) => q.eq("workspace_id", workspaceId))
    .first();
}
