/** A contact's tags: short words that people sort contacts by. */
import { oneLine } from "../text/oneLine";

/** Enough for every list a contact is on; keeps the document small. */
export const MAX_TAGS = 50;
export const MAX_TAG_CHARACTERS = 64;

/** A tag as it is stored; null when it is empty or too long. */
export const normalizeTag = (text: string): string | null =>
  oneLine(text, MAX_TAG_CHARACTERS);

/** Tags of one key are one tag, however they are written. */
export const tagKey = (tag: string): string =>
  tag.normalize("NFKC").toLowerCase();

export interface TagChange {
  add: readonly string[];
  remove: readonly string[];
}

/**
 * The tags after a change, sorted, each once in the spelling it was first given;
 * null when it would make them more than {@link MAX_TAGS}. What is both removed
 * and added stays. Tags must be normalized.
 */
export function changeTags(
  current: readonly string[],
  { add, remove }: TagChange,
): string[] | null {
  const added = new Set(add.map(tagKey));
  const removed = new Set(remove.map(tagKey));
  const kept = firstOfEach([...current, ...add]).filter((tag) => {
    const key = tagKey(tag);
    return added.has(key) || !removed.has(key);
  });
  // A merge may have given more: those can be taken away, not added to.
  return kept.length > Math.max(MAX_TAGS, current.length) ? null : kept.sort();
}

/** The tags of two contacts that become one, whichever comes first. */
export const uniteTags = (
  a: readonly string[],
  b: readonly string[],
): string[] => firstOfEach([...a, ...b].sort());

function firstOfEach(tags: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const tag of tags) {
    const key = tagKey(tag);
    first.set(key, first.get(key) ?? tag);
  }
  return [...first.values()];
}

/** What leads from one list of tags to another. */
export function tagChangeBetween(
  before: readonly string[],
  after: readonly string[],
): TagChange {
  const keysBefore = new Set(before.map(tagKey));
  const keysAfter = new Set(after.map(tagKey));
  return {
    add: after.filter((tag) => !keysBefore.has(tagKey(tag))),
    remove: before.filter((tag) => !keysAfter.has(tagKey(tag))),
  };
}
