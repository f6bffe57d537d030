/**
 * Digits that are no identifier: dates, times and amounts stay readable, every
 * other long run of digits is masked.
 */
import {
  findPhoneNumbersInText,
  isSupportedCountry,
} from "libphonenumber-js/max";
import type { Rule } from "./kinds";

const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const MONTH = "(?:0?[1-9]|1[0-2])";
const YEAR = "(?:(?:19|20)\\d{2}|\\d{2})";
const CLOCK = "(?:[01]?\\d|2[0-4])[:.][0-5]\\d(?:[:.][0-5]\\d)?";
const DATE = [
  `${DAY}(?: ?- ?${DAY})?([-/.])${MONTH}\\1${YEAR}`,
  `${MONTH}/${DAY}/${YEAR}`,
  `(?:19|20)\\d{2}-${MONTH}-${DAY}`,
].join("|");

const CURRENCY = "(?:rp\\.?|idr|usd|sgd|myr|rm|eur|s?\\$|€|£)";
const UNIT =
  "(?:rupiah|perak|rb|ribu|k|jt|juta|m|miliar|milyar|dollars?|usd|idr|euros?)";
const GROUPED = "[1-9]\\d{0,2}(?:[.,]\\d{3}){1,3}(?:[.,]\\d{1,2})?";
const AMOUNT = [
  `${CURRENCY} ?(?:${GROUPED}(?:\\.\\d{3})?|[1-9]\\d{0,9}(?:[.,]\\d{1,2})?)(?:,-)?(?: ?${UNIT}\\b)?`,
  `(?:${GROUPED}|[1-9]\\d{0,9}(?:[.,]\\d{1,2})?) ?${UNIT}\\b`,
  GROUPED,
  // A round number below a thousand million; whose phone ends in 000 is known.
  "[1-9]\\d{0,5}000",
].join("|");

/** What may not touch a quantity, or it is a part of something longer. */
const QUANTITY = new RegExp(
  `(?<![\\p{L}\\d]|\\d[-.,:/()+])(?:(?:${DATE})(?:[ T,]{1,2}${CLOCK})?|${CLOCK}(?: ?[-–] ?${CLOCK})?|${AMOUNT})(?![\\d]|[-.,:/()]\\d|[-/]\\p{L})`,
  "giu",
);

/** Seven digits or more, with what people write between them. */
const LONG_RUN = /(?:\+ ?)?\(?\d(?:[ ().\-/:,_]{0,3}\d){6,}/gu;

/** Runs of any length that may spell a number that is known. */
const ANY_RUN = /(?:\+ ?)?\(?\d(?:[ ().\-/:,_]{0,3}\d)+/gu;

/** A known number counts as spelled when this many last digits are there. */
const TAIL_DIGITS = 8;
const MIN_TAIL_DIGITS = 5;

const NUMBER_WORDS =
  "nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|oh|one|two|three|four|five|six|seven|eight|nine|\\d";
const SPELLED_NUMBER = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:${NUMBER_WORDS})(?![\\p{L}\\d])[ ,.-]{0,3}){7,}`,
  "giu",
);

/** Letters in place of digits: "O8l2 …". */
const LOOKALIKE_NUMBER = /(?<![\p{L}\d])[+0oO6][\doOlISB.-]{8,}(?![\p{L}\d])/gu;
const MIN_LOOKALIKE_DIGITS = 6;

interface Span {
  start: number;
  end: number;
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** Masks every spelling of the numbers that are known. */
export function knownPhonesRule(phones: readonly string[]): Rule {
  const tails = phones
    .map((phone) => digitsOf(phone.normalize("NFKC")).slice(-TAIL_DIGITS))
    .filter((tail) => tail.length >= MIN_TAIL_DIGITS);
  return (text, mask) =>
    tails.length === 0
      ? text
      : text.replace(ANY_RUN, (run) => {
          const digits = digitsOf(run);
          return tails.some((tail) => digits.includes(tail))
            ? mask("phone")
            : run;
        });
}

/** Masks what the numbering plan of the region calls a phone number. */
export function phonesRule(region: string): Rule {
  return (text, mask) => {
    const quantities = findQuantities(text);
    const found = findPhoneNumbersInText(
      text,
      isSupportedCountry(region) ? { defaultCountry: region } : undefined,
    ).filter(
      ({ startsAt, endsAt }) =>
        !quantities.some(
          ({ start, end }) => start <= startsAt && end >= endsAt,
        ),
    );
    let masked = "";
    let at = 0;
    for (const { startsAt, endsAt } of found) {
      masked += text.slice(at, startsAt) + mask("phone");
      at = endsAt;
    }
    return masked + text.slice(at);
  };
}

/** Masks long runs of digits that are no date, time or amount. */
export const longRunsRule: Rule = (text, mask) => {
  let masked = "";
  let at = 0;
  const judge = (part: string) => part.replace(LONG_RUN, () => mask("id"));
  for (const { start, end } of findQuantities(text)) {
    masked += judge(text.slice(at, start)) + text.slice(start, end);
    at = end;
  }
  return masked + judge(text.slice(at));
};

/** Masks numbers written in words or with letters in place of digits. */
export const disguisedRule: Rule = (text, mask) =>
  text
    .replace(SPELLED_NUMBER, () => `${mask("phone")} `)
    .replace(LOOKALIKE_NUMBER, (token) => {
      const digits = digitsOf(token).length;
      const isDisguised = /[oOlISB]/.test(token);
      return isDisguised && digits >= MIN_LOOKALIKE_DIGITS
        ? mask("phone")
        : token;
    });

function findQuantities(text: string): Span[] {
  return [...text.matchAll(QUANTITY)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
