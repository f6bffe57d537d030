/** The number beside the review of leads. Pure. */
import { isDue } from "../data/due";

/** Past it the exact number says nothing. */
const MOST = 50;

/** @returns undefined for none: there is nothing to show */
export function countOfDue(
  dueAts: readonly number[],
  now: number,
): string | undefined {
  const { length } = dueAts.filter((at) => isDue(at, now));
  if (length === 0) {
    return undefined;
  }
  return length > MOST ? `${MOST}+` : String(length);
}
