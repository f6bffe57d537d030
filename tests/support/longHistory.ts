/**
 * History bodies of many items of which few are messages: what is long about
 * them is the list. The rest belongs to groups, and is ignored.
 */
import type { Telling } from "./conversationArbitrary";
import { metaHistory, type Person } from "./bodies";

export interface LongHistory {
  person: Person;
  /** Items in all. */
  items: number;
  /** Every so many-th item is a message, the first one included. */
  every: number;
  /** Distinguishes the ids of several bodies. */
  prefix?: string;
  phoneNumberId?: string;
}

/** Messages, not ignored items, in such a body. */
export const messagesIn = ({ items, every }: LongHistory): number =>
  Math.ceil(items / every);

export function longHistory(history: LongHistory): Telling {
  const { person, items, every, prefix = "w", phoneNumberId } = history;
  const sayings = Array.from({ length: items }, (_, i) => ({
    id: `${prefix}${i}`,
    person,
    at: i,
    ...(i % every === 0 ? {} : { groupId: "group-1" }),
  }));
  return metaHistory(person, sayings, phoneNumberId);
}
