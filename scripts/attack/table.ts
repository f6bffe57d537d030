/** What `npm run attack` prints. */
import { formatColumns, type Column } from "../cli/columns";
import type { FamilyResult } from "./runAttack";

const COLUMNS: readonly Column[] = [
  { title: "FAMILY" },
  { title: "TRIED", align: "right" },
  { title: "HELD", align: "right" },
  { title: "SIGNED", align: "right" },
  { title: "SLOWEST", align: "right" },
  { title: "TIME", align: "right" },
  { title: "WHAT", isFlexible: true },
];

/**
 * One line a family, and after them how what did not hold broke. SIGNED are the
 * signed deliveries meanwhile, SLOWEST the longest that one waited for its 200.
 */
export function formatAttack(
  results: readonly FamilyResult[],
  width: number,
): string {
  const rows = results.map((result) => [
    result.name,
    String(result.tried),
    String(result.held),
    String(result.signed),
    `${result.slowestMs.toFixed(0)} ms`,
    `${result.seconds.toFixed(0)} s`,
    result.about,
  ]);
  const broken = results.flatMap(({ name, broken }) =>
    broken.map((line) => `${name}: ${line}`),
  );
  const table = formatColumns(COLUMNS, rows, width);
  return broken.length === 0
    ? table
    : [table, "", "Did not hold:", ...broken].join("\n");
}
