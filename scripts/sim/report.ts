/** What a run counts: deliveries, answers and how long they took. */
export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Milliseconds of every answer; a few million fit in memory. */
export class Latencies {
  readonly #values: number[] = [];

  add(milliseconds: number): void {
    this.#values.push(milliseconds);
  }

  summarize(): LatencySummary {
    const sorted = Float64Array.from(this.#values).sort();
    // Nearest rank: the smallest value that this share of all values reaches.
    const at = (share: number) =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      count: sorted.length,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: at(1),
    };
  }
}

/** Counts of a run. Attempts = answers + failures without an answer. */
export interface Tally {
  /** Deliveries begun, batches counted once. */
  sent: number;
  attempts: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  /** Attempts after the first. */
  retries: number;
  /** Answers on purpose not read. */
  dropped: number;
  /** Attempts that failed: wrong status, time limit, connection. */
  failures: number;
  /** Deliveries given up after the last attempt. */
  exhausted: number;
}

export const createTally = (): Tally => ({
  sent: 0,
  attempts: 0,
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  retries: 0,
  dropped: 0,
  failures: 0,
  exhausted: 0,
});

const round = (milliseconds: number) => milliseconds.toFixed(1);

/** The summary that ends a run, one fact a line. */
export function formatSummary(
  tally: Tally,
  latency: LatencySummary,
  seconds: number,
): string {
  const rate = seconds > 0 ? tally.attempts / seconds : 0;
  return [
    `sent        ${tally.sent} deliveries in ${seconds.toFixed(1)} s (${rate.toFixed(0)} requests/s)`,
    `accepted    ${tally.accepted}`,
    `duplicates  ${tally.duplicates}`,
    `rejected    ${tally.rejected}`,
    `retries     ${tally.retries}`,
    `dropped     ${tally.dropped} answers not read on purpose`,
    `failures    ${tally.failures} attempts, ${tally.exhausted} deliveries given up`,
    `latency ms  p50 ${round(latency.p50)}  p95 ${round(latency.p95)}  p99 ${round(latency.p99)}  max ${round(latency.max)}`,
  ].join("\n");
}
