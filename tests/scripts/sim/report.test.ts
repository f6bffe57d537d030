/** Figures and the lines that show them. */
import { describe, expect, it } from "vitest";
import { formatProgress } from "../../../scripts/sim/progress";
import {
  createTally,
  formatSummary,
  Latencies,
} from "../../../scripts/sim/report";

describe("Latencies", () => {
  it("takes the nearest rank", () => {
    const latencies = new Latencies();
    for (let value = 100; value >= 1; value -= 1) {
      latencies.add(value);
    }
    expect(latencies.summarize()).toEqual({
      count: 100,
      p50: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
  });

  it("says zero of nothing", () => {
    expect(new Latencies().summarize()).toEqual({
      count: 0,
      p50: 0,
      p95: 0,
      p99: 0,
      max: 0,
    });
  });
});

describe("formatSummary", () => {
  it("gives counts, rate and latencies", () => {
    const tally = { ...createTally(), sent: 10, attempts: 12, accepted: 9 };
    const latency = { count: 9, p50: 1.25, p95: 2, p99: 3, max: 4 };
    const text = formatSummary(tally, latency, 2);
    expect(text).toContain("10 deliveries in 2.0 s (6 requests/s)");
    expect(text).toContain("accepted    9");
    expect(text).toContain("p50 1.3  p95 2.0  p99 3.0  max 4.0");
  });
});

describe("formatProgress", () => {
  it("draws a bar when the total is known", () => {
    expect(formatProgress("Sending", { done: 6, total: 24 })).toBe(
      "Sending [######------------------] 25% 6/24",
    );
  });

  it("counts when it is not", () => {
    expect(formatProgress("Sending", { done: 6, note: "3/s" })).toBe(
      "Sending 6 3/s",
    );
  });
});
