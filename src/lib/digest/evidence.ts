/** What the cited messages prove of a bullet. */
import { formatDay, weekdayOf, type CalendarDay } from "../time/localTime";
import { offeredKeys, statedFacts } from "./facts/facts";
import { MAX_BULLET_CHARACTERS } from "./output";
import type { TranscriptLine } from "./transcript";
import { shareContentWord } from "./words";

/**
 * True when every number, amount, date and time stands in a cited message, in
 * whatever spelling; is the time of one, or how long its sender waits; or counts
 * the messages or chats that are cited.
 */
export function isGrounded(
  text: string,
  cited: readonly TranscriptLine[],
  today: CalendarDay,
): boolean {
  const offered = new Set(cited.flatMap((line) => [...keysOf(line)]));
  const counts = new Set([
    cited.length,
    new Set(cited.map(({ conversationId }) => conversationId)).size,
  ]);
  return statedFacts(text, today).every(
    ({ keys, count }) =>
      keys.some((key) => offered.has(key)) ||
      (count !== null && counts.has(count)),
  );
}

function keysOf(line: TranscriptLine): Set<string> {
  const keys = offeredKeys(line.text, line.local);
  const { hour, minute } = line.local;
  const iso = formatDay(line.local);
  for (const key of [
    `t:${hour * 60 + minute}`,
    `d:${iso}`,
    `d:${iso.slice(5)}`,
    `w:${weekdayOf(line.local)}`,
    ...(line.waiting === null ? [] : [`#${line.waiting.count}`]),
  ]) {
    keys.add(key);
  }
  return keys;
}

/** A longer bullet is refused anyway; comparing words costs their product. */
const MAX_COMPARED_UNITS = 4 * MAX_BULLET_CHARACTERS;

/**
 * True when the bullet speaks of what it cites. Media have no words to share,
 * and a message may be so short that it has none.
 */
export function isRelated(
  text: string,
  cited: readonly TranscriptLine[],
): boolean {
  const said = cited.map((line) => line.text).join(" ");
  const isWordless = !/\p{L}{3}/u.test(said.replace(/\[[a-z_]+\]/g, ""));
  return (
    isWordless || shareContentWord(text.slice(0, MAX_COMPARED_UNITS), said)
  );
}
