/** One line that says how far a run is. */

const BAR_WIDTH = 24;

export interface ProgressState {
  done: number;
  /** Unknown for runs that end by time. */
  total?: number;
  note?: string;
}

export function formatProgress(label: string, state: ProgressState): string {
  const { done, total, note = "" } = state;
  if (total === undefined || total === 0) {
    return `${label} ${done} ${note}`.trimEnd();
  }
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
  return `${label} [${bar}] ${Math.floor(share * 100)}% ${done}/${total} ${note}`.trimEnd();
}
