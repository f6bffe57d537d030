/** Lists as people type them. Pure. */

/** What was typed or pasted, one a line or with commas between. */
export const splitLines = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,;]/)
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
];

/** Choices may have commas in them: one a line only. */
export const splitChoices = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
];

/** The list with one of it a place further up. */
export function movedUp<T>(list: readonly T[], index: number): T[] {
  const moved = list[index];
  const before = list[index - 1];
  return moved === undefined || before === undefined
    ? [...list]
    : list.with(index - 1, moved).with(index, before);
}
