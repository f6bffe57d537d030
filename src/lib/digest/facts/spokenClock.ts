/** Times in words: "ten-thirty", "half past nine", "jam setengah sepuluh". */
import { SMALL_NUMBERS } from "./smallNumbers";

const MINUTES: Readonly<Record<string, number>> = {
  "o'clock": 0,
  oclock: 0,
  fifteen: 15,
  thirty: 30,
  "forty-five": 45,
  "forty five": 45,
};

const HOUR = `(?<hour>${Object.keys(SMALL_NUMBERS).join("|")}|1[0-2]|[1-9])`;
const END = "(?![\\p{L}\\d])";

/** Each with how many minutes it is from the hour that it names. */
const SPOKEN: readonly [RegExp, number][] = [
  [new RegExp(`(?<!\\p{L})half past ${HOUR}${END}`, "gu"), 30],
  [new RegExp(`(?<!\\p{L})quarter past ${HOUR}${END}`, "gu"), 15],
  [new RegExp(`(?<!\\p{L})quarter to ${HOUR}${END}`, "gu"), -15],
  [new RegExp(`(?<!\\p{L})(?:jam|pukul) setengah ${HOUR}${END}`, "gu"), -30],
  [
    new RegExp(`(?<!\\p{L})(?:jam|pukul) ${HOUR} lewat seperempat${END}`, "gu"),
    15,
  ],
];
const HOUR_AND_MINUTE = new RegExp(
  `(?<!\\p{L})${HOUR}[ -](?<minute>${Object.keys(MINUTES).join("|")})${END}`,
  "gu",
);

const A_DAY = 24 * 60;

function toDigits(minutes: number): string {
  const inDay = (minutes + A_DAY) % A_DAY;
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${pad(Math.floor(inDay / 60))}:${pad(inDay % 60)}`;
}

const hourOf = (word: string) => SMALL_NUMBERS[word] ?? Number(word);

/** @param text lower case */
export function toClockDigits(text: string): string {
  return SPOKEN.reduce(
    (said, [pattern, minutes]) =>
      said.replace(pattern, (_match, hour: string) =>
        toDigits(hourOf(hour) * 60 + minutes),
      ),
    text,
  ).replace(HOUR_AND_MINUTE, (_match, hour: string, minute: string) =>
    toDigits(hourOf(hour) * 60 + (MINUTES[minute] ?? 0)),
  );
}
