import { describe, expect, it } from "vitest";
import { retryDelayMs } from "../../../src/lib/webhooks/retry";
import { HOUR_MS } from "../../../src/lib/time/units";

/** All delays from the first failure to the last try. */
function schedule(): number[] {
  const delays: number[] = [];
  for (let attempts = 1; ; attempts++) {
    const delay = retryDelayMs(attempts);
    if (delay === null) {
      return delays;
    }
    delays.push(delay);
  }
}

describe("retryDelayMs", () => {
  it("starts within seconds and grows to its cap", () => {
    const delays = schedule();
    expect(delays.slice(0, 3)).toEqual([10_000, 40_000, 160_000]);
    expect(delays).toEqual(delays.toSorted((a, b) => a - b));
    expect(Math.max(...delays)).toBe(6 * HOUR_MS);
  });

  it("spans about a day and then gives up for good", () => {
    const delays = schedule();
    const total = delays.reduce((sum, delay) => sum + delay, 0);
    expect(total).toBeGreaterThan(20 * HOUR_MS);
    expect(total).toBeLessThan(28 * HOUR_MS);
    expect(retryDelayMs(delays.length + 1)).toBeNull();
    expect(retryDelayMs(1000)).toBeNull();
  });
});
