/**
 * The thread of actions: runs what the main thread asks for, which answers its
 * system calls. Its code is bundled to a file of its own (`actions/script.ts`).
 */
import { type MessagePort, parentPort } from "node:worker_threads";
import { nextTurn } from "../../host/hostGlobals";
import { isGuestFunction } from "../guestFunctions";
import { runAsGuest } from "./context";
import { installGuestGlobals } from "./globals";
import { HttpRun } from "./httpRun";
import { type DescribedModule, PIECES_AHEAD, type ToWorker } from "./messages";
import { MountModules } from "./modules";
import { Outbox } from "./outbox";
import { watchOriginals } from "./originals";
import { Refusal, toFailure } from "./refusal";
import { PendingCalls, type Post, Run } from "./run";
import { catchUncaught } from "./uncaught";

type Message<T extends ToWorker["type"]> = ToWorker & { type: T };

class Thread {
  readonly #mounts = new Map<string, MountModules>();
  readonly #httpRuns = new Map<number, HttpRun>();
  /** What has not ended. */
  readonly #running = new Set<number>();
  readonly #originals = watchOriginals();
  readonly #calls: PendingCalls;
  readonly #post: Post;

  constructor(post: Post) {
    this.#post = post;
    this.#calls = new PendingCalls(post);
  }

  take(message: ToWorker): void {
    switch (message.type) {
      case "mount":
        return this.#mount(message);
      case "run":
        return void this.#run(message);
      case "respond":
        return void this.#respond(message);
      case "describe":
        return void this.#describe(message);
      case "load":
        return this.#load(message);
      case "answer":
      case "refuse":
        return this.#calls.answer(message);
      case "piece":
        return this.#httpRuns.get(message.run)?.body?.take(message.bytes);
      case "broken":
        return this.#httpRuns.get(message.run)?.body?.break(message.message);
      case "read":
        return this.#read(message.run);
      case "end":
        return this.#end(message.run);
      case "ping":
        return this.#post({ type: "pong" });
    }
  }

  /** Of an error that belongs to no run. */
  tell(error: unknown, isImport: boolean): void {
    this.#post({ type: "stray", isImport, failure: toFailure(error) });
  }

  #mount(message: Message<"mount">): void {
    const failedLate = (error: unknown) => this.tell(error, true);
    const imported = () => this.#originals.keep();
    this.#mounts.set(
      message.directory,
      new MountModules(message, failedLate, imported),
    );
  }

  /** @throws Refusal for a mount that was not announced */
  #modules(directory: string): MountModules {
    const modules = this.#mounts.get(directory);
    if (modules === undefined) {
      throw new Refusal("The mount is not known -- invariant");
    }
    return modules;
  }

  #begin(id: number): void {
    if (this.#running.size === 0) {
      this.#originals.restore();
    }
    this.#running.add(id);
  }

  #fail(id: number, error: unknown): void {
    this.#running.delete(id);
    this.#httpRuns.delete(id);
    this.#post({ type: "failed", run: id, failure: toFailure(error) });
  }

  async #run(message: Message<"run">): Promise<void> {
    const { run: id, runtime, directory, argsJson } = message;
    this.#begin(id);
    try {
      const modules = this.#modules(directory);
      const { path, component, requestId } = message;
      const label = { path, component, requestId };
      const run = new Run(id, label, runtime, modules, this.#calls, this.#post);
      const [module = "", name = ""] = path.split(":");
      const namespace = await modules.load(`${module}.js`, runtime);
      const fn = namespace[name];
      if (!isGuestFunction(fn)) {
        throw new Refusal(`${path} is no function.`);
      }
      const json = await runAsGuest(run, () =>
        fn.invokeAction(requestId, argsJson),
      );
      run.warnOfUnawaited();
      // What it let go fails it before it has answered.
      await nextTurn();
      this.#running.delete(id);
      this.#post({ type: "done", run: id, json });
    } catch (error) {
      this.#fail(id, error);
    }
  }

  async #respond(message: Message<"respond">): Promise<void> {
    const { run: id, path, component, requestId } = message;
    this.#begin(id);
    try {
      const modules = this.#modules(message.directory);
      const label = { path, component, requestId };
      const run = new Run(
        ...([id, label, "isolate", modules] as const),
        ...([this.#calls, this.#post] as const),
      );
      const httpRun = new HttpRun(run, message, this.#post);
      this.#httpRuns.set(id, httpRun);
      await httpRun.respond();
      for (let ahead = 0; ahead < PIECES_AHEAD; ahead += 1) {
        this.#read(id);
      }
    } catch (error) {
      this.#fail(id, error);
    }
  }

  #read(id: number): void {
    const httpRun = this.#httpRuns.get(id);
    httpRun
      ?.read()
      .then((isLast) => {
        if (isLast) {
          this.#httpRuns.delete(id);
          this.#running.delete(id);
        }
      })
      .catch((error: unknown) => this.#fail(id, error));
  }

  #end(id: number): void {
    const httpRun = this.#httpRuns.get(id);
    this.#httpRuns.delete(id);
    this.#running.delete(id);
    httpRun?.end();
  }

  async #describe(message: Message<"describe">): Promise<void> {
    const { run, directory } = message;
    const modules: DescribedModule[] = [];
    for (const path of message.modules) {
      try {
        const functions = await this.#modules(directory).describe(path);
        modules.push({ functions });
      } catch (error) {
        modules.push({ failure: toFailure(error) });
      }
    }
    this.#post({ type: "described", run, modules });
  }

  /** Before it is needed; whoever needs it learns why it does not load. */
  #load({ directory, module }: Message<"load">): void {
    this.#modules(directory)
      .load(module, "isolate")
      .catch(() => undefined);
  }
}

installGuestGlobals();
// Guest code can reach the parent's port, but not this one.
parentPort?.once("message", (port: MessagePort) => {
  const { post } = new Outbox(port);
  const thread = new Thread(post);
  catchUncaught((error) => thread.tell(error, false));
  port.on("message", (message: ToWorker) => thread.take(message));
  post({ type: "ready" });
});
