/**
 * The loop over due jobs and crons: woken by commits that schedule, otherwise
 * parked until the next one is due.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Transaction } from "../engine";
import { messageOf } from "../errors";
import { logFailure } from "../execution/logs";
import { Date, setImmediate, setTimeout } from "../host/hostGlobals";
import { runCron, stopRunning } from "./cronRuns";
import { allCrons, type CronRow } from "./cronTable";
import { failInterruptedActions, type JobHost, runJob } from "./jobs";
import { type JobKind, type JobRow, jobsInOrder, readJob } from "./queue";

const DEFAULT_CONCURRENCY = 64;
/** Timers of Node cannot wait longer than this. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A failing host (not a failing function) is retried, doubling from here. */
const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = 60_000;
/**
 * A mutation that ran for too long is tried so often before it has failed: for
 * a minute, since the machine may be to blame.
 */
const TIME_LIMIT_TRIES = 8;
const KINDS: readonly JobKind[] = ["mutation", "action"];

interface DueWork {
  jobs: JobRow[];
  crons: CronRow[];
  /** Time of the first thing that is not due yet, ms. */
  nextAt: number;
}

type Run = (isLastTry: boolean) => Promise<void>;

/** Runs what is due until it is stopped. */
export class Scheduler {
  /** Row ids of what is running or waits for its retry. */
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #running = { mutation: 0, action: 0 };
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** Crons are looked at only when one is due or their table has changed, ms. */
  #nextCronAt = 0;
  #polling = false;
  #pollAgain = false;
  readonly #stopping = new AbortController();
  readonly #host: JobHost;
  readonly #concurrency: number;
  readonly #retryBaseMs: number;

  /**
   * @param concurrency runs in flight at once, per kind (production: 8 in all)
   * @param retryBaseMs the first pause before a run is tried again
   */
  constructor(
    host: JobHost,
    concurrency = DEFAULT_CONCURRENCY,
    retryBaseMs = RETRY_BASE_MS,
  ) {
    this.#host = host;
    this.#concurrency = concurrency;
    this.#retryBaseMs = retryBaseMs;
    this.#stopListening = host.engine.onCommit(({ tables }) => {
      if (tables.has("_cron_jobs")) {
        this.#nextCronAt = 0;
      }
      if (tables.has("_jobs") || tables.has("_cron_jobs")) {
        this.wake();
      }
    });
  }

  /** Settles what a crash left behind, then starts the loop. */
  async start(): Promise<void> {
    const { engine, log } = this.#host;
    const { value: failed_actions } = await engine.write("recover", (tx) => {
      for (const cron of allCrons(tx)) {
        if (cron.running) {
          stopRunning(tx, cron.rowId);
        }
      }
      return failInterruptedActions(tx);
    });
    if (failed_actions > 0) {
      log({ level: "warn", event: "scheduler.recovered", failed_actions });
    }
    this.wake();
  }

  /** Starts nothing more. */
  halt(): void {
    this.#stopping.abort();
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.halt();
    await Promise.all(this.#inFlight.values());
  }

  /** Looks for due work soon; calls in between fold into one look. */
  wake(): void {
    if (this.#stopping.signal.aborted) {
      return;
    }
    if (this.#polling) {
      this.#pollAgain = true;
      return;
    }
    this.#polling = true;
    setImmediate(() => void this.#poll());
  }

  async #poll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pollAgain = false;
    try {
      const { value } = await this.#host.engine.read((tx) => this.#due(tx));
      this.#launchAll(value);
      this.#park(value.nextAt);
    } catch (error) {
      logFailure(this.#host.log, "scheduler.poll_failed", error);
      this.#park(Date.now() + RETRY_BASE_MS);
    } finally {
      this.#polling = false;
      if (this.#pollAgain) {
        this.wake();
      }
    }
  }

  #park(nextAt: number): void {
    if (this.#stopping.signal.aborted || nextAt === Infinity) {
      return;
    }
    const delay = Math.min(Math.max(0, nextAt - Date.now()), MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.wake(), delay);
  }

  #due(tx: Transaction): DueWork {
    const work: DueWork = { jobs: [], crons: [], nextAt: Infinity };
    for (const kind of KINDS) {
      this.#dueJobs(tx, kind, work);
    }
    if (this.#nextCronAt <= tx.now) {
      this.#dueCrons(tx, work);
    }
    work.nextAt = Math.min(work.nextAt, this.#nextCronAt);
    return work;
  }

  #dueCrons(tx: Transaction, work: DueWork): void {
    this.#nextCronAt = Infinity;
    for (const cron of allCrons(tx)) {
      if (this.#inFlight.has(cron.rowId)) {
        continue;
      }
      if (cron.nextTs <= tx.now) {
        work.crons.push(cron);
      } else {
        this.#nextCronAt = Math.min(this.#nextCronAt, cron.nextTs);
      }
    }
  }

  /** As many as there are free places; a full house is woken by the next end. */
  #dueJobs(tx: Transaction, kind: JobKind, work: DueWork): void {
    let places = this.#concurrency - this.#running[kind];
    // Mutations end soon and one look serves many, so they are taken in batches.
    const least = kind === "mutation" ? this.#concurrency / 2 : 1;
    if (places < least) {
      return;
    }
    for (const row of jobsInOrder(tx, kind, "waiting")) {
      if (this.#inFlight.has(row.id)) {
        continue;
      }
      const job = readJob(row);
      const at = job.nextTs ?? 0;
      if (at > tx.now) {
        work.nextAt = Math.min(work.nextAt, at);
        return;
      }
      work.jobs.push(job);
      places -= 1;
      if (places === 0) {
        return;
      }
    }
  }

  #launchAll({ jobs, crons }: DueWork): void {
    const host = this.#host;
    const running = this.#running;
    const { deployment } = host;
    if (deployment === null) {
      return;
    }
    for (const job of jobs) {
      running[job.kind] += 1;
      const run = (isLastTry: boolean) =>
        runJob(host, deployment, job, isLastTry);
      this.#launch(job, job.path, run, () => (running[job.kind] -= 1));
    }
    for (const cron of crons) {
      const run = (isLastTry: boolean) =>
        runCron(host, deployment, cron, isLastTry);
      this.#launch(cron, cron.name, run, () => (this.#nextCronAt = 0));
    }
  }

  #launch(
    { rowId }: { rowId: string },
    path: string,
    run: Run,
    ended: () => unknown,
  ): void {
    const finished = this.#persist(path, run).finally(() => {
      this.#inFlight.delete(rowId);
      ended();
      this.wake();
    });
    this.#inFlight.set(rowId, finished);
  }

  /**
   * Failures of the host are retried until it stops, mutations that ran for too
   * long a while; other failures of functions are results.
   */
  async #persist(path: string, run: Run): Promise<void> {
    const { signal } = this.#stopping;
    let delay = this.#retryBaseMs;
    for (let tries = 1; ; tries += 1) {
      try {
        return await run(tries >= TIME_LIMIT_TRIES);
      } catch (error) {
        const message = messageOf(error);
        const event = "scheduler.run_failed";
        this.#host.log({ level: "error", event, function: path, message });
        await sleep(delay, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) {
          return;
        }
        delay = Math.min(2 * delay, RETRY_MAX_MS);
      }
    }
  }
}
