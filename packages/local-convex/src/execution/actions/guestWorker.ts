/**
 * One thread of actions, as the main thread sees it: what runs there, what it
 * asks for, and whether it still answers. However it ends, what runs there fails.
 */
import { pathToFileURL } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import {
  DeveloperError,
  FunctionFailure,
  INTERRUPTED,
  messageOf,
  toGuestFailure,
} from "../../errors";
import { process, setInterval } from "../../host/hostGlobals";
import {
  ALREADY_RETURNED,
  type Invocation,
  type RunLabel,
} from "../invocation";
import { GuestError } from "../realm/guest";
import type {
  DescribedModule,
  Failure,
  FromWorker,
  MountFiles,
  ToWorker,
} from "../worker/messages";
import type { ActionRequest, ActionResponse, StreamedBody } from "./actionHost";
import { PieceQueue } from "./pieceQueue";

export interface WorkerOptions {
  /** File of the thread's code. */
  script: string;
  /** For tools that list threads. */
  name: string;
  /** Past it a thread that does not answer is taken for one that never will, ms. */
  watchMs: number;
  /** What its objects may take, MiB. */
  memoryMiB: number;
}

export interface WorkerEvents {
  /** An error that nobody caught, and whose run has its answer or is none. */
  stray(error: unknown, label: RunLabel | null, isImport: boolean): void;
  /** @param reason null when it was asked to end */
  ended(reason: string | null, running: readonly Invocation[]): void;
  /** Nothing runs any more. */
  idle(): void;
}

/** What the main thread waits for. */
interface Task {
  /** Null of an import. */
  invocation: Invocation | null;
  /** The body of its request. */
  body: StreamedBody | null;
  take(message: FromWorker): void;
  fail(error: Error): void;
}

/** How often a thread is asked within the limit. */
const ASKS = 8;
/** An import may load large packages from a slow disk. */
const LEAST_IMPORT_MS = 60_000;

export class GuestWorker {
  readonly #options: WorkerOptions;
  readonly #events: WorkerEvents;
  readonly #worker: Worker;
  readonly #channel = new MessageChannel();
  readonly #tasks = new Map<number, Task>();
  /** Directories of the mounts that it knows. */
  readonly #announced = new Set<string>();
  readonly #ended: Promise<unknown>;
  #nextRun = 0;
  #isReady = false;
  #isOver = false;
  #reason: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isAsked = false;
  #missed = 0;
  /** Something was given up there that may go on. */
  #isDoubtful = false;

  constructor(options: WorkerOptions, events: WorkerEvents) {
    this.#options = options;
    this.#events = events;
    this.#worker = new Worker(pathToFileURL(options.script), {
      ...{ name: options.name, argv: [], execArgv: [], env: threadEnv() },
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMiB },
    });
    const { port1, port2 } = this.#channel;
    this.#worker.postMessage(port2, [port2]);
    port1.on("message", (messages: readonly FromWorker[]) => {
      for (const message of messages) {
        this.#take(message);
      }
    });
    this.#worker.on("error", (error) => {
      this.#reason ??= this.#whyOf(error);
    });
    this.#ended = new Promise((resolve) =>
      this.#worker.once("exit", (code) => resolve(this.#end(code))),
    );
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isIdle(): boolean {
    return this.#tasks.size === 0;
  }

  /** @param reason null when it is no longer needed */
  async terminate(reason: string | null): Promise<void> {
    this.#isOver = true;
    this.#reason ??= reason;
    await this.#worker.terminate();
    await this.#ended;
  }

  run(
    invocation: Invocation,
    files: MountFiles,
    argsJson: string,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const run = this.#begin(files, {
        ...{ invocation, body: null, fail: reject },
        take: (message) => message.type === "done" && resolve(message.json),
      });
      const { runtime, label } = invocation;
      const { directory } = files;
      this.#post({ type: "run", run, ...label, directory, runtime, argsJson });
    });
  }

  respond(
    invocation: Invocation,
    files: MountFiles,
    { body, ...request }: ActionRequest,
  ): Promise<ActionResponse> {
    return new Promise((resolve, reject) => {
      const pieces = new PieceQueue(() => this.#post({ type: "read", run }));
      const isWhole = body === null || body instanceof Uint8Array;
      const run = this.#begin(files, {
        ...{ invocation, body: isWhole ? null : body },
        take(message) {
          if (message.type === "head") {
            const { status, headers } = message;
            resolve({ status, headers, next: () => pieces.next() });
          } else if (message.type === "chunk") {
            pieces.push(message.bytes);
          }
        },
        fail(error) {
          reject(error);
          pieces.fail(error);
        },
      });
      this.#post({
        ...{ type: "respond", run, ...invocation.label, ...request },
        ...{ directory: files.directory, body: isWhole ? body : "stream" },
      });
    });
  }

  /** The functions of "use node" modules. */
  describe(
    files: MountFiles,
    modules: string[],
  ): Promise<readonly DescribedModule[]> {
    return new Promise((resolve, reject) => {
      const run = this.#begin(files, {
        ...{ invocation: null, body: null, fail: reject },
        take: (message) =>
          message.type === "described" && resolve(message.modules),
      });
      const { directory } = files;
      this.#post({ type: "describe", run, directory, modules });
    });
  }

  /** Imports a module before it is needed. */
  load(files: MountFiles, module: string): void {
    this.#announce(files);
    this.#post({ type: "load", directory: files.directory, module });
  }

  #post(message: ToWorker): void {
    this.#channel.port1.postMessage(message);
  }

  #announce(files: MountFiles): void {
    if (!this.#announced.has(files.directory)) {
      this.#announced.add(files.directory);
      this.#post({ type: "mount", ...files });
    }
  }

  /** Its number. */
  #begin(files: MountFiles, task: Task): number {
    this.#announce(files);
    const run = this.#nextRun++;
    this.#tasks.set(run, task);
    task.invocation?.whenEnded(() => {
      if (this.#tasks.has(run)) {
        this.#isDoubtful = true;
        this.#post({ type: "end", run });
        this.#finish(run);
      }
    });
    this.#timer ??= setInterval(
      () => this.#watch(),
      this.#options.watchMs / ASKS,
    ).unref();
    return run;
  }

  #finish(run: number): void {
    this.#tasks.delete(run);
    if (this.#tasks.size === 0) {
      this.#events.idle();
    }
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case "ready":
        this.#isReady = true;
        return;
      case "pong":
        this.#isAsked = false;
        return;
      case "stray":
        return this.#events.stray(
          toError(message.failure),
          null,
          message.isImport,
        );
      default:
        return this.#takeOfRun(message);
    }
  }

  #takeOfRun(message: FromWorker & { run: number }): void {
    const { run } = message;
    const task = this.#tasks.get(run);
    switch (message.type) {
      case "call":
        return void this.#answer(message, task?.invocation ?? null);
      case "log":
        return task?.invocation?.call.logs.addLine(message.line);
      case "warn":
        return task?.invocation?.call.logs.warn(message.text);
      case "lost":
        return this.#takeLost(message, task?.invocation ?? null);
      case "pull":
        return void this.#pull(run, task?.body ?? null);
      case "enough":
        return task?.body?.cancel();
      case "failed":
        this.#finish(run);
        return task?.fail(toError(message.failure));
      default:
        task?.take(message);
        if (isLast(message)) {
          this.#finish(run);
        }
    }
  }

  #takeLost(
    { label, failure }: FromWorker & { type: "lost" },
    invocation: Invocation | null,
  ): void {
    const error = toError(failure);
    if (invocation === null) {
      this.#events.stray(error, label, false);
    } else {
      invocation.fail(error);
    }
  }

  async #answer(
    { call, op, json }: FromWorker & { type: "call" },
    invocation: Invocation | null,
  ): Promise<void> {
    try {
      const syscalls = invocation?.syscalls ?? null;
      if (syscalls === null) {
        throw new DeveloperError(ALREADY_RETURNED);
      }
      const answer = await syscalls.asyncSyscall(op, json);
      this.#post({ type: "answer", call, json: answer });
    } catch (error) {
      this.#post({ type: "refuse", call, failure: toGuestFailure(error) });
    }
  }

  async #pull(run: number, body: StreamedBody | null): Promise<void> {
    try {
      if (body === null) {
        throw new DeveloperError(ALREADY_RETURNED);
      }
      const bytes = await body.next();
      this.#post({ type: "piece", run, bytes });
    } catch (error) {
      this.#post({ type: "broken", run, message: messageOf(error) });
    }
  }

  /** Counts in looks, not in time: they stand still while this thread does. */
  #watch(): void {
    if (!this.#isReady) {
      return;
    }
    if (!this.#isAsked) {
      if (this.#tasks.size === 0 && !this.#isDoubtful) {
        clearInterval(this.#timer);
        this.#timer = undefined;
        return;
      }
      this.#isDoubtful = false;
      this.#isAsked = true;
      this.#missed = 0;
      return this.#post({ type: "ping" });
    }
    this.#missed += 1;
    const { watchMs } = this.#options;
    const limitMs = this.#isImporting
      ? Math.max(watchMs, LEAST_IMPORT_MS)
      : watchMs;
    if (this.#missed * (watchMs / ASKS) >= limitMs && !this.#isOver) {
      void this.terminate(`it did not answer for ${limitMs / 1000} s`);
    }
  }

  get #isImporting(): boolean {
    return [...this.#tasks.values()].some((task) => task.invocation === null);
  }

  #whyOf(error: unknown): string {
    const isFull =
      error instanceof Error &&
      "code" in error &&
      error.code === "ERR_WORKER_OUT_OF_MEMORY";
    return isFull
      ? `it took more memory than ${this.#options.memoryMiB} MiB`
      : messageOf(error);
  }

  #end(code: number): void {
    const isWanted = this.#isOver && this.#reason === null;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#channel.port1.close();
    const reason = this.#reason ?? `it ended with code ${code}`;
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    const running = tasks.flatMap(({ invocation }) => invocation ?? []);
    this.#events.ended(isWanted ? null : reason, running);
    for (const task of tasks) {
      task.fail(
        task.invocation === null
          ? new DeveloperError(`The thread that imports has ended: ${reason}.`)
          : new FunctionFailure(
              INTERRUPTED,
              undefined,
              `${INTERRUPTED}: ${reason}`,
            ),
      );
    }
  }
}

/** After which nothing comes of the run. */
function isLast(message: FromWorker): boolean {
  return message.type === "chunk"
    ? message.bytes === null
    : message.type === "done" || message.type === "described";
}

/** What of the process's variables code may need that asks Node for them. */
const SHARED_VARIABLES = ["PATH", "HOME", "TMPDIR", "TZ", "LANG"];

function threadEnv(): NodeJS.Dict<string> {
  const known = SHARED_VARIABLES.filter((name) => name in process.env);
  return Object.fromEntries(known.map((name) => [name, process.env[name]]));
}

export function toError(failure: Failure): Error {
  return "refusal" in failure
    ? new DeveloperError(failure.refusal)
    : new GuestError(failure.thrown);
}
