/** One run of an action: what its code sees and asks for. */
import type { GuestFailure } from "../../errors";
import type { Runtime } from "../guestFunctions";
import { leftOutMessage } from "../leftOut";
import { formatLine, type LogLevel, MAX_LINES } from "../logLine";
import { runAsHost, type GuestContext, type Syscalls } from "./context";
import type { RunLabel } from "../invocation";
import type { FromWorker, ToWorker } from "./messages";
import type { MountModules } from "./modules";
import { Refusal, toFailure, toGuestError } from "./refusal";

export type Post = (message: FromWorker) => void;

/** System calls that the main thread has not answered. */
export class PendingCalls {
  readonly #post: Post;
  readonly #waiting = new Map<
    number,
    (answer: string | GuestFailure) => void
  >();
  #next = 0;

  constructor(post: Post) {
    this.#post = post;
  }

  /** Resolves to JSON text, or to why there is none. */
  ask(run: number, op: string, json: string): Promise<string | GuestFailure> {
    const call = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(call, resolve);
      this.#post({ type: "call", run, call, op, json });
    });
  }

  answer(message: ToWorker & { type: "answer" | "refuse" }): void {
    const settle = this.#waiting.get(message.call);
    this.#waiting.delete(message.call);
    settle?.(message.type === "answer" ? message.json : message.failure);
  }
}

/** One run can let errors go for ever. */
const MAX_LOST_ERRORS = 20;

export class Run implements GuestContext {
  readonly activity = "action";
  readonly frozenNow = null;
  readonly random = null;
  readonly env: Readonly<Record<string, string>>;
  readonly require: NodeJS.Require;
  readonly syscalls: Syscalls;
  #lines = 0;
  #lostErrors = 0;
  /** By name: operations that have not been answered. */
  readonly #begun = new Map<string, number>();
  readonly #post: Post;

  constructor(
    readonly id: number,
    readonly label: RunLabel,
    readonly runtime: Runtime,
    readonly modules: MountModules,
    calls: PendingCalls,
    post: Post,
  ) {
    // In Node's it can be set.
    this.env = runtime === "node" ? { ...modules.env } : modules.env;
    this.require = modules.require;
    this.syscalls = syscallsOf(this, calls);
    this.#post = post;
  }

  /** The main thread knows no more lines than these. */
  log(level: LogLevel, args: readonly unknown[]): void {
    if (this.#lines <= MAX_LINES) {
      this.#lines += 1;
      const line = runAsHost(() => formatLine(level, args));
      this.#post({ type: "log", run: this.id, line });
    }
  }

  begin(operation: string): () => void {
    const count = this.#begun.get(operation) ?? 0;
    this.#begun.set(operation, count + 1);
    return () => {
      const now = this.#begun.get(operation) ?? 1;
      this.#begun.set(operation, now - 1);
    };
  }

  /** Tells of what was begun and not awaited; to be called at the answer. */
  warnOfUnawaited(): void {
    const open = [...this.#begun].filter(([, count]) => count > 0);
    if (open.length === 0) {
      return;
    }
    const total = open.reduce((sum, [, count]) => sum + count, 0);
    const names = open.map(([name]) => name).sort();
    const text = `${total} unawaited operation${total === 1 ? "" : "s"}: [${names.join(", ")}]. Async operations should be awaited or they might not run. See https://docs.convex.dev/functions/actions#dangling-promises for more information.`;
    this.#post({ type: "warn", run: this.id, text });
  }

  fail(error: unknown): void {
    if (this.#lostErrors < MAX_LOST_ERRORS) {
      this.#lostErrors += 1;
      const failure = toFailure(error);
      const { id: run, label } = this;
      this.#post({ type: "lost", run, label, failure });
    }
  }
}

/** The functions that one action finds on the global `Convex`. */
function syscallsOf(run: Run, calls: PendingCalls): Syscalls {
  return {
    syscall(op) {
      throw new Refusal(`Unknown operation ${op}`);
    },
    async asyncSyscall(op, json) {
      const end = run.begin(shownOperation(op));
      try {
        const answer = await calls.ask(run.id, op, json);
        if (typeof answer !== "string") {
          throw toGuestError(answer);
        }
        return answer;
      } finally {
        end();
      }
    },
    jsSyscall(op) {
      throw new Refusal(leftOutMessage(op) ?? `Unknown JS operation ${op}`);
    },
  };
}

/** As production names it where it was not awaited. */
const shownOperation = (op: string) => op.replace(/^1\.0\/(actions\/)?/, "");
