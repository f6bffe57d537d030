/**
 * Who is a lead, from what is stored of a contact: the same rows give the same
 * status, in whatever order they came.
 */
import { isServiceStatus, type LeadStatus } from "../crm/leadStatus";
import type { Direction } from "../crm/events";
import { HOUR_MS } from "../time/units";
import type { LeadReason, StatusReason } from "./reasons";

/** What a workspace asks of a lead. */
export interface LeadRules {
  /** So many messages of the customer's make a lead. */
  messages: number;
  /** Within so long an answer to our greeting makes one. */
  greetingMs: number;
  /** After so long without a message of the customer's it is archived. */
  archiveMs: number;
}

export const DEFAULT_RULES: LeadRules = {
  messages: 2,
  greetingMs: 24 * HOUR_MS,
  archiveMs: 48 * HOUR_MS,
};

/** A message of the contact's, reduced to what counts here. */
export interface CountedMessage {
  direction: Direction;
  /** True for what was imported from before the service knew the number. */
  isHistory: boolean;
  /** Provider time, ms UTC. */
  sentAt: number;
  /** When it was stored, ms UTC. */
  arrivedAt: number;
}

/**
 * What makes a lead of somebody by their messages; null when nothing does. The
 * greeting is the first message of ours; whoever answers it in time is a lead by
 * one message.
 */
export function qualify(
  messages: readonly CountedMessage[],
  rules: LeadRules,
): Extract<LeadReason, "messages" | "greeting_answered"> | null {
  const live = messages.filter(({ isHistory }) => !isHistory);
  const inbound = live.filter(({ direction }) => direction === "inbound");
  if (inbound.length >= rules.messages) {
    return "messages";
  }
  const greetedAt = live
    .filter(({ direction }) => direction === "outbound")
    .reduce((first, { sentAt }) => Math.min(first, sentAt), Infinity);
  const isAnswered = inbound.some(
    ({ sentAt }) =>
      sentAt > greetedAt && sentAt - greetedAt <= rules.greetingMs,
  );
  return isAnswered ? "greeting_answered" : null;
}

/**
 * When the customer was last there: by arrival, so that an outage of ours
 * archives nobody. Undefined for who never wrote.
 */
export function engagedAt(
  messages: readonly CountedMessage[],
): number | undefined {
  const times = messages.flatMap(({ direction, isHistory, arrivedAt }) =>
    direction === "inbound" && !isHistory ? [arrivedAt] : [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

export interface LeadFacts {
  status: LeadStatus;
  /** The status is one that a person gave. */
  isByPerson: boolean;
  isTeamPhone: boolean;
  isSpam: boolean;
  /** Why there is a lead already; null for none, or one that was flagged only. */
  leadReason: LeadReason | null;
  /** {@link qualify} of the messages. */
  qualifies: LeadReason | null;
  /** Nobody was there for as long as the workspace waits. */
  isIdle: boolean;
}

export interface LeadDecision {
  status: LeadStatus;
  reason: StatusReason;
}

/** The status that a contact should have; null for the one it has. */
export function decide(facts: LeadFacts): LeadDecision | null {
  const decision = wanted(facts);
  return decision === null || decision.status === facts.status
    ? null
    : decision;
}

function wanted(facts: LeadFacts): LeadDecision | null {
  const { status, isIdle } = facts;
  if (facts.isByPerson) {
    return status === "unqualified" && isIdle ? ARCHIVE : null;
  }
  if (!isServiceStatus(status)) {
    return null;
  }
  if (facts.isTeamPhone) {
    return { status: "none", reason: "team_phone" };
  }
  if (facts.isSpam) {
    return { status: "spam", reason: "flagged_spam" };
  }
  const reason = facts.leadReason ?? facts.qualifies;
  if (reason === null) {
    return { status: "none", reason: "no_longer" };
  }
  if (isIdle) {
    return ARCHIVE;
  }
  return {
    status: "unqualified",
    reason: status === "archived" ? "wrote_again" : reason,
  };
}

const ARCHIVE: LeadDecision = { status: "archived", reason: "no_engagement" };
