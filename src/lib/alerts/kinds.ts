/** The kinds of alerts. */
import { v } from "convex/values";

/**
 * Each has its rule in convex/alerts/rules.ts (when it is over), its words in
 * advice.ts, and a line in docs/operations.md.
 */
export const ALERT_KINDS = [
  "v1_webhook",
  "unclaimed_phone_number",
  "digest_failed",
  "ai_budget",
  "ai_provider_refused",
  "ai_model_substituted",
  "ai_model_unpriced",
  "ai_reservation_exceeded",
  "ai_unusable",
  "ai_unanswered",
  "secret_unusable",
  "settings_drift",
  "webhook_paused",
  "webhook_misconfigured",
  "messages_missing",
  "refused_signatures",
  "traffic_spike",
  "traffic_silence",
  "failure_rate",
  "deliveries_stuck",
  "cron_lost",
  "disk_low",
  "channel_failing",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
export const vAlertKind = v.union(
  ...ALERT_KINDS.map((kind) => v.literal(kind)),
);
