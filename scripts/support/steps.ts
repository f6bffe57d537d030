/** Runs named steps, at most so many at once, and says how each went. */
import { performance } from "node:perf_hooks";

export interface StepResult {
  /** Single tests, or 1 for a step that is one check. */
  passed: number;
  failed: number;
  /** Shown when something failed. */
  output: string;
}

export interface Step {
  name: string;
  /** @param note says what the step is at, for the progress line */
  run(note: (text: string) => void): Promise<StepResult>;
}

/** Where progress is shown: a terminal gets one live line, others lines only. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Totals {
  passed: number;
  failed: number;
}

const REDRAW_MS = 200;

interface Running {
  name: string;
  startedAt: number;
  note: string;
}

const seconds = (since: number) =>
  ((performance.now() - since) / 1000).toFixed(1);

/** A check that holds or does not. */
export const toResult = (isPassed: boolean, output: string): StepResult => ({
  passed: isPassed ? 1 : 0,
  failed: isPassed ? 0 : 1,
  output,
});

class Display {
  readonly running = new Set<Running>();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: Output) {
    if (stream.isTTY === true) {
      this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    }
  }

  begin(name: string): Running {
    const running = { name, startedAt: performance.now(), note: "" };
    this.running.add(running);
    if (this.stream.isTTY !== true) {
      this.stream.write(`...  ${name}\n`);
    }
    return running;
  }

  end(step: Running, { passed, failed, output }: StepResult): void {
    this.running.delete(step);
    const mark = failed === 0 ? "ok  " : "FAIL";
    const count = passed + failed > 1 ? `, ${passed} passed` : "";
    this.#clear();
    this.stream.write(
      `${mark} ${step.name} (${seconds(step.startedAt)} s${count})\n`,
    );
    if (failed > 0) {
      this.stream.write(`${output.trimEnd()}\n\n`);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #clear(): void {
    if (this.stream.isTTY === true) {
      this.stream.write("\r\u001b[K");
    }
  }

  #draw(): void {
    const parts = [...this.running].map(({ name, startedAt, note }) =>
      `${name} ${seconds(startedAt)} s ${note}`.trimEnd(),
    );
    const width = this.stream.columns ?? 80;
    this.stream.write(`\r\u001b[K${parts.join(" | ").slice(0, width - 1)}`);
  }
}

async function runStep(step: Step, display: Display): Promise<StepResult> {
  const running = display.begin(step.name);
  let result: StepResult;
  try {
    result = await step.run((note) => {
      running.note = note;
    });
  } catch (error) {
    result = toResult(false, error instanceof Error ? error.message : "");
  }
  display.end(running, result);
  return result;
}

/**
 * Runs all steps in their order, also after a failure, so many at once. Put the
 * longest first: the last ones then fill the gaps.
 */
export async function runSteps(
  steps: readonly Step[],
  workers: number,
  stream: Output = process.stderr,
): Promise<Totals> {
  const display = new Display(stream);
  const totals: Totals = { passed: 0, failed: 0 };
  const queue = steps.values();
  const work = async () => {
    for (const step of queue) {
      const { passed, failed } = await runStep(step, display);
      totals.passed += passed;
      totals.failed += failed;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  display.close();
  return totals;
}

/** The line that ends `npm test`. */
export const formatTotals = ({ passed, failed }: Totals): string =>
  `${passed} passed, ${failed} failed`;
