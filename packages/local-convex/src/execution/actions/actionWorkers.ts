/**
 * The threads of one deployment's actions. HTTP actions have one of their own,
 * so that nothing that takes long holds them up, and "use node" code has. Each
 * begins when it is needed, and is replaced when it has ended.
 */
import { type FrameMapper, toFunctionFailure } from "../../errors";
import type { Mount } from "../deployment";
import type { Invocation, RunLabel } from "../invocation";
import { type HostLog, logFailure, logStray } from "../logs";
import type { DescribedModule, MountFiles } from "../worker/messages";
import type { ActionHost, ActionRequest, ActionResponse } from "./actionHost";
import { GuestWorker, type WorkerOptions } from "./guestWorker";

export interface ThreadOptions extends Pick<
  WorkerOptions,
  "script" | "watchMs" | "memoryMiB"
> {
  /** Every thread that has not ended is in it. */
  alive: Set<GuestWorker>;
}

export interface ActionWorkersOptions extends ThreadOptions {
  /** Where packages of "use node" files resolve from. */
  nodeModules: string;
  /** What `Date.now()` says while modules are imported, ms. */
  now: number;
  log: HostLog;
  mapFrames: FrameMapper;
}

type Kind = "http" | "isolate" | "node";

export class ActionWorkers implements ActionHost {
  readonly #options: ActionWorkersOptions;
  readonly #workers = new Map<Kind, GuestWorker>();
  /** Else its threads end when they have nothing to do. */
  #isServing = false;

  constructor(options: ActionWorkersOptions) {
    this.#options = options;
  }

  run(invocation: Invocation, argsJson: string): Promise<string> {
    const files = this.#filesOf(invocation.mount);
    return this.#worker(invocation.runtime).run(invocation, files, argsJson);
  }

  respond(
    invocation: Invocation,
    request: ActionRequest,
  ): Promise<ActionResponse> {
    const files = this.#filesOf(invocation.mount);
    return this.#worker("http").respond(invocation, files, request);
  }

  /** The functions of a mount's "use node" modules. */
  describe(
    mount: FilesOf,
    modules: string[],
  ): Promise<readonly DescribedModule[]> {
    return this.#worker("node").describe(this.#filesOf(mount), modules);
  }

  /** Keeps its threads; the one of HTTP actions begins at once. */
  serve(mounts: Iterable<Mount>): void {
    this.#isServing = true;
    for (const mount of mounts) {
      if (mount.router !== null) {
        this.#worker("http").load(this.#filesOf(mount), "http.js");
      }
    }
  }

  /** Other code serves; what runs may go on. */
  retire(): void {
    this.#isServing = false;
    for (const worker of this.#workers.values()) {
      this.#endIfIdle(worker);
    }
  }

  #endIfIdle(worker: GuestWorker): void {
    if (!this.#isServing && worker.isIdle && !worker.isOver) {
      void worker.terminate(null);
    }
  }

  #filesOf({ directory, node }: FilesOf): MountFiles {
    const { nodeModules, now } = this.#options;
    return { directory, env: node.env, nodeModules, now };
  }

  #worker(kind: Kind): GuestWorker {
    const known = this.#workers.get(kind);
    if (known !== undefined && !known.isOver) {
      return known;
    }
    const { alive } = this.#options;
    const options = { ...this.#options, name: `convex ${kind}` };
    const worker = new GuestWorker(options, {
      stray: (error, label, isImport) =>
        this.#tellStray(error, label, isImport),
      ended: (reason, running) => {
        alive.delete(worker);
        this.#tellEnd(kind, reason, running);
      },
      idle: () => this.#endIfIdle(worker),
    });
    alive.add(worker);
    this.#workers.set(kind, worker);
    return worker;
  }

  #tellStray(error: unknown, label: RunLabel | null, isImport: boolean): void {
    const { log, mapFrames } = this.#options;
    if (label !== null) {
      return logStray(log, label, toFunctionFailure(error, mapFrames));
    }
    const event = isImport ? "push.stray_error" : "actions.stray_error";
    logFailure(log, event, error);
  }

  #tellEnd(
    kind: Kind,
    reason: string | null,
    running: readonly Invocation[],
  ): void {
    if (reason !== null) {
      const functions = [...new Set(running.map(({ fn }) => fn.path))];
      const event = "actions.thread_ended";
      this.#options.log({ level: "error", event, kind, reason, functions });
    }
  }
}

/** What a thread has to know of a mount. */
type FilesOf = Pick<Mount, "directory" | "node">;
