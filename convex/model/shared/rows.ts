/** One page of rows for people: so many, and whether there are more. */
import { v, type GenericValidator } from "convex/values";
import { refusal } from "./refuse";

const DEFAULT_ROWS = 20;
const MAX_ROWS = 200;

/** @throws ConvexError `invalid_limit` unless it is a whole number, 1 to 200. */
export function requireLimit(limit: number = DEFAULT_ROWS): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_ROWS) {
    throw refusal("invalidLimit");
  }
  return limit;
}

/** What a list answers. */
export const vRows = <V extends GenericValidator>(vRow: V) =>
  v.object({ rows: v.array(vRow), has_more: v.boolean() });

/** The first `limit` rows of a query that `take`s one more when it can. */
export async function takeRows<Row>(
  query: { take(n: number): Promise<Row[]> },
  limit: number,
): Promise<{ rows: Row[]; has_more: boolean }> {
  const found = await query.take(limit + 1);
  return { rows: found.slice(0, limit), has_more: found.length > limit };
}
