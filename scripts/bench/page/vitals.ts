/** What somebody waits for who opens the list, by the browser's own entries. */
import type { CDPSession, Page } from "playwright-core";

/** As Lighthouse has it for a phone of the middle class. */
const SLOWER = 4;
/** A task longer than this blocks (web.dev/articles/tbt), ms. */
const LONG_MS = 50;

export const DEVICES = [
  { device: "laptop", width: 1350, height: 940 },
  { device: "phone", width: 412, height: 823 },
] as const;

export interface Vitals {
  device: (typeof DEVICES)[number]["device"];
  /** Ms after navigation. */
  first_paint_ms: number;
  largest_paint_ms: number;
  first_list_ms: number;
  /** Of long tasks, what is over 50 ms each, up to the first list. */
  blocked_ms: number;
  /** Sum of all shifts without a hand of the reader. */
  layout_shift: number;
  /** Processor time of the main thread until the network is idle. */
  cpu_ms: number;
}

interface Seen {
  paint: number;
  largest: number;
  list: number;
  tasks: { start: number; duration: number }[];
  shift: number;
}

declare global {
  interface Window {
    seenByBench?: Seen;
  }
}

/** Runs in the page before its own scripts. */
function watch(): void {
  const seen: Seen = { paint: 0, largest: 0, list: 0, tasks: [], shift: 0 };
  window.seenByBench = seen;
  const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
    });
  observe("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") {
      seen.paint = startTime;
    }
  });
  observe("largest-contentful-paint", ({ startTime }) => {
    seen.largest = startTime;
  });
  observe("longtask", ({ startTime: start, duration }) => {
    seen.tasks.push({ start, duration });
  });
  observe("layout-shift", (entry) => {
    const { value, hadRecentInput } = {
      value: 0,
      hadRecentInput: false,
      ...(entry.toJSON() as object),
    };
    seen.shift += hadRecentInput ? 0 : value;
  });
  new MutationObserver((_, observer) => {
    if (document.querySelector(".row-link") !== null) {
      seen.list = performance.now();
      observer.disconnect();
    }
  }).observe(document, { childList: true, subtree: true });
}

async function taskMs(tools: CDPSession): Promise<number> {
  const { metrics } = await tools.send("Performance.getMetrics");
  const task = metrics.find(({ name }) => name === "TaskDuration");
  return (task?.value ?? 0) * 1_000;
}

async function once(page: Page, url: string): Promise<Omit<Vitals, "device">> {
  const tools = await page.context().newCDPSession(page);
  await page.goto("about:blank");
  await tools.send("Network.clearBrowserCache");
  await tools.send("Performance.enable", { timeDomain: "threadTicks" });
  await tools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(url);
  await page.locator(".row-link").first().waitFor();
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate(() => window.seenByBench);
  const cpu = await taskMs(tools);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await tools.detach();
  if (seen === undefined) {
    throw new Error("the page was not watched -- invariant");
  }
  const blocked = seen.tasks
    .filter(({ start }) => start >= seen.paint && start <= seen.list)
    .reduce((sum, { duration }) => sum + Math.max(0, duration - LONG_MS), 0);
  return {
    first_paint_ms: seen.paint,
    largest_paint_ms: seen.largest,
    first_list_ms: seen.list,
    blocked_ms: blocked,
    layout_shift: seen.shift,
    cpu_ms: cpu,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * Opens the list with an empty cache on a processor made four times slower.
 *
 * @param page signed in, as wide as the device
 * @returns the median of each figure
 */
export async function measureVitals(
  page: Page,
  device: Vitals["device"],
  url: string,
  times: number,
): Promise<Vitals> {
  await page.addInitScript(watch);
  const runs: Omit<Vitals, "device">[] = [];
  for (let run = 0; run < times; run += 1) {
    runs.push(await once(page, url));
  }
  const of = (name: keyof Omit<Vitals, "device">) =>
    median(runs.map((run) => run[name]));
  return {
    device,
    first_paint_ms: of("first_paint_ms"),
    largest_paint_ms: of("largest_paint_ms"),
    first_list_ms: of("first_list_ms"),
    blocked_ms: of("blocked_ms"),
    layout_shift: of("layout_shift"),
    cpu_ms: of("cpu_ms"),
  };
}
