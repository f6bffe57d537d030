/** Messages with their labels: "! text" is what a rule looks for, "- text" is not. */
import { readFile } from "node:fs/promises";
import { expect } from "vitest";

/** Lines of a labelled file that the rule gets wrong. */
export async function missesOf(
  file: URL,
  rule: (text: string) => boolean,
): Promise<string[]> {
  const text = await readFile(file, "utf8");
  const lines = text.split("\n").filter((line) => /^[!-] /.test(line));
  expect(lines.length).toBeGreaterThan(30);
  return lines.filter((line) => rule(line.slice(2)) !== line.startsWith("!"));
}
