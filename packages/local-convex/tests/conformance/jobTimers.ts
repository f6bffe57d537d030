/**
 * Stands in for the scheduler's loop: every waiting job sits on a timer of the
 * test's own clock, so that fake timers decide when it runs. How it runs is the
 * runtime's own code.
 */
import type { Deployment } from "../../src/execution/deployment";
import { type JobHost, runJob } from "../../src/scheduler/jobs";
import {
  type JobKind,
  type JobRow,
  jobsInOrder,
  readJob,
} from "../../src/scheduler/queue";

const KINDS: readonly JobKind[] = ["mutation", "action"];
/** Real even while the test's timers are fake. */
const { setTimeout: realSetTimeout } = globalThis;
/** Turns of the event loop to wait for a timer made before the clock was faked. */
const MAX_IDLE_TURNS = 20;

const turn = () => new Promise((resolve) => realSetTimeout(resolve, 0));

export class JobTimers {
  readonly #host: JobHost;
  readonly #deployment: Deployment;
  readonly #stopListening: () => void;
  readonly #seen = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #waiting = 0;
  #stopped = false;

  constructor(host: JobHost, deployment: Deployment) {
    this.#host = host;
    this.#deployment = deployment;
    this.#stopListening = host.engine.onCommit(({ tables }) => {
      if (tables.has("_jobs")) {
        void this.refresh();
      }
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
  }

  /** Gives every new job its timer. */
  async refresh(): Promise<void> {
    if (this.#stopped) {
      return;
    }
    const { value: jobs } = await this.#host.engine.read((tx) =>
      KINDS.flatMap((kind) =>
        [...jobsInOrder(tx, kind, "waiting")].map(readJob),
      ),
    );
    for (const job of jobs) {
      if (this.#seen.has(job.rowId)) {
        continue;
      }
      this.#seen.add(job.rowId);
      this.#waiting += 1;
      const delay = Math.max(0, (job.nextTs ?? 0) - Date.now());
      setTimeout(() => this.#launch(job), delay);
    }
  }

  #launch(job: JobRow): void {
    this.#waiting -= 1;
    if (this.#stopped) {
      return;
    }
    const finished = runJob(this.#host, this.#deployment, job)
      .then(() => this.refresh())
      .finally(() => this.#running.delete(finished));
    this.#running.add(finished);
  }

  async finishRunning(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }

  /** Until nothing runs or waits; `advance` moves the fake clock. */
  async finishAll(advance: () => void, maxRounds: number): Promise<void> {
    let idle = 0;
    for (let round = 0; round < maxRounds; round += 1) {
      advance();
      if (this.#running.size > 0) {
        idle = 0;
        await this.#finishWhile(advance);
      } else if (this.#waiting === 0 || idle === MAX_IDLE_TURNS) {
        return;
      } else {
        idle += 1;
        await turn();
      }
    }
    throw new Error(
      "finishAllScheduledFunctions: too many iterations. Do functions schedule each other forever?",
    );
  }

  /** An action may itself wait for the fake clock. */
  async #finishWhile(advance: () => void): Promise<void> {
    let done = false;
    const finished = this.finishRunning().finally(() => (done = true));
    for (; !done; await turn()) {
      advance();
    }
    await finished;
  }
}
