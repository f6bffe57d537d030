/** What it costs to scroll through a list of any length, and whether it grows. */
import type { CDPSession, Page } from "playwright-core";
import {
  type Subscriptions,
  watchSubscriptions,
} from "../../page/subscriptions";

/** So far every frame: more than two rows. */
const STEP_PX = 120;
const ROW_PX = 46;
/** The heap is read after each. */
const PARTS = 4;

export interface ScrollPart {
  /** From the top of the list, once the part is over. */
  rows: number;
  /** After its garbage is collected. */
  heap_mb: number;
  dom_nodes: number;
  frames: number;
  /** At 60 a second. */
  dropped: number;
  /** In which a row in view had not come yet. */
  blank: number;
  /** Processor time of the page's main thread a frame, ms. */
  cpu_ms: number;
  /** The most at one time. */
  list_subscriptions: number;
  subscriptions: number;
}

interface Frames {
  frames: number;
  dropped: number;
  blank: number;
  rows: number;
}

/** Runs in the page. */
function scrollOn([ms, step, row]: readonly [
  number,
  number,
  number,
]): Promise<Frames> {
  const box = document.querySelector(".grid-scroll");
  const space = document.querySelector(".grid-space");
  if (box === null || space === null) {
    throw new Error("there is no list -- invariant");
  }
  const inView = Math.floor(box.clientHeight / row);
  const seen = { frames: 0, dropped: 0, blank: 0, rows: 0 };
  const startedAt = performance.now();
  let before = startedAt;
  return new Promise((resolve) => {
    const draw = (now: number) => {
      seen.frames += 1;
      seen.dropped += Math.max(0, Math.round((now - before) / (1000 / 60)) - 1);
      seen.blank += Number(space.childElementCount < inView);
      before = now;
      box.scrollTop += step;
      if (now - startedAt < ms) {
        requestAnimationFrame(draw);
      } else {
        resolve({ ...seen, rows: Math.round(box.scrollTop / row) });
      }
    };
    requestAnimationFrame(draw);
  });
}

async function taskSeconds(tools: CDPSession): Promise<number> {
  const { metrics } = await tools.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

async function scrollPart(
  page: Page,
  tools: CDPSession,
  subscriptions: Subscriptions,
  ms: number,
): Promise<ScrollPart> {
  const before = await taskSeconds(tools);
  const frames = await page.evaluate(scrollOn, [ms, STEP_PX, ROW_PX] as const);
  const cpu = (await taskSeconds(tools)) - before;
  await tools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await tools.send("Runtime.getHeapUsage");
  return {
    ...frames,
    heap_mb: usedSize / 1_000_000,
    dom_nodes: await page.evaluate(
      () => document.getElementsByTagName("*").length,
    ),
    cpu_ms: (cpu * 1_000) / frames.frames,
    list_subscriptions: subscriptions.takeMost("contacts:list"),
    subscriptions: subscriptions.takeMost(),
  };
}

/**
 * Scrolls down, in four parts with a look at the heap after each.
 *
 * @param page that shows no list yet
 * @param open shows the list on it
 */
export async function measureScroll(
  page: Page,
  open: () => Promise<unknown>,
  seconds: number,
  note: (text: string) => void,
): Promise<ScrollPart[]> {
  const subscriptions = watchSubscriptions(page);
  await open();
  const tools = await page.context().newCDPSession(page);
  await tools.send("Performance.enable", { timeDomain: "threadTicks" });
  const parts: ScrollPart[] = [];
  for (let part = 1; part <= PARTS; part += 1) {
    note(`scrolling, ${part} of ${PARTS}`);
    const ms = (seconds * 1_000) / PARTS;
    parts.push(await scrollPart(page, tools, subscriptions, ms));
  }
  await tools.detach();
  return parts;
}
