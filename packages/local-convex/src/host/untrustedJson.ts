/**
 * Reading JSON that strangers send. How deep and how wide it is, is known before
 * anything is made of it: a few bytes for a value are fifty in memory.
 */

/**
 * Values nest 64 levels deep at most (`values/storable`); a message wraps a few
 * more around them. What walks values does so by recursion, for which thousands
 * of levels are too many.
 */
export const MAX_JSON_DEPTH = 96;

/**
 * Values of one text: lists, objects and what is in them. 16 MiB could hold
 * eight million; with so many as this, all that is done with a call's arguments
 * takes a fraction of a second.
 */
export const MAX_JSON_VALUES = 2 ** 18;

/** The text is deeper or wider than anything that is taken. */
export class JsonLimitError extends Error {
  override name = "JsonLimitError";
}

/**
 * @throws SyntaxError when the text is no JSON.
 * @throws JsonLimitError
 */
export function parseUntrustedJson(text: string): unknown {
  assertWithinLimits(text);
  return JSON.parse(text);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b /* [ */, 0x7b /* { */]);
const CLOSING = new Set([0x5d /* ] */, 0x7d /* } */]);

/** One pass. What is no JSON is counted somehow: it will be refused anyway. */
function assertWithinLimits(text: string): void {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = closingQuote(text, at + 1);
    } else if (code === COMMA) {
      values += 1;
    } else if (OPENING.has(code)) {
      depth += 1;
      values += 1;
    } else if (CLOSING.has(code)) {
      depth -= 1;
    }
    if (depth > MAX_JSON_DEPTH) {
      throw new JsonLimitError(
        `The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`,
      );
    }
    if (values > MAX_JSON_VALUES) {
      throw new JsonLimitError(
        `The JSON holds more than ${MAX_JSON_VALUES} values.`,
      );
    }
  }
}

/** Where the string ends that began before `from`; the end of the text if it does not. */
function closingQuote(text: string, from: number): number {
  for (let at = from; ; at += 1) {
    at = text.indexOf('"', at);
    if (at === -1) {
      return text.length;
    }
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) {
      backslashes += 1;
    }
    if (backslashes % 2 === 0) {
      return at;
    }
  }
}
