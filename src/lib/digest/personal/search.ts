/** Runs the rules over a line and masks what they find. */
import { maskOf, type Finder, type Found } from "./kinds";
import { MASKED, simplify } from "./simplify";
import { spanIn } from "./view";

/**
 * What the rules find, in order; where findings overlap they are one, of the
 * kind of the rule that comes first.
 *
 * @param line From `toPlainLine`.
 */
export function search(line: string, finders: readonly Finder[]): Found[] {
  const view = simplify(line);
  const found = finders.flatMap((find, rank) =>
    find(view.text)
      .filter((one) => hasSubstance(view.text.slice(one.start, one.end)))
      .map((one) => ({ kind: one.kind, rank, ...spanIn(view, one) })),
  );
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: typeof found = [];
  for (const one of found) {
    const last = merged.at(-1);
    if (last === undefined || one.start >= last.end) {
      merged.push({ ...one });
      continue;
    }
    last.end = Math.max(last.end, one.end);
    if (one.rank < last.rank) {
      last.rank = one.rank;
      last.kind = one.kind;
    }
  }
  return merged.map(({ kind, start, end }) => ({ kind, start, end }));
}

/** Masks alone are nothing to mask. */
function hasSubstance(text: string): boolean {
  return text.replaceAll(MASKED, "").trim() !== "";
}

/** @param found In order, without overlaps. */
export function maskFound(line: string, found: readonly Found[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { kind, start, end } of found) {
    parts.push(line.slice(at, start), maskOf(kind));
    at = end;
  }
  parts.push(line.slice(at));
  return parts.join("");
}
