/** Says on stderr that something takes a while: a moving bar on a terminal. */
import { formatElapsed, Live, type LiveOptions } from "./live";

const BAR_WIDTH = 24;
const BLOCK = "####";
/** Shorter activities are not worth a bar. */
const PATIENCE_MS = 1000;
const STEP_MS = 100;

/** A bar whose block wanders with time, for work of unknown size. */
export function drawActivity(label: string, milliseconds: number): string {
  const free = BAR_WIDTH - BLOCK.length;
  const step = Math.floor(milliseconds / STEP_MS) % (2 * free);
  const left = step < free ? step : 2 * free - step;
  const bar = "-".repeat(left) + BLOCK + "-".repeat(free - left);
  return `${label} [${bar}] ${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Runs the work; on a terminal with a bar once it takes longer than a second,
 * elsewhere with a line every three seconds.
 */
export async function withActivity<T>(
  label: string,
  work: () => Promise<T>,
  options: LiveOptions = {},
): Promise<T> {
  const { output = process.stderr } = options;
  const startedAt = Date.now();
  const describe = () => {
    const elapsed = Date.now() - startedAt;
    if (output.isTTY !== true) {
      return `${label} ... ${formatElapsed(elapsed)}`;
    }
    return elapsed < PATIENCE_MS ? "" : drawActivity(label, elapsed);
  };
  const live = new Live(describe, options);
  try {
    return await work();
  } finally {
    live.stop();
  }
}
