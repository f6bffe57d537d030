/** One spelling for what is written in many: digits, marks, dots, our masks. */
import { MASK } from "./kinds";
import { rewrite, toView, type View } from "./view";

/**
 * Stands for a mask while something is looked for. A private use character: no
 * plain line has one.
 */
export const MASKED = "\ue000";

/** Combining marks; what has its own letter with an accent keeps it. */
const MARKS = /\p{M}+/gu;

/** Digits in circles that NFKC leaves alone: first code point of "1". */
const CIRCLED = [0x2776, 0x2780, 0x278a, 0x24f5];
const CIRCLED_DIGIT =
  /[\u2776-\u277e\u2780-\u2788\u278a-\u2792\u24f5-\u24fd\u24ff]/gu;

const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const DOTS = /[\u3002\u06d4\u0701\u0702\u2e3c]/gu;

/** @param line From `toPlainLine`. */
export function simplify(line: string): View {
  return [
    (view: View) => rewrite(view, MASK, () => MASKED),
    (view: View) => rewrite(view, MARKS, () => ""),
    (view: View) => rewrite(view, FOREIGN_DIGIT, toAsciiDigit),
    (view: View) => rewrite(view, CIRCLED_DIGIT, fromCircle),
    (view: View) => rewrite(view, DOTS, () => "."),
  ].reduce((view, step) => step(view), toView(line));
}

/**
 * Unicode has the digits of a script in a row, in runs of ten from zero on
 * (Unicode Standard, 4.6): the place in its run is the digit.
 */
function toAsciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) {
    first -= 1;
  }
  return String((code - first) % 10);
}

function fromCircle(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const first = CIRCLED.find((one) => code >= one && code < one + 9);
  return first === undefined ? "0" : String(code - first + 1);
}
