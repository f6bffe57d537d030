/** Tables of our own pages, for tests that hold them against the code. */
import { readFileSync } from "node:fs";

/** The rows of the first table below a heading, cells without backticks. */
export function readTable(
  page: string,
  heading: string,
  level: "##" | "###" = "##",
): string[][] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  const [, section = ""] = text.split(`\n${level} ${heading}\n`);
  const lines = section.split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const after = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  return lines.slice(first, first + after).flatMap((line, at) => {
    const cells = line.split("|").slice(1, -1);
    // The head and the rule below it.
    return at < 2 ? [] : [cells.map((cell) => cell.trim().replaceAll("`", ""))];
  });
}
