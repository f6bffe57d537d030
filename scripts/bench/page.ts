/** How soon a message is on the screen, and how heavy the page is. */
import { performance } from "node:perf_hooks";
import type { Page } from "playwright-core";
import { preparePage } from "../local/pageBuild";
import { assetSizes, firstRouteSize } from "../local/pageSize";
import { type DemoPage, openSignedIn, startDemoPage } from "../page/demoPage";
import { Post } from "../sim/delivery";
import { createRandom } from "../sim/random";
import { castPeople } from "../sim/story";
import { World } from "../sim/world";

/** The list counts what is new so far; then it says "50+". */
const PER_PAGE = 45;
const SEED = 99;

export interface PageFigures {
  startedAt: string;
  /** From a webhook's first byte to its contact counted on the screen, ms. */
  visible_ms: number[];
  /** From navigation to the first rows, ms. */
  first_list_ms: number[];
  /** Bytes with gzip -9, by file. */
  sizes: Record<string, number>;
  /** Of all scripts before the first list. */
  first_route_bytes: number;
}

/** Resolves with the frame in which the page tells of so many new contacts. */
async function seesNew(page: Page, count: number): Promise<number> {
  await page.waitForFunction(
    (start) =>
      document.querySelector(".fresh-button")?.textContent?.startsWith(start),
    `${count} `,
  );
  return Date.now();
}

async function openList(demo: DemoPage, page: Page): Promise<number> {
  const startedAt = performance.now();
  await page.goto(new URL("/w/demo/contacts", demo.web).href);
  await page.locator(".row-link").first().waitFor();
  return performance.now() - startedAt;
}

async function measure(
  demo: DemoPage,
  samples: number,
  note: (text: string) => void,
): Promise<Pick<PageFigures, "visible_ms" | "first_list_ms">> {
  const random = createRandom(SEED);
  const world = new World(random);
  const post = new Post(random, demo.secret);
  const look = { width: 1440, height: 900 };
  const page = await openSignedIn(demo, {
    ...{ language: "en", theme: "light", ...look },
  });
  const visible: number[] = [];
  const lists: number[] = [];
  for (const [index, person] of castPeople(random, samples).entries()) {
    const nth = index % PER_PAGE;
    if (nth === 0) {
      note(`webhook to visible, ${index} of ${samples}`);
      lists.push(await openList(demo, page));
    }
    const seen = seesNew(page, nth + 1);
    const { body, headers } = post.single(world.receive(person, Date.now()));
    const sentAt = Date.now();
    await fetch(demo.webhook, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
    });
    visible.push((await seen) - sentAt);
  }
  return { visible_ms: visible, first_list_ms: lists };
}

/** @param samples messages that are waited for, one after the other */
export async function benchPage(
  samples: number,
  note: (text: string) => void,
): Promise<PageFigures> {
  const startedAt = new Date().toISOString();
  const demo = await startDemoPage(note);
  try {
    const times = await measure(demo, samples, note);
    const folder = await preparePage();
    return {
      ...{ startedAt, ...times },
      sizes: await assetSizes(folder),
      first_route_bytes: await firstRouteSize(folder),
    };
  } finally {
    await demo.close();
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

export function formatPage(figures: PageFigures): string {
  const { visible_ms: visible, first_list_ms: lists, sizes } = figures;
  const first = figures.first_route_bytes;
  const line = (what: string, values: readonly number[]) =>
    `${what.padEnd(22)} n ${values.length}  p50 ${Math.round(percentile(values, 0.5))} ms  p99 ${Math.round(percentile(values, 0.99))} ms`;
  const files = Object.entries(sizes)
    .toSorted(([, a], [, b]) => b - a)
    .map(
      ([name, bytes]) => `  ${name.padEnd(28)} ${(bytes / 1000).toFixed(1)} kB`,
    );
  return [
    line("webhook to visible", visible),
    line("navigation to list", lists),
    `first route            ${(first / 1000).toFixed(1)} kB of scripts, with gzip`,
    "by file",
    ...files,
  ].join("\n");
}
