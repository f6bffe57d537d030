/**
 * Which of the provider's events gives a business number its status. Some of
 * them tell their time; `created` and `deleted` do not (contract, section 10).
 */
import { v, type Infer } from "convex/values";

export const vLifeStatus = v.union(
  v.literal("active"),
  v.literal("disconnected"),
  v.literal("offboarded"),
  v.literal("deleted"),
);
export type LifeStatus = Infer<typeof vLifeStatus>;

/** What one event says. Times are ms UTC. */
export interface StatusReport {
  status: LifeStatus;
  /** The provider's time; absent when the event has none. */
  at?: number;
  /** When the delivery first arrived, however late it is applied. */
  received_at: number;
}
export type TimedReport = StatusReport & { at: number };

/** All that the reports so far come to. */
export interface ReportedLife {
  /** The report with the greatest time of the provider's. */
  timed?: TimedReport;
  /** The report without a time that arrived last. */
  untimed?: StatusReport;
}

/** What is more final counts between reports of one instant. */
const FINALITY: Record<LifeStatus, number> = {
  active: 0,
  disconnected: 1,
  offboarded: 2,
  deleted: 3,
};

/**
 * The life after one more report. The result does not depend on the order in
 * which reports are learned; of a repeat both parts stay the same objects.
 */
export function learnReport(
  life: ReportedLife,
  report: StatusReport,
): ReportedLife {
  const { at } = report;
  return at === undefined
    ? { ...life, untimed: laterArrival(life.untimed, report) }
    : { ...life, timed: laterTime(life.timed, { ...report, at }) };
}

/**
 * Reports with a time are ordered by it; one without is ordered by its arrival,
 * also against the newest one with a time.
 */
export function statusOf({
  timed,
  untimed,
}: ReportedLife): LifeStatus | undefined {
  return timed === undefined || untimed === undefined
    ? (timed ?? untimed)?.status
    : laterArrival(timed, untimed).status;
}

function laterArrival(
  a: StatusReport | undefined,
  b: StatusReport,
): StatusReport {
  if (a === undefined) {
    return b;
  }
  if (a.received_at !== b.received_at) {
    return a.received_at > b.received_at ? a : b;
  }
  return FINALITY[a.status] >= FINALITY[b.status] ? a : b;
}

function laterTime(a: TimedReport | undefined, b: TimedReport): TimedReport {
  if (a === undefined) {
    return b;
  }
  if (a.at !== b.at) {
    return a.at > b.at ? a : b;
  }
  if (a.status !== b.status) {
    return FINALITY[a.status] > FINALITY[b.status] ? a : b;
  }
  // One report, told twice: what counts is when it was news.
  return a.received_at <= b.received_at ? a : b;
}
