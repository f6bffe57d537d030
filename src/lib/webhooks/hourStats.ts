/** What an hour of deliveries adds up to. Pure. */
import { HOUR_MS } from "../time/units";

/** Upper ends of the lag histogram's buckets, ms; the last one is open. */
export const LAG_BUCKETS_MS = [
  50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000,
] as const;

export interface HourTally {
  /** Recorded deliveries, but for those that could never be used. */
  accepted: number;
  /** Repeats of the hour's deliveries, whenever they came. */
  duplicates: number;
  /** Deliveries with something in them that is not applied. */
  failed: number;
  /** From arrival to through, counted by {@link LAG_BUCKETS_MS}. */
  lags: number[];
}

/** What the tally needs to know of a delivery. */
export interface CountedDelivery {
  status: string;
  received_at: number;
  duplicate_count: number;
  processed_at?: number | undefined;
  first_processed_at?: number | undefined;
}

export const noTally = (): HourTally => ({
  accepted: 0,
  duplicates: 0,
  failed: 0,
  lags: Array.from({ length: LAG_BUCKETS_MS.length + 1 }, () => 0),
});

/** Start of the hour that an instant lies in, ms UTC. */
export const hourOf = (at: number): number => at - (at % HOUR_MS);

const FAILED: ReadonlySet<string> = new Set(["failed", "partial", "rejected"]);

export function tally(deliveries: readonly CountedDelivery[]): HourTally {
  return deliveries.reduce((sum, delivery) => {
    const isRejected = delivery.status === "rejected";
    const lags = [...sum.lags];
    const through = delivery.first_processed_at ?? delivery.processed_at;
    if (through !== undefined && !isRejected) {
      const bucket = bucketOf(through - delivery.received_at);
      lags[bucket] = (lags[bucket] ?? 0) + 1;
    }
    return {
      accepted: sum.accepted + (isRejected ? 0 : 1),
      duplicates: sum.duplicates + delivery.duplicate_count,
      failed: sum.failed + (FAILED.has(delivery.status) ? 1 : 0),
      lags,
    };
  }, noTally());
}

function bucketOf(lagMs: number): number {
  const index = LAG_BUCKETS_MS.findIndex((end) => lagMs <= end);
  return index < 0 ? LAG_BUCKETS_MS.length : index;
}

export const addTallies = (a: HourTally, b: HourTally): HourTally => ({
  accepted: a.accepted + b.accepted,
  duplicates: a.duplicates + b.duplicates,
  failed: a.failed + b.failed,
  lags: a.lags.map((count, index) => count + (b.lags[index] ?? 0)),
});

/**
 * A lag that `share` of the deliveries did not exceed: the end of its bucket,
 * ms; null without any, Infinity beyond the last bucket.
 */
export function lagAt(lags: readonly number[], share: number): number | null {
  const total = lags.reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    return null;
  }
  let seen = 0;
  for (const [index, count] of lags.entries()) {
    seen += count;
    if (seen >= total * share) {
      return LAG_BUCKETS_MS[index] ?? Infinity;
    }
  }
  return Infinity;
}
