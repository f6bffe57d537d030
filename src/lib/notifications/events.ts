/**
 * What notifications tell: ids, times and counts. Who a lead is and what a digest
 * says stays here, behind a sign-in.
 */
import { v, type Infer } from "convex/values";
import { ADVICE } from "../alerts/advice";
import { vAlertKind } from "../alerts/kinds";
import { MINUTE_MS, HOUR_MS, DAY_MS } from "../time/units";

export const TOPICS = ["alerts", "leads", "digests"] as const;
export type Topic = (typeof TOPICS)[number];
export const vTopic = v.union(...TOPICS.map((topic) => v.literal(topic)));

const alertFields = {
  alert_id: v.string(),
  kind: vAlertKind,
  /** When it was raised, ms UTC. */
  since: v.number(),
};

export const vNotificationEvent = v.union(
  v.object({
    type: v.literal("alert.raised"),
    ...alertFields,
    /** The delivery that gave cause for it. */
    audit_id: v.optional(v.string()),
  }),
  v.object({
    type: v.literal("alert.resolved"),
    ...alertFields,
    lasted_ms: v.number(),
  }),
  v.object({
    type: v.literal("lead.qualified"),
    contact_id: v.string(),
  }),
  v.object({
    type: v.literal("digest.ready"),
    digest_run_id: v.string(),
    local_date: v.string(),
    message_count: v.number(),
  }),
  v.object({ type: v.literal("channel.test") }),
);
export type NotificationEvent = Infer<typeof vNotificationEvent>;
export type NotificationType = NotificationEvent["type"];

/** What a channel must be asked for to get it; null: it gets it in any case. */
export const TOPIC_OF = {
  "alert.raised": "alerts",
  "alert.resolved": "alerts",
  "lead.qualified": "leads",
  "digest.ready": "digests",
  "channel.test": null,
} as const satisfies Record<NotificationType, Topic | null>;

export interface Setting {
  /** Of the workspace; absent where it is the whole deployment. */
  slug?: string | undefined;
  /** When it happened, ms UTC. */
  at: number;
  /** Origin of the page, without a slash at its end; absent where none is known. */
  pageOrigin?: string | undefined;
}

/** The screen that an event is about. */
function linkOf(
  event: NotificationEvent,
  setting: Setting,
): string | undefined {
  const { pageOrigin, slug } = setting;
  if (pageOrigin === undefined || slug === undefined) {
    return undefined;
  }
  const base = `${pageOrigin}/w/${slug}`;
  switch (event.type) {
    case "lead.qualified":
      return `${base}/contacts/${event.contact_id}`;
    case "digest.ready":
      return `${base}/digests`;
    default:
      return `${base}/health`;
  }
}

/** The JSON body of a signed webhook; written once, for every attempt. */
export function toBody(event: NotificationEvent, setting: Setting): string {
  const { type, ...data } = event;
  return JSON.stringify({
    type,
    timestamp: new Date(setting.at).toISOString(),
    workspace: setting.slug,
    data: { ...data, ...adviceOn(event), url: linkOf(event, setting) },
  });
}

function adviceOn(event: NotificationEvent): object {
  return event.type === "alert.raised" || event.type === "alert.resolved"
    ? { means: ADVICE[event.kind].means, remedy: ADVICE[event.kind].remedy }
    : {};
}

/** A heading and a few lines, for chats and mails. */
export function toWords(
  event: NotificationEvent,
  setting: Setting,
): { subject: string; text: string } {
  const where = setting.slug ?? "all workspaces";
  const { heading, lines } = say(event);
  const link = linkOf(event, setting);
  return {
    subject: `[${where}] ${heading}`,
    text: [...lines, ...(link === undefined ? [] : [link])].join("\n"),
  };
}

function say(event: NotificationEvent): { heading: string; lines: string[] } {
  switch (event.type) {
    case "alert.raised": {
      const { means, remedy } = ADVICE[event.kind];
      return { heading: `Alert: ${means}`, lines: [remedy] };
    }
    case "alert.resolved":
      return {
        heading: `Over: ${ADVICE[event.kind].means}`,
        lines: [`It lasted ${durationInWords(event.lasted_ms)}.`],
      };
    case "lead.qualified":
      return { heading: "A new qualified lead", lines: [] };
    case "digest.ready":
      return {
        heading: `The digest of ${event.local_date} is ready`,
        lines: [`It tells of ${event.message_count} messages.`],
      };
    case "channel.test":
      return { heading: "A test: this channel works", lines: [] };
  }
}

/** Such as "3 min", "5 h 20 min", "2 d 4 h". */
export function durationInWords(ms: number): string {
  const [days, hours, minutes] = [
    Math.floor(ms / DAY_MS),
    Math.floor((ms % DAY_MS) / HOUR_MS),
    Math.floor((ms % HOUR_MS) / MINUTE_MS),
  ];
  if (days > 0) {
    return `${days} d ${hours} h`;
  }
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min` : "less than a minute";
}
