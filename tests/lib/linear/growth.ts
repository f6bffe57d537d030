/** How the work of a function grows with the length of its text. */

/** Twice the text may be at most so many times the work. */
export const MAX_GROWTH = 2.5;

/** The longest text, in UTF-16 units, and how often it is halved. */
const FULL_LENGTH = 32 * 1024;
const DOUBLINGS = 5;

/** Each the double of the one before: steep work shows here already, before it takes minutes. */
const EARLY_LENGTHS = [256, 512, 1024, 2048, 4096, 8192];
/** Below this much CPU time a single run is no measure. */
const MEASURABLE_US = 20_000;

/** Each measure repeats the work until it is far above the clock's grain. */
const MIN_WORK_US = 300;
const MAX_REPEATS = 4096;

/** The measurement is repeated, not the judgement: noise only ever adds work. */
const MAX_ROUNDS = 10;
const ROUND_REPEATS = 4;

export type TextOf = (length: number) => string;

/** The same unit again and again, after a beginning and before an end. */
export function repeat(unit: string, { start = "", end = "" } = {}): TextOf {
  return (length) =>
    start + unit.repeat(Math.max(1, Math.floor(length / unit.length))) + end;
}

/**
 * By how much the work grows when the text is doubled: about 2 where it is
 * linear, about 4 where it is quadratic. The mean of five doublings, so that
 * garbage collection and caches do not decide. CPU time of this process, which
 * other processes do not add to; the least of several runs.
 *
 * @param longest in UTF-16 units; less for work that is dear at any length
 */
export function growthOf(
  work: (text: string) => unknown,
  textOf: TextOf,
  longest = FULL_LENGTH,
): number {
  return isSteepEarly(work, textOf, longest)
    ? Infinity
    : leastGrowth(work, textOf, longest);
}

/**
 * How many times the work of another function it takes: work can grow evenly and
 * be too dear at any length. CPU time, the least of several runs of each.
 */
export function timesTheWorkOf(
  yardstick: (text: string) => unknown,
  work: (text: string) => unknown,
  text: string,
): number {
  let [own, other] = [Infinity, Infinity];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    own = Math.min(own, cpuOf(work, text, ROUND_REPEATS));
    other = Math.min(other, cpuOf(yardstick, text, ROUND_REPEATS));
  }
  return own / Math.max(1, other);
}

function isSteepEarly(
  work: (text: string) => unknown,
  textOf: TextOf,
  longest: number,
): boolean {
  let half = Infinity;
  for (const length of EARLY_LENGTHS.filter((early) => early < longest)) {
    const full = cpuOf(work, textOf(length), 1);
    const isSuspect = full > MEASURABLE_US && full > MAX_GROWTH * half;
    if (isSuspect && leastGrowth(work, textOf, length) > MAX_GROWTH) {
      return true;
    }
    half = full;
  }
  return false;
}

function leastGrowth(
  work: (text: string) => unknown,
  textOf: TextOf,
  length: number,
): number {
  const short = textOf(length / 2 ** DOUBLINGS);
  const long = textOf(length);
  let repeats = 1;
  while (repeats < MAX_REPEATS && cpuOf(work, short, repeats) < MIN_WORK_US) {
    repeats *= 2;
  }
  const longRepeats = Math.ceil(repeats / 2 ** DOUBLINGS);
  let [leastShort, leastLong] = [Infinity, Infinity];
  let growth = Infinity;
  for (let round = 0; round < MAX_ROUNDS && growth > MAX_GROWTH; round += 1) {
    leastShort = Math.min(
      leastShort,
      cpuOf(work, short, repeats),
      cpuOf(work, short, repeats),
    );
    leastLong = Math.min(leastLong, cpuOf(work, long, longRepeats));
    // At least a microsecond: what returns at once has no measure.
    const one = Math.max(1, leastShort) / repeats;
    const other = Math.max(1, leastLong) / longRepeats;
    growth = (other / one) ** (1 / DOUBLINGS);
  }
  return growth;
}

/** Microseconds of CPU time. */
function cpuOf(
  work: (text: string) => unknown,
  text: string,
  repeats: number,
): number {
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i += 1) {
    work(text);
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
