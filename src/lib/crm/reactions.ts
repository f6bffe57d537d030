/**
 * Reactions to one message: at most one per side. A removal is remembered, so
 * that the reaction it took back cannot return when it arrives late.
 */
import type { Direction } from "./events";

/** Latest reaction of one side; without `emoji` it was taken back. */
export interface Reaction {
  direction: Direction;
  emoji?: string;
  at: number;
  kapso_message_id: string;
}

/**
 * The list after learning `reaction`, sorted by side, or null when it is older
 * than what is known of its side.
 */
export function mergeReaction(
  current: readonly Reaction[],
  reaction: Reaction,
): Reaction[] | null {
  const known = current.find((one) => one.direction === reaction.direction);
  if (known !== undefined && !isNewer(reaction, known)) {
    return null;
  }
  return [...current.filter((one) => one !== known), reaction].sort((a, b) =>
    a.direction < b.direction ? -1 : 1,
  );
}

/** Id and emoji settle equal times, so that one of two always wins. */
function isNewer(a: Reaction, b: Reaction): boolean {
  if (a.at !== b.at) {
    return a.at > b.at;
  }
  return a.kapso_message_id !== b.kapso_message_id
    ? a.kapso_message_id > b.kapso_message_id
    : (a.emoji ?? "") > (b.emoji ?? "");
}
