/** Phone numbers and other long numbers, in whatever way they are written. */
import { normalizePhone } from "../../phone/normalize";
import { digitsIn, digitsOf, type Digit } from "./digits";
import type { Finder, Found } from "./kinds";
import { createLookup } from "./lookup";
import { findQuantities } from "./quantities";
import type { Span } from "./view";

/** A known number counts as spelled when this many last digits are there. */
const TAIL_DIGITS = 8;
const MIN_TAIL_DIGITS = 5;

/** Digits that differ so much stand in one text by no chance, however far apart. */
const MIN_DISTINCT_DIGITS = 4;

/** What a number may have before and after the digits that are known. */
const MAX_PREFIX_DIGITS = 8;
const MAX_SUFFIX_DIGITS = 4;

/** Shorter runs identify nobody; dates and amounts are shorter or recognised. */
const MIN_LONG_RUN = 7;

/** Code points that are no letter, between two digits of one number. */
const MAX_GAP = 4;
const MAX_GAP_UNITS = 40;

/** "(ok)", "[ok]" between two digits is a sign like any other. */
const BRACKETED = /[([{<] ?[\p{L}_]{1,12} ?[)\]}>]/gu;
const SPOKEN_SIGN =
  /^[^\p{L}\p{N}]*(?:strip|dash|spasi|space|minus|titik|dot|koma)[^\p{L}\p{N}]*$/iu;

/** Masks every spelling of the numbers that are known. */
export function knownPhonesFinder(phones: readonly string[]): Finder {
  const known = new Map(
    phones
      .map((phone) => digitsOf(phone.normalize("NFKC")))
      .filter(({ length }) => length >= MIN_TAIL_DIGITS)
      .map((whole) => [whole.slice(-TAIL_DIGITS), whole]),
  );
  const lookup = createLookup(known.keys());
  return (text) => {
    const digits = digitsIn(text);
    const row = digits.map(({ value }) => value).join("");
    const found = lookup.findIn(row);
    if (found.length === 0) {
      return [];
    }
    const runOf = toRunNumbers(text, digits);
    return found.flatMap(({ start, end }) => {
      const tail = row.slice(start, end);
      const isUnique =
        tail.length === TAIL_DIGITS &&
        new Set(tail).size >= MIN_DISTINCT_DIGITS;
      const whole = known.get(tail) ?? tail;
      const first = isUnique ? beginOf(whole, row, start) : start;
      return isUnique || runOf[start] === runOf[end - 1]
        ? [toFound(text, "phone", extend({ start: first, end }, digits, runOf))]
        : [];
    });
  };
}

/** Masks long numbers that are no date, time or amount. */
export function longNumbersFinder(region: string): Finder {
  return (text) => {
    const quantities = findQuantities(text);
    const digits = outside(digitsIn(text), quantities).filter(
      ({ isSure }) => isSure,
    );
    return runsOf(text, digits)
      .filter((run) => run.length >= MIN_LONG_RUN && !isList(text, run))
      .map((run) => {
        const isPhone = run.some(({ start, end }) => end - start > 1);
        const row = run.map(({ value }) => value).join("");
        const kind =
          isPhone || normalizePhone(row, region).kind === "e164"
            ? "phone"
            : "id";
        return toFound(text, kind, run);
      });
  };
}

function toFound(
  text: string,
  kind: Found["kind"],
  run: readonly Digit[],
): Found {
  const start = run[0]?.start ?? 0;
  const end = run.at(-1)?.end ?? start;
  const opening = /(?:\+ ?)?\(?$/.exec(
    text.slice(Math.max(0, start - 3), start),
  );
  return { kind, start: start - (opening?.[0].length ?? 0), end };
}

/** Where the digits before a tail are still those of the known number. */
function beginOf(whole: string, row: string, tailStart: number): number {
  let length = 0;
  while (
    length < whole.length - TAIL_DIGITS &&
    length < tailStart &&
    row.charAt(tailStart - 1 - length) ===
      whole.charAt(whole.length - TAIL_DIGITS - 1 - length)
  ) {
    length += 1;
  }
  return tailStart - length;
}

/** The known digits with what belongs to the same number on both sides. */
function extend(
  { start, end }: Span,
  digits: readonly Digit[],
  runOf: readonly number[],
): Digit[] {
  let from = start;
  while (from > start - MAX_PREFIX_DIGITS && runOf[from - 1] === runOf[from]) {
    from -= 1;
  }
  let to = end;
  while (to < end + MAX_SUFFIX_DIGITS && runOf[to] === runOf[to - 1]) {
    to += 1;
  }
  return digits.slice(from, to);
}

/** For each digit the number of its run. */
function toRunNumbers(text: string, digits: readonly Digit[]): number[] {
  return runsOf(text, digits).flatMap((run, i) => run.map(() => i));
}

/** Digits with no more than a few signs between each two of them. */
function runsOf(text: string, digits: readonly Digit[]): Digit[][] {
  const runs: Digit[][] = [];
  let last: Digit[] = [];
  for (const digit of digits) {
    const before = last.at(-1);
    if (before === undefined || !isGap(text, before.end, digit.start)) {
      last = [];
      runs.push(last);
    }
    last.push(digit);
  }
  return runs;
}

function isGap(text: string, start: number, end: number): boolean {
  if (end - start > MAX_GAP_UNITS) {
    return false;
  }
  const gap = text.slice(start, end).replace(BRACKETED, "-");
  return (
    SPOKEN_SIGN.test(gap) ||
    (!/[\p{L}\p{N}]/u.test(gap) && Array.from(gap).length <= MAX_GAP)
  );
}

/** Without the digits of dates, times and amounts; both are in order. */
function outside(
  digits: readonly Digit[],
  quantities: readonly Span[],
): Digit[] {
  let next = 0;
  return digits.filter(({ start, end }) => {
    while ((quantities[next]?.end ?? Infinity) <= start) {
      next += 1;
    }
    const quantity = quantities[next];
    return quantity === undefined || end <= quantity.start;
  });
}

/**
 * "38, 39, 40, 41": sizes and the like, each greater than the one before; with
 * nothing but spaces in between each by as much.
 */
function isList(text: string, run: readonly Digit[]): boolean {
  const first = run[0];
  const last = run.at(-1);
  if (first === undefined || last === undefined) {
    return false;
  }
  const parts = text.slice(first.start, last.end).split(/ ?[,/&] ?| /);
  const hasSigns = /[,/&]/.test(text.slice(first.start, last.end));
  const steps = parts
    .slice(1)
    .map((part, i) => Number(part) - Number(parts[i] ?? 0));
  return (
    parts.length > 2 &&
    parts.every((part) => /^[1-9]\d{0,3}(?:\.\d)?$/.test(part)) &&
    steps.every((step) => step > 0 && (hasSigns || step === steps[0]))
  );
}
