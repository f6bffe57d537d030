/** Says on stderr that something takes a while: a moving bar on a terminal. */
import type { Output } from "./steps";

const BAR_WIDTH = 24;
const BLOCK = "####";
/** Shorter activities are not worth a bar. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 100;

/** A bar whose block wanders with time, for work of unknown size. */
export function drawActivity(label: string, milliseconds: number): string {
  const free = BAR_WIDTH - BLOCK.length;
  const step = Math.floor(milliseconds / REDRAW_MS) % (2 * free);
  const left = step < free ? step : 2 * free - step;
  const bar = "-".repeat(left) + BLOCK + "-".repeat(free - left);
  return `${label} [${bar}] ${(milliseconds / 1000).toFixed(1)} s`;
}

/** Runs the work and shows a bar once it takes longer than a second. */
export async function withActivity<T>(
  label: string,
  work: () => Promise<T>,
  output: Output = process.stderr,
): Promise<T> {
  if (output.isTTY !== true) {
    return work();
  }
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const elapsed = Date.now() - startedAt;
    if (elapsed >= PATIENCE_MS) {
      output.write(`\r\u001b[K${drawActivity(label, elapsed)}`);
    }
  }, REDRAW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    output.write("\r\u001b[K");
  }
}
