/** A message as the rule of who waits sees it. */
import type { Direction, Origin } from "../events";

/** What the rule needs of a message. Deleted ones are left out before. */
export interface SaidMessage {
  id: string;
  direction: Direction;
  /** Kapso's type: "text", "image" and so on. */
  type: string;
  /** What was written, chosen or transcribed; "" for media without words. */
  text: string;
  /** Provider time, ms UTC. */
  sentAt: number;
  /** History is over: it makes nobody wait. */
  origin?: Origin;
  /** It never reached the customer. */
  isFailed?: boolean;
  /** Ours: the very same text went to several customers. */
  isToMany?: boolean;
  /** It was there when a member dismissed the conversation. */
  isDismissed?: boolean;
}

/**
 * By provider time. Within a second ours come first: what we said in the very
 * second of a question is no answer to it. Ids settle the rest.
 */
export function compareSaid(
  a: Pick<SaidMessage, "id" | "sentAt" | "direction">,
  b: Pick<SaidMessage, "id" | "sentAt" | "direction">,
): number {
  if (a.sentAt !== b.sentAt) {
    return a.sentAt - b.sentAt;
  }
  if (a.direction !== b.direction) {
    return a.direction === "outbound" ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
