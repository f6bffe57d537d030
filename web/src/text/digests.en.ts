/** Texts of digests in English. */
import type { ScreenDictionary } from "./screens.id";

export const digestsEn: ScreenDictionary["digests"] = {
  days: "Days",
  runNow: "Make one now",
  started: "The digest is being made. It will appear here.",
  empty: "No digests yet",
  emptyHelp:
    "Every day at the hour you set, a digest of the conversations appears here.",
  mode: { ai: "AI", extractive: "Without AI" },
  counts: (messages, conversations, waiting) =>
    `${messages} messages in ${conversations} conversations, ${waiting} waiting for an answer`,
  kinds: {
    urgent: "Urgent",
    waiting: "Waiting for an answer",
    request: "Asked",
    change: "Changed",
    other: "Other",
  },
  citation: (number) => `Message ${number}`,
  tokens: (count) => `${count} tokens`,
  copy: "Copy as text",
  copied: "The digest was copied.",
  notCopied: "It cannot be copied here.",
  running: "Being made",
  retried: "Waiting for the model, goes on",
  failed: "The last one could not be made",
  skipped: "Nobody has written since the last one",
  next: (time) => `Next: ${time}`,
  period: (from, to) => `${from} – ${to}`,
  reasons: {
    few_messages: "too few messages for a model",
    not_configured: "no AI is set up",
    missing_key: "no AI is set up",
    workspace_budget_spent: "this month's budget is spent",
    global_budget_spent: "this month's budget is spent",
    workspace_ai_paused: "an admin has stopped AI",
    switched_off: "models may not read messages here",
    output_refused: "what the model wrote failed its checks",
    personal_data: "personal data was not sent",
    scrubber_failed: "personal data was not sent",
  },
  otherReason: "the model did not answer",
};
