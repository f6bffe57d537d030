/**
 * What each alert means and what to do, in English; the page has its own words
 * in both languages (web/src/text/health.*).
 */
import type { AlertKind } from "./kinds";

export interface Advice {
  /** Without a full stop: it stands in a heading. */
  means: string;
  /** One sentence or two. */
  remedy: string;
  /** An operator's command that shows more or mends it. */
  command?: string;
}

const SHOW_FAILURES = "npm run show -- failures";

export const ADVICE: Record<AlertKind, Advice> = {
  v1_webhook: {
    means: "A webhook of the old form posts to us",
    remedy: "Switch the webhook to version 2 in Kapso.",
    command: "npm run show -- deliveries",
  },
  unclaimed_phone_number: {
    means: "Messages wait for a number that no workspace has",
    remedy: "Add the number to the workspace that it belongs to.",
    command: SHOW_FAILURES,
  },
  digest_failed: {
    means: "A digest could not be made",
    remedy: "Make it again; if it fails again, the log has the reason.",
    command: "npm run show -- digest",
  },
  ai_budget: {
    means: "The month's AI budget is running out",
    remedy: "Raise the budget, or leave it: digests then go without a model.",
    command: "npm run show -- usage",
  },
  ai_provider_refused: {
    means: "The AI provider refuses us",
    remedy: "Check the key, the model's name and the account at the provider.",
    command: "npm run ai -- check",
  },
  ai_model_substituted: {
    means: "Another AI model answers than the one asked for",
    remedy: "Name the model that you want in AI_MODEL, or accept its price.",
    command: "npm run ai -- check",
  },
  ai_model_unpriced: {
    means: "An AI model without a known price is charged at the ceiling",
    remedy: "Set AI_UNKNOWN_MODEL_PRICE to what it costs.",
    command: "npm run ai -- check",
  },
  ai_reservation_exceeded: {
    means: "A call to the AI cost more than was set aside",
    remedy: "Compare the month's cost with the provider's bill.",
    command: "npm run show -- usage",
  },
  ai_unusable: {
    means: "AI is wanted, but its settings are wrong",
    remedy: "Correct the AI variables; GET /health names what is wrong.",
    command: "npm run ai -- check",
  },
  ai_unanswered: {
    means: "The AI provider gave no usable answer in time",
    remedy: "Nothing to do if it passes; else look at the provider's status.",
    command: "npm run ai -- check",
  },
  secret_unusable: {
    means: "A secret is set but cannot be used",
    remedy: "Correct the variable that GET /health names.",
  },
  settings_drift: {
    means: "Kapso's workflows differ from the version that was confirmed",
    remedy:
      "Look at the difference in the settings; confirm it, or change it back in Kapso.",
  },
  webhook_paused: {
    means: "Kapso has switched a webhook off",
    remedy:
      "Switch the webhook on in Kapso, then let the messages of meanwhile be fetched.",
    command: `npx convex run ops:reconcileNow '{"workspace":"…","mode":"repair"}'`,
  },
  webhook_misconfigured: {
    means: "No webhook in Kapso leads here, or it lacks something",
    remedy: "Correct the webhook's address, version and events in Kapso.",
    command: "npm run show -- sync",
  },
  messages_missing: {
    means: "Kapso has messages that are missing here",
    remedy: "Let them be fetched from Kapso.",
    command: `npx convex run ops:reconcileNow '{"workspace":"…","mode":"repair"}'`,
  },
  refused_signatures: {
    means: "Many deliveries are refused because of their signature",
    remedy:
      "Compare the secret in Kapso with ours; if they differ, rotate it. If they agree, somebody else is posting to the address, and nothing is lost.",
    command: `npx convex run ops:rotateSecret '{"endpoint_key":"…"}'`,
  },
  traffic_spike: {
    means: "Far more deliveries arrive than usual at this hour",
    remedy:
      "Look at what arrives. A campaign is fine; a loop of a workflow is stopped in Kapso.",
    command: "npm run show -- deliveries",
  },
  traffic_silence: {
    means: "Nothing arrives although it usually does at this hour",
    remedy:
      "Look in Kapso whether the webhook is active and posts to our address, and send its test.",
    command: "npm run show -- deliveries",
  },
  failure_rate: {
    means: "Many deliveries cannot be applied",
    remedy: "Look at what failed; when it is mended, process it again.",
    command: SHOW_FAILURES,
  },
  deliveries_stuck: {
    means: "Deliveries wait and nothing gets on",
    remedy: "Look at the log for errors and restart the service.",
    command: "npm run show -- deliveries --status received",
  },
  cron_lost: {
    means: "A scheduled job has not run when it should have",
    remedy:
      "It was started again. If this stays, the log at error says why; restart the service.",
    command: "npx convex run ops:runCrons '{}'",
  },
  disk_low: {
    means: "The disk is nearly full",
    remedy:
      "Make room or enlarge the disk: when it is full, deliveries are answered 503.",
  },
  channel_failing: {
    means: "A notification channel does not get through",
    remedy:
      "Correct its address or its receiver, send a test, then send again what failed.",
    command: "npm run show -- channels",
  },
};
