/** Runs axe in a page: WCAG 2.2 A and AA and the best practices. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

interface WithAxe extends Window {
  axe?: { run(options: object): Promise<AxeResults> };
}

/** Each violation as a line: the rule and the first element. */
export async function axeViolations(page: Page): Promise<string[]> {
  const isThere = await page.evaluate(
    () => (window as WithAxe).axe !== undefined,
  );
  if (!isThere) {
    await page.evaluate(SOURCE);
  }
  return await page.evaluate(async (tags) => {
    const found = await (window as WithAxe).axe?.run({
      runOnly: [...tags, "best-practice"],
      resultTypes: ["violations"],
    });
    return (found?.violations ?? []).map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`,
    );
  }, RULES);
}

/** How many px the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      document.documentElement.scrollWidth -
      document.documentElement.clientWidth,
  );
