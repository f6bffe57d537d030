/** What the cited messages prove of a bullet. */
import { formatDay, weekdayOf, type CalendarDay } from "../time/localTime";
import { offeredKeys, statedFacts } from "./facts/facts";
import { MAX_BULLET_CHARACTERS } from "./output";
import type { TranscriptLine } from "./transcript";
import { shareContentWord } from "./words";

/**
 * Numbers, amounts, dates and times that stand in no cited message, in whatever
 * spelling. Those may also be the time of one, how long its sender waits, or the
 * count of the messages or chats that are cited.
 *
 * @param grounds what else proves them, beside what is cited
 */
export function findUngrounded(
  text: string,
  cited: readonly TranscriptLine[],
  today: CalendarDay,
  grounds: readonly TranscriptLine[] = [],
): string[] {
  const offered = new Set(
    [...cited, ...grounds].flatMap((line) => [...keysOf(line)]),
  );
  const counts = new Set([
    cited.length,
    new Set(cited.map(({ conversationId }) => conversationId)).size,
  ]);
  return statedFacts(text, today)
    .filter(
      ({ keys, count }) =>
        !keys.some((key) => offered.has(key)) &&
        !(count !== null && counts.has(count)),
    )
    .map((fact) => fact.text.trim());
}

/** True when it states a fact that stands in a cited message. */
function sharesFact(text: string, cited: readonly TranscriptLine[]): boolean {
  const [first] = cited;
  if (first === undefined) {
    return false;
  }
  const offered = new Set(
    cited.flatMap((line) => [...offeredKeys(line.text, line.local)]),
  );
  return statedFacts(text, first.local).some(({ keys }) =>
    keys.some((key) => offered.has(key)),
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
 * True when the bullet speaks of what it cites: by a word or a number. Media and
 * other scripts have no words to share, and a message may be too short for one.
 */
export function isRelated(
  text: string,
  cited: readonly TranscriptLine[],
): boolean {
  const said = cited.map((line) => line.text).join(" ");
  // Words of another script can be compared with none of ours.
  const isWordless = !/\p{Script=Latin}{3}/u.test(
    said.replace(/\[[a-z_]+\]/g, ""),
  );
  return (
    isWordless ||
    shareContentWord(text.slice(0, MAX_COMPARED_UNITS), said) ||
    sharesFact(text, cited)
  );
}
