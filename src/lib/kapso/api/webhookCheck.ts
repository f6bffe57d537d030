/** Whether Kapso will tell us of a number's events, and what mends it if not. */
import type { ApiWebhook } from "./schemas";

export const WEBHOOK_PROBLEMS = [
  "webhook_missing",
  "webhook_paused",
  "webhook_v1",
  "webhook_events_missing",
] as const;
export type WebhookProblem = (typeof WEBHOOK_PROBLEMS)[number];

/** What to do in Kapso, under Integrations, Webhooks. */
export const WEBHOOK_REMEDIES: Record<WebhookProblem, string> = {
  webhook_missing:
    "No webhook of the number leads here. Make one in Kapso with the address that ops:listEndpoints shows and the endpoint's secret.",
  webhook_paused:
    "Kapso has switched the webhook off after too many failures. Switch it on again in Kapso; what was lost meanwhile comes with ops:reconcileNow.",
  webhook_v1:
    "The webhook sends the legacy payload, which is refused. Set its payload version to v2 in Kapso.",
  webhook_events_missing:
    "The webhook leaves out events that are needed: messages received, sent, delivered, read and failed, conversations created, ended and inactive. Choose them in Kapso.",
};

/** What contacts, conversations and messages are made of. */
const NEEDED_EVENTS = [
  "whatsapp.message.received",
  "whatsapp.message.sent",
  "whatsapp.message.delivered",
  "whatsapp.message.read",
  "whatsapp.message.failed",
  "whatsapp.conversation.created",
  "whatsapp.conversation.ended",
  "whatsapp.conversation.inactive",
];

/**
 * What is wrong with a number's webhooks; nothing when one of those that lead
 * here is in order.
 *
 * @param paths of our endpoints that may speak for the number; the host may be
 *   a proxy's
 */
export function checkWebhooks(
  webhooks: readonly ApiWebhook[],
  paths: ReadonlySet<string>,
): WebhookProblem[] {
  const ours = webhooks.filter(({ url }) =>
    paths.has(URL.parse(url)?.pathname ?? ""),
  );
  const problems = ours.map(problemsOf);
  const best = problems.sort((a, b) => a.length - b.length)[0];
  return best ?? ["webhook_missing"];
}

function problemsOf(webhook: ApiWebhook): WebhookProblem[] {
  const { kind, events, active, payload_version: version } = webhook;
  // Meta's form has neither versions nor a choice of events.
  const isKapso = kind !== "meta";
  return [
    ...(active ? [] : ["webhook_paused" as const]),
    ...(isKapso && version === "v1" ? ["webhook_v1" as const] : []),
    ...(isKapso && NEEDED_EVENTS.some((name) => !events.includes(name))
      ? ["webhook_events_missing" as const]
      : []),
  ];
}
