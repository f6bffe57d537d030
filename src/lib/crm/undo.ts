/** Until when a merge can be undone. */
import { DAY_MS } from "../time/units";

export const UNDO_MS = 30 * DAY_MS;

/** What the row of a merge says, as far as this matters. */
interface MergeRow {
  state?: "moving" | "done" | "undoing" | "undone";
  merged_at: number;
}

export type UndoRefusal = "undo_unrecorded" | "already_undone" | "undo_expired";

/** Why a merge cannot be undone at `now` (ms UTC), as far as its row tells. */
export function undoRefusal(
  { state, merged_at }: MergeRow,
  now: number,
): UndoRefusal | undefined {
  if (state === undefined) {
    return "undo_unrecorded";
  }
  if (state === "undoing" || state === "undone") {
    return "already_undone";
  }
  return now > merged_at + UNDO_MS ? "undo_expired" : undefined;
}
