/**
 * The arithmetic of a monthly budget: what may still be reserved, and the alert
 * thresholds. Amounts are integers in nano-USD.
 */
import { NANO_USD_PER_USD } from "./money";

/** What has happened in one month. */
export interface Balance {
  spent: number;
  reserved: number;
}

/** Percent of the limit at which somebody is told; 100 is also the hard stop. */
export const THRESHOLDS = [50, 80, 100] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** Monthly limits until an operator sets others. */
export const DEFAULT_LIMITS = {
  /** About twice 300 messages a day on the default model. */
  free: NANO_USD_PER_USD / 10,
  /** 300 messages a day on a model of mid price. */
  paid: NANO_USD_PER_USD,
  /** All workspaces together. */
  global: 100 * NANO_USD_PER_USD,
} as const;

/** The balance after reserving, or null when it would pass the limit. */
export function reserve(
  balance: Balance,
  limit: number,
  amount: number,
): Balance | null {
  if (balance.spent + balance.reserved + amount > limit) {
    return null;
  }
  return { ...balance, reserved: balance.reserved + amount };
}

/**
 * Percentage points that spending lies below a threshold before it counts as
 * left: an alert that is resolved should not be back with the next call.
 */
const RELEASE_POINTS = 5;

/** The highest threshold that spending stands at or just below; 0 if none. */
export function standingThreshold(spent: number, limit: number): number {
  // Nobody needs to be told that nothing may be spent.
  if (limit === 0) {
    return 0;
  }
  return (
    THRESHOLDS.findLast(
      (percent) => spent * 100 >= limit * (percent - RELEASE_POINTS),
    ) ?? 0
  );
}

/** Thresholds that spending has reached and nobody has been told of. */
export function reachedThresholds(
  spent: number,
  limit: number,
  alerted: number,
): Threshold[] {
  // Nobody needs to be told that nothing may be spent.
  if (limit === 0) {
    return [];
  }
  return THRESHOLDS.filter(
    (percent) => percent > alerted && spent * 100 >= limit * percent,
  );
}
