/** The shapes that pass from one step of a digest to the next. */
import type { Direction } from "../crm/events";

/** Languages that a digest can be written in. */
export const DIGEST_LANGUAGES = ["id", "en"] as const;
export type DigestLanguage = (typeof DIGEST_LANGUAGES)[number];

/** The language of a workspace, by its phone region (ISO 3166 alpha-2). */
export function languageOfRegion(region: string): DigestLanguage {
  return region === "ID" ? "id" : "en";
}

/**
 * A place in the order of commits: a commit timestamp (int64, ns), or a creation
 * time in ms where there is none. Compared only with its own kind.
 */
export type Watermark = number | bigint;

/** A message as the database has it, reduced to what a digest may know. */
export interface SourceMessage {
  id: string;
  conversationId: string;
  direction: Direction;
  /** What it is when it is no text: "[voice]", "[document denah.pdf]"; or "". */
  label: string;
  /** What was written; empty for media without a caption. */
  text: string;
  /** Provider time, ms UTC. */
  sentAt: number;
  mark: Watermark;
}

/** A conversation that waited for an answer when the last digest was made. */
export interface OpenConversation {
  conversationId: string;
  /** The first message without an answer. */
  messageId: string;
  /** Its time, ms UTC. */
  since: number;
}

/** Whom a conversation is with, as members know them. Never sent anywhere. */
export interface Person {
  /** The name, or else the user name. */
  name: string | null;
  /** The last digits of the phone number. */
  digits: string | null;
}

/** Somebody waits: the rule of src/lib/crm/waiting.ts at the digest's mark. */
export interface Unanswered {
  /** Since when, ms UTC. */
  since: number;
  /** It may be longer: too many messages have no answer to look at all. */
  isLonger: boolean;
  /** When we promised to answer, and did not. */
  promisedAt: number | null;
  /** What the customer wrote since, oldest first; not all where it is much. */
  messages: SourceMessage[];
  /** All of it. */
  count: number;
}

/** How a conversation stands at a digest's mark, whatever its window holds. */
export interface Standing {
  conversationId: string;
  person: Person;
  waiting: Unanswered | null;
  /** What was said last before the window: what its first lines go on from. */
  context: SourceMessage[];
  /** Marked as spam, or nothing but suspected spam. */
  isSpam: boolean;
  /** The person first wrote after the last digest. */
  isNew: boolean;
}

export interface SelectedConversation {
  conversationId: string;
  /** In order of time. */
  messages: SourceMessage[];
  /** How many of them are of before the window. */
  contextCount: number;
  /** New messages that are not in `messages`. */
  leftOutCount: number;
  /** Time of the first message without an answer, or null. */
  waitingSince: number | null;
  /** What has no answer is urgent. */
  isUrgent: boolean;
  /** Nothing new: it waits since before the last digest. */
  isCarried: boolean;
}

/** What happened in the window, before anything was left out. */
export interface DigestCounts {
  messages: number;
  inbound: number;
  conversations: number;
  /** Everybody, whatever a list has room for. */
  waiting: number;
  /** Of them. */
  urgent: number;
  /** Conversations that are spam, or suspected to be. */
  spam: number;
  /** People who wrote for the first time. */
  newPeople: number;
  /** Messages that the digest was made from. */
  selected: number;
}

export interface Selection {
  /** Most important first. */
  conversations: SelectedConversation[];
  counts: DigestCounts;
}

/** What a bullet is about; the order is the order of reading. */
export const BULLET_KINDS = [
  "urgent",
  "waiting",
  "request",
  "change",
  "other",
] as const;
export type BulletKind = (typeof BULLET_KINDS)[number];

export interface DigestBullet {
  kind: BulletKind;
  text: string;
  /** Aliases of the messages that say so. */
  cites: string[];
}

/** A line of a digest with the messages behind it. */
export interface WrittenBullet {
  kind: BulletKind;
  text: string;
  messageIds: string[];
}

/** How the bullets came about. */
export type DigestMode = "ai" | "extractive";

export interface Digest {
  mode: DigestMode;
  language: DigestLanguage;
  /** One sentence on top, where a model wrote one that passed. */
  headline?: string;
  bullets: DigestBullet[];
}
