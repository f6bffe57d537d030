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
  /** The message's type: "text", "image" and so on. */
  type: string;
  /** What was written; empty for media without a caption. */
  text: string;
  /** Provider time, ms UTC. */
  sentAt: number;
  mark: Watermark;
}

/**
 * A conversation that waited for an answer when the last digest was made. Built
 * from messages, never from a model's words, so that errors do not add up.
 */
export interface OpenConversation {
  conversationId: string;
  /** The first message without an answer. */
  messageId: string;
  /** Its time, ms UTC. */
  since: number;
  /** Its beginning, pseudonymised. */
  snippet: string;
}

export interface SelectedConversation {
  conversationId: string;
  /** In order of time. */
  messages: SourceMessage[];
  /** New messages that are not in `messages`. */
  leftOutCount: number;
  /** Time of the first message without an answer, or null. */
  waitingSince: number | null;
  /** Nothing new: it waits since before the last digest. */
  isCarried: boolean;
}

/** What happened in the window, before anything was left out. */
export interface DigestCounts {
  messages: number;
  inbound: number;
  conversations: number;
  waiting: number;
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

/** How the bullets came about. */
export type DigestMode = "ai" | "extractive";

export interface Digest {
  mode: DigestMode;
  language: DigestLanguage;
  bullets: DigestBullet[];
}
