/**
 * Which guest code is running right now. Its modules share their thread with a
 * little code of the host's, so the globals they see are resolved through this
 * storage: inside a context they see Convex's world, outside of any they see
 * Node's.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Runtime } from "../guestFunctions";
import type { LogLevel } from "../logLine";
import type { SeededRandom } from "../random";

/** The three functions guest code finds on the global `Convex`. */
export interface Syscalls {
  syscall(op: string, json: string): string;
  asyncSyscall(op: string, json: string): Promise<string>;
  jsSyscall(op: string, args: object): unknown;
}

export interface GuestContext {
  readonly runtime: Runtime;
  /** What the code is doing, for the words of refusals. */
  readonly activity: "import" | "query" | "mutation" | "action";
  /** Frozen wall clock in ms; null in actions, whose time is real. */
  readonly frozenNow: number | null;
  /** Seeded stream; null in actions, whose chance is real. */
  readonly random: SeededRandom | null;
  readonly env: Readonly<Record<string, string>>;
  readonly syscalls: Syscalls | null;
  /** The global `require` of "use node" code; packages resolve from its project. */
  readonly require: NodeJS.Require;
  log(level: LogLevel, args: readonly unknown[]): void;
  /** Counts an operation as not awaited until what it returns is called. */
  begin?(operation: string): () => void;
  /** Takes an error that nobody caught; called outside of the context. */
  fail(error: unknown): void;
}

const storage = new AsyncLocalStorage<GuestContext | undefined>();

/** The context of the guest code that is running, or undefined in host code. */
export function currentGuest(): GuestContext | undefined {
  return storage.getStore();
}

/** Runs `body` with the guest's globals in place. */
export function runAsGuest<T>(context: GuestContext, body: () => T): T {
  return storage.run(context, body);
}

/** Leaves the guest's world: system calls run here, so the host keeps its own clock and timers. */
export function runAsHost<T>(body: () => T): T {
  return storage.run(undefined, body);
}
