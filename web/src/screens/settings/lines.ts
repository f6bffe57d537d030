/** What somebody typed or pasted, one a line or with commas between. Pure. */
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
