/** Why somebody is a lead, and what members say of leads. Closed lists. */
import { v, type Infer } from "convex/values";

/** Why a contact is in the table of leads. */
export const LEAD_REASONS = [
  /** So many messages of the customer's as the workspace asks for. */
  "messages",
  /** They answered what we wrote first. */
  "greeting_answered",
  /** They filled in a form. */
  "form",
  /** A member said so. */
  "by_hand",
  /** No lead: the service took their messages for spam. */
  "flagged_spam",
] as const;
export const vLeadReason = v.union(
  ...LEAD_REASONS.map((reason) => v.literal(reason)),
);
export type LeadReason = Infer<typeof vLeadReason>;

/** Why the service moved a contact to another status. */
export const STATUS_REASONS = [
  ...LEAD_REASONS,
  /** Nothing came from the customer for as long as the workspace waits. */
  "no_engagement",
  /** They wrote again. */
  "wrote_again",
  /** The number is one of the team's. */
  "team_phone",
  /** What made them a lead, or spam, holds no longer. */
  "no_longer",
] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

export const vReview = v.union(
  v.literal("none"),
  v.literal("pending"),
  v.literal("approved"),
  v.literal("rejected"),
);

/** What a member may say of a lead in review. */
export const VERDICTS = [
  "approved",
  "rejected",
  "spam",
  "customer",
  /** Not today: it comes back tomorrow. */
  "later",
] as const;
export const vVerdict = v.union(...VERDICTS.map((one) => v.literal(one)));
export type Verdict = Infer<typeof vVerdict>;

/** Verdicts as they are kept: "not_spam" is one on a contact, not on a lead. */
export const vKeptVerdict = v.union(
  ...VERDICTS.map((one) => v.literal(one)),
  v.literal("not_spam"),
);
export type KeptVerdict = Infer<typeof vKeptVerdict>;
