/** One line on a terminal that says how far a run is; silent elsewhere. */
import type { WriteStream } from "node:tty";

const BAR_WIDTH = 24;
const REDRAW_MS = 100;

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

/** Redraws while the run goes on; `stop` removes the line. */
export class Progress {
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly label: string,
    private readonly read: () => ProgressState,
    private readonly stream: WriteStream = process.stderr,
  ) {
    if (stream.isTTY) {
      this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
      this.#timer.unref();
    }
  }

  stop(): void {
    if (this.#timer !== undefined) {
      clearInterval(this.#timer);
      this.stream.write("\r\u001b[K");
    }
  }

  #draw(): void {
    const width = this.stream.columns || 80;
    const line = formatProgress(this.label, this.read()).slice(0, width - 1);
    this.stream.write(`\r\u001b[K${line}`);
  }
}
