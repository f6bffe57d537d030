/** Who is due in the queue, who comes next, and what an ad said. Pure. */
import type { FunctionReturnType } from "convex/server";
import * as z from "zod/mini";
import type { api } from "../../../../convex/_generated/api";
import { toInstant, toLocalTime } from "../../../../src/lib/time/localTime";
import { DAY_MS } from "../../../../src/lib/time/units";
import { isDue } from "../../data/due";

export type LeadRow = FunctionReturnType<typeof api.leads.list>["page"][number];
export type LeadCard = FunctionReturnType<typeof api.leads.get>;

/** Those whose turn it is: who was put off has a time that is yet to come. */
export const dueOf = <Row extends { review_at: number }>(
  rows: readonly Row[],
  now: number,
): Row[] => rows.filter(({ review_at }) => isDue(review_at, now));

/**
 * Who opens when somebody leaves or is passed over: the one behind, else the one
 * before. Undefined where nobody else is there.
 */
export function neighbourOf<Row extends { _id: string }>(
  rows: readonly Row[],
  id: string,
  step: 1 | -1 = 1,
): Row | undefined {
  const index = rows.findIndex(({ _id }) => _id === id);
  return index === -1 ? rows[0] : (rows[index + step] ?? rows[index - step]);
}

/**
 * Today on the workspace's clock, for `leads:stats`. It reaches to the day's end,
 * so that one subscription counts every verdict of the day.
 */
export function todayOf(now: number, timezone: string) {
  const { year, month, day } = toLocalTime(now, timezone);
  const midnight = { year, month, day, hour: 0, minute: 0, second: 0 };
  const day_start = toInstant(midnight, timezone);
  return { day_start, as_of: day_start + DAY_MS - 1 };
}

const adSchema = z.object({
  headline: z.optional(z.string()),
  body: z.optional(z.string()),
});

/** What the ad said; undefined where there was none, or none with words. */
export function adText(referralJson: string | undefined): string | undefined {
  if (referralJson === undefined) {
    return undefined;
  }
  let referral: unknown;
  try {
    referral = JSON.parse(referralJson);
  } catch {
    return undefined;
  }
  const { data } = adSchema.safeParse(referral);
  return data?.headline || data?.body || undefined;
}
