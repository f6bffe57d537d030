/**
 * The counters of a transaction and its limits
 * (docs.convex.dev/production/state/limits, "Transactions").
 */
import type { TransactionLimits, TransactionMetrics } from "convex/server";

/** Files are left out. */
type Metric = Exclude<keyof TransactionMetrics, `file${string}`>;
type Amounts = Record<Metric, number>;

const MIB = 1 << 20;

const PRODUCTION_LIMITS: Amounts = {
  bytesRead: 16 * MIB,
  bytesWritten: 16 * MIB,
  databaseQueries: 4_096,
  documentsRead: 32_000,
  documentsWritten: 16_000,
  functionsScheduled: 1_000,
  scheduledFunctionArgsBytes: 16 * MIB,
};

/** Kept when a nested call is rolled back: the reads did happen. */
const READ_METRICS = [
  "bytesRead",
  "databaseQueries",
  "documentsRead",
] as const satisfies readonly Metric[];

const MESSAGES: Record<Metric, (limit: number) => string> = {
  bytesRead: (limit) =>
    `Too many bytes read in a single function execution (limit: ${limit} bytes). ${READ_HELP}`,
  bytesWritten: (limit) =>
    `Too many bytes written in a single function execution (limit: ${limit} bytes)`,
  databaseQueries: (limit) =>
    `Too many reads in a single function execution (limit: ${limit}). ${READ_HELP}`,
  documentsRead: (limit) =>
    `Too many documents read in a single function execution (limit: ${limit}). ${READ_HELP}`,
  documentsWritten: (limit) =>
    `Too many writes in a single function execution (limit: ${limit})`,
  functionsScheduled: (limit) =>
    `Too many functions scheduled by this mutation (limit: ${limit})`,
  scheduledFunctionArgsBytes: (limit) =>
    `Too large total size of the arguments of scheduled functions from this mutation (limit: ${limit} bytes)`,
};

const READ_HELP =
  "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";

/** A transaction went over one of its limits; guests see a plain "Error". */
export class TransactionLimitError extends Error {
  constructor(metric: Metric, limit: number) {
    super(MESSAGES[metric](limit));
  }
}

/** What a transaction has used of its limits, shared with its savepoints. */
export class Budget {
  readonly #used: Amounts;
  readonly #limits: Amounts;
  readonly #enforced: boolean;

  private constructor(used: Amounts, limits: Amounts, enforced: boolean) {
    this.#used = used;
    this.#limits = limits;
    this.#enforced = enforced;
  }

  static root(mode: "production" | "off"): Budget {
    return new Budget(
      mapMetrics(() => 0),
      PRODUCTION_LIMITS,
      mode === "production",
    );
  }

  /** Own limits count from here on and can only lower the parent's. */
  child(limits: TransactionLimits | undefined): Budget {
    const lowered = mapMetrics((metric) => {
      const own = limits?.[metric] ?? Infinity;
      return Math.min(this.#limits[metric], this.#used[metric] + own);
    });
    const enforced = this.#enforced || limits !== undefined;
    return new Budget({ ...this.#used }, lowered, enforced);
  }

  merge(child: Budget): void {
    Object.assign(this.#used, child.#used);
  }

  discard(child: Budget): void {
    for (const metric of READ_METRICS) {
      this.#used[metric] = child.#used[metric];
    }
  }

  add(metric: Metric, amount: number): void {
    this.#used[metric] += amount;
    const limit = this.#limits[metric];
    if (this.#enforced && this.#used[metric] > limit) {
      throw new TransactionLimitError(metric, limit);
    }
  }

  metrics(): TransactionMetrics {
    const amounts = mapMetrics((metric) => ({
      used: this.#used[metric],
      remaining: this.#limits[metric] - this.#used[metric],
    }));
    return { ...amounts, ...NO_FILES };
  }
}

const NONE = { used: 0, remaining: 0 };
const NO_FILES = {
  ...{ filesWritten: NONE, fileWriteBytes: NONE },
  ...{ filesRead: NONE, fileReadBytes: NONE },
};

function mapMetrics<T>(valueOf: (metric: Metric) => T): Record<Metric, T> {
  return {
    bytesRead: valueOf("bytesRead"),
    bytesWritten: valueOf("bytesWritten"),
    databaseQueries: valueOf("databaseQueries"),
    documentsRead: valueOf("documentsRead"),
    documentsWritten: valueOf("documentsWritten"),
    functionsScheduled: valueOf("functionsScheduled"),
    scheduledFunctionArgsBytes: valueOf("scheduledFunctionArgsBytes"),
  };
}
