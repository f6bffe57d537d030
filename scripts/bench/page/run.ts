/** How soon the page shows what, what it costs, and how heavy it is. */
import { cpus, loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import type { Page } from "playwright-core";
import { preparePage } from "../../local/pageBuild";
import { assetSizes, firstRouteSize } from "../../local/pageSize";
import {
  type DemoPage,
  openSignedIn,
  startDemoPage,
} from "../../page/demoPage";
import { Post } from "../../sim/delivery";
import { createRandom } from "../../sim/random";
import { castPeople } from "../../sim/story";
import { World } from "../../sim/world";
import { fillDemo } from "./contacts";
import { measureScroll, type ScrollPart } from "./scroll";
import { DEVICES, measureVitals, type Vitals } from "./vitals";

/** The list counts what is new so far; then it says "50+". */
const PER_PAGE = 45;
const SEED = 99;
const SCROLL_SECONDS = 60;
/** Openings of each device. */
const OPENINGS = 5;

export interface PageOptions {
  /** Messages that are waited for, one after the other. */
  samples: number;
  /** Of the workspace, beside 60 of a day. */
  contacts: number;
}

export interface PageFigures {
  startedAt: string;
  machine: { node: string; cpus: number; loadBefore: number };
  contacts: number;
  /** From a webhook's first byte to its contact counted on the screen, ms. */
  visible_ms: number[];
  /** From navigation to the first rows, ms. */
  first_list_ms: number[];
  scroll: ScrollPart[];
  vitals: Vitals[];
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

const listOf = ({ web }: DemoPage) => new URL("/w/demo/contacts", web).href;
const DESK = {
  language: "en",
  theme: "light",
  width: 1440,
  height: 900,
} as const;

async function openList(demo: DemoPage, page: Page): Promise<number> {
  const startedAt = performance.now();
  await page.goto(listOf(demo));
  await page.locator(".row-link").first().waitFor();
  return performance.now() - startedAt;
}

async function measureLive(
  demo: DemoPage,
  samples: number,
  note: (text: string) => void,
): Promise<Pick<PageFigures, "visible_ms" | "first_list_ms">> {
  const random = createRandom(SEED);
  const world = new World(random);
  const post = new Post(random, demo.secret);
  const page = await openSignedIn(demo, DESK);
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

async function measureDevices(
  demo: DemoPage,
  note: (text: string) => void,
): Promise<Vitals[]> {
  const vitals: Vitals[] = [];
  for (const { device, ...size } of DEVICES) {
    note(`opening the list on a ${device}`);
    const page = await openSignedIn(demo, { ...DESK, ...size });
    vitals.push(await measureVitals(page, device, listOf(demo), OPENINGS));
    await page.context().close();
  }
  return vitals;
}

async function measureScrolling(
  demo: DemoPage,
  note: (text: string) => void,
): Promise<ScrollPart[]> {
  const page = await openSignedIn(demo, DESK);
  const open = () => openList(demo, page);
  const parts = await measureScroll(page, open, SCROLL_SECONDS, note);
  await page.context().close();
  return parts;
}

export async function benchPage(
  { samples, contacts }: PageOptions,
  note: (text: string) => void,
): Promise<PageFigures> {
  const startedAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    loadBefore: loadavg()[0] ?? 0,
  };
  const demo = await startDemoPage(
    note,
    contacts === 0 ? undefined : (data) => fillDemo(data, contacts, note),
  );
  try {
    const scroll = await measureScrolling(demo, note);
    const vitals = await measureDevices(demo, note);
    const live = await measureLive(demo, samples, note);
    const folder = await preparePage();
    return {
      ...{ startedAt, machine, contacts, scroll, vitals, ...live },
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

function formatScroll(parts: readonly ScrollPart[]): string[] {
  const head =
    "scrolled to row   heap MB   elements   frames   dropped   blank   cpu ms a frame   lists   subscriptions";
  return [
    head,
    ...parts.map((part) =>
      [
        part.rows.toLocaleString("en").padStart(15),
        part.heap_mb.toFixed(1).padStart(10),
        String(part.dom_nodes).padStart(11),
        String(part.frames).padStart(9),
        String(part.dropped).padStart(10),
        String(part.blank).padStart(8),
        part.cpu_ms.toFixed(1).padStart(17),
        String(part.list_subscriptions).padStart(8),
        String(part.subscriptions).padStart(16),
      ].join(""),
    ),
  ];
}

const formatVitals = (vitals: readonly Vitals[]): string[] => [
  "on a processor 4 times slower   first paint   largest   first list   blocked   shift   cpu",
  ...vitals.map(
    (one) =>
      `${one.device.padEnd(30)}${[
        [one.first_paint_ms, 13],
        [one.largest_paint_ms, 10],
        [one.first_list_ms, 13],
        [one.blocked_ms, 10],
      ]
        .map(([ms = 0, width = 0]) => `${Math.round(ms)}`.padStart(width))
        .join("")}${one.layout_shift.toFixed(3).padStart(8)}${String(
        Math.round(one.cpu_ms),
      ).padStart(6)}`,
  ),
];

export function formatPage(figures: PageFigures): string {
  const { machine, visible_ms, first_list_ms, sizes } = figures;
  const first = figures.first_route_bytes;
  const line = (what: string, values: readonly number[]) =>
    `${what.padEnd(22)} n ${values.length}  p50 ${Math.round(percentile(values, 0.5))} ms  p99 ${Math.round(percentile(values, 0.99))} ms`;
  const files = Object.entries(sizes)
    .toSorted(([, a], [, b]) => b - a)
    .map(
      ([name, bytes]) => `  ${name.padEnd(28)} ${(bytes / 1000).toFixed(1)} kB`,
    );
  return [
    `Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.loadBefore.toFixed(1)} before; ${figures.contacts.toLocaleString("en")} contacts`,
    "",
    ...formatScroll(figures.scroll),
    "",
    ...formatVitals(figures.vitals),
    "",
    line("webhook to visible", visible_ms),
    line("navigation to list", first_list_ms),
    `first route            ${(first / 1000).toFixed(1)} kB of scripts, with gzip`,
    "by file",
    ...files,
  ].join("\n");
}
