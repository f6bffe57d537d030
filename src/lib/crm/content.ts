/**
 * Two bodies about one message: the provider's forms tell it differently, a
 * receipt may leave the content out, a placeholder may come before the real
 * thing. One of them counts, as a whole.
 */
import type { Content, SourceForm } from "./events";

/** The part of a message that bodies may tell differently. */
export interface MessageContent {
  type: string;
  source: SourceForm;
  content: Content;
}

/** Types that stand for a message whose content is not known (yet). */
const PLACEHOLDER_TYPES: ReadonlySet<string> = new Set([
  "media_placeholder",
  "unsupported",
]);

/**
 * The content that counts: one that says something over an empty one and over a
 * placeholder, Kapso's form over Meta's (it has the stored file and the
 * transcript), the fuller one, and at last the greater text; never the one that
 * came first. Returns an argument.
 */
export function chooseContent<T extends MessageContent>(a: T, b: T): T {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) {
    return rankA > rankB ? a : b;
  }
  const [keyA, keyB] = [keyOf(a), keyOf(b)];
  if (keyA.length !== keyB.length) {
    return keyA.length > keyB.length ? a : b;
  }
  return keyB > keyA ? b : a;
}

function rankOf(message: MessageContent): number {
  if (isPlaceholder(message)) {
    return 0;
  }
  if (isEmpty(message)) {
    return 1;
  }
  return message.source === "kapso" ? 3 : 2;
}

/** False for a placeholder and for a body that left the content out. */
export function saysSomething(message: MessageContent): boolean {
  return !isPlaceholder(message) && !isEmpty(message);
}

function isPlaceholder({ type }: MessageContent): boolean {
  return PLACEHOLDER_TYPES.has(type);
}

function isEmpty({ content }: MessageContent): boolean {
  return Object.values(content).every((part) => part === undefined);
}

/** All of it as text, whatever the order of the content's keys. */
function keyOf({ type, source, content }: MessageContent): string {
  return JSON.stringify([
    type,
    source,
    Object.entries(content)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
