/**
 * A text in a simpler spelling, with the way back: what is found in the simple
 * text is masked in the text that people wrote.
 */

export interface Span {
  start: number;
  end: number;
}

export interface View {
  text: string;
  /** Where each UTF-16 unit of `text` begins and ends in the first text. */
  starts: readonly number[];
  ends: readonly number[];
}

/** The text itself. */
export function toView(text: string): View {
  const starts = Array.from({ length: text.length }, (_, i) => i);
  return { text, starts, ends: starts.map((at) => at + 1) };
}

/**
 * Every match replaced; what stands in its place leads back to the whole match.
 *
 * @param pattern With the flag "g".
 */
export function rewrite(
  view: View,
  pattern: RegExp,
  replace: (match: string) => string,
): View {
  const { text } = view;
  const texts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const keep = (from: number, to: number) => {
    texts.push(text.slice(from, to));
    for (let i = from; i < to; i += 1) {
      starts.push(view.starts[i] ?? 0);
      ends.push(view.ends[i] ?? 0);
    }
  };
  let at = 0;
  for (const { 0: match, index } of text.matchAll(pattern)) {
    keep(at, index);
    at = index + match.length;
    const replaced = replace(match);
    const { start, end } = spanIn(view, { start: index, end: at });
    texts.push(replaced);
    for (let i = 0; i < replaced.length; i += 1) {
      starts.push(start);
      ends.push(end);
    }
  }
  if (texts.length === 0) {
    return view;
  }
  keep(at, text.length);
  return { text: texts.join(""), starts, ends };
}

/** `rewrite` of every code point. */
export function rewriteEach(
  view: View,
  replace: (character: string) => string,
): View {
  const texts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const character of view.text) {
    const replaced = replace(character);
    const start = view.starts[at] ?? 0;
    at += character.length;
    const end = view.ends[at - 1] ?? 0;
    texts.push(replaced);
    for (let i = 0; i < replaced.length; i += 1) {
      starts.push(start);
      ends.push(end);
    }
  }
  return { text: texts.join(""), starts, ends };
}

/** Where a span of the view lies in the first text. */
export function spanIn(view: View, { start, end }: Span): Span {
  return { start: view.starts[start] ?? 0, end: view.ends[end - 1] ?? 0 };
}

/** Every match of a pattern with the flag "g". */
export function matchSpans(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({
    start: index,
    end: index + match.length,
  }));
}
