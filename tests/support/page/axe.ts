/** Runs axe in a page: WCAG 2.2 A and AA and the best practices. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ALL = [...TAGS, "best-practice"];
/** What the colours alone decide; the other rules are about the same elements. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

interface WithAxe extends Window {
  axe?: { run(options: object): Promise<AxeResults> };
}

/**
 * Each violation as a line: the rule and the first element.
 *
 * @param onlyColours for a page whose other theme was looked at as a whole
 */
export async function axeViolations(
  page: Page,
  onlyColours = false,
): Promise<string[]> {
  const isThere = await page.evaluate(
    () => (window as WithAxe).axe !== undefined,
  );
  if (!isThere) {
    await page.evaluate(SOURCE);
  }
  return await page.evaluate(
    async (runOnly) => {
      const found = await (window as WithAxe).axe?.run({
        runOnly,
        resultTypes: ["violations"],
      });
      return (found?.violations ?? []).map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`,
      );
    },
    onlyColours ? OF_COLOURS : ALL,
  );
}

/** How many px the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      document.documentElement.scrollWidth -
      document.documentElement.clientWidth,
  );
