/**
 * The one writer: takes queued transactions in order, runs them over a batch,
 * commits the batch once, then answers. Nothing is answered before the batch it
 * could have read from is durable.
 */
import { performance, setImmediate, setTimeout } from "../host/hostGlobals";
import type { Commit } from "../overlay/types";
import type { Batch, Body, Database, Result } from "./database";
import { type Urgency, WriteQueue } from "./writeQueue";

const MAX_BATCH_TRANSACTIONS = 64;
const MAX_BATCH_MS = 5;

const ignore = () => undefined;

/** Runs a transaction; the returned function answers its caller. */
type Job = (batch: Batch) => Promise<(committed: Promise<void>) => void>;

/** Runs queued transactions and makes each batch durable at once. */
export class Writer {
  readonly #database: Database;
  readonly #listeners = new Set<(commit: Commit) => void>();
  readonly #queue = new WriteQueue<Job>();
  #wake: () => void = () => undefined;
  #working: Promise<void> | null = null;

  constructor(database: Database) {
    this.#database = database;
  }

  write<T>(
    label: string,
    body: Body<T>,
    urgency: Urgency = "interactive",
  ): Promise<Result<T>> {
    const askedAt = this.#database.contention.position;
    return new Promise((resolve, reject) => {
      const job: Job = async (batch) => {
        const running = this.#database.runInBatch(batch, label, body, askedAt);
        await running.then(ignore, ignore);
        return (committed) =>
          void committed.then(() => resolve(running), reject);
      };
      this.#queue.push(job, urgency);
      this.#wake();
      this.#working ??= this.#work();
    });
  }

  /** Makes room for what a request may write; the result ends that. */
  expectRequest(): () => void {
    const answered = this.#queue.began(performance.now());
    return () => {
      answered();
      this.#wake();
    };
  }

  onCommit(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when everything queued so far is answered. */
  async idle(): Promise<void> {
    while (this.#working !== null) {
      await this.#working;
    }
  }

  async #work(): Promise<void> {
    // Lets writes queued by the same code join the first batch.
    await Promise.resolve();
    while (!this.#queue.isEmpty) {
      const turn = this.#queue.turn(performance.now());
      if (typeof turn === "string") {
        await this.#runBatch(turn);
      } else {
        await this.#nextWrite(turn.waitMs);
      }
    }
    this.#working = null;
  }

  /** Resolves at the next call of `write`, or when the time is over. */
  #nextWrite(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #runBatch(urgency: Urgency): Promise<void> {
    const batch = this.#database.beginBatch();
    const answers: Awaited<ReturnType<Job>>[] = [];
    const startedAt = performance.now();
    do {
      const job = this.#queue.take(urgency, answers.length === 0);
      if (job === undefined) {
        break;
      }
      answers.push(await job(batch));
    } while (
      answers.length < MAX_BATCH_TRANSACTIONS &&
      performance.now() - startedAt < MAX_BATCH_MS
    );
    const committed = this.#database.commitBatch(batch);
    for (const answer of answers) {
      answer(committed);
    }
    const [outcome] = await Promise.allSettled([committed]);
    this.#queue.ended(urgency, startedAt, performance.now());
    if (outcome.status === "rejected") {
      return;
    }
    for (const commit of batch.commits) {
      this.#announce(commit);
    }
  }

  #announce(commit: Commit): void {
    for (const listener of this.#listeners) {
      try {
        listener(commit);
      } catch (error) {
        // A listener's bug must neither stop the writer nor stay unseen.
        setImmediate(() => {
          throw error;
        });
      }
    }
  }
}
