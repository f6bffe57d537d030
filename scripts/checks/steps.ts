/** Runs named steps, at most so many at once, and says how each went. */
import { performance } from "node:perf_hooks";
import { formatElapsed, Live, type Output } from "../cli/live";

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

export interface Totals {
  passed: number;
  failed: number;
}

interface Running {
  name: string;
  startedAt: number;
  note: string;
}

/** A check that holds or does not. */
export const toResult = (isPassed: boolean, output: string): StepResult => ({
  passed: isPassed ? 1 : 0,
  failed: isPassed ? 0 : 1,
  output,
});

class Display {
  readonly running = new Set<Running>();
  readonly #live: Live;
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
    this.#live = new Live(() => this.#describe(), { output });
  }

  begin(name: string): Running {
    const running = { name, startedAt: performance.now(), note: "" };
    this.running.add(running);
    if (this.#output.isTTY !== true) {
      this.#live.say(`...  ${name}`);
    }
    return running;
  }

  end(step: Running, { passed, failed, output }: StepResult): void {
    this.running.delete(step);
    const mark = failed === 0 ? "ok  " : "FAIL";
    const count = passed + failed > 1 ? `, ${passed} passed` : "";
    const seconds = ((performance.now() - step.startedAt) / 1000).toFixed(1);
    this.#live.say(`${mark} ${step.name} (${seconds} s${count})`);
    if (failed > 0) {
      this.#live.say(`${output.trimEnd()}\n`);
    }
  }

  close(): void {
    this.#live.stop();
  }

  #describe(): string {
    const now = performance.now();
    const parts = [...this.running].map(({ name, startedAt, note }) =>
      `${name} ${formatElapsed(now - startedAt)} ${note}`.trimEnd(),
    );
    return `...  ${parts.join(" | ")}`;
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
