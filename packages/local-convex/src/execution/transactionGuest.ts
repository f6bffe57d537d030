/** A query or mutation as its realm knows it. */
import type { Transaction } from "../engine";
import type { LogLevel } from "./logLine";
import type { Invocation } from "./invocation";
import type { SeededRandom } from "./random";
import type { RealmGuest } from "./realm/guest";
import type { SyscallHost } from "./syscallHost";
import { transactionCalls } from "./syscalls";

/** What the realm may do in the name of one invocation. */
export class TransactionGuest implements RealmGuest {
  readonly activity: RealmGuest["activity"];
  readonly syscall: RealmGuest["syscall"];
  readonly asyncSyscall: RealmGuest["asyncSyscall"];
  /** Of those so far. */
  longestStepMs = 0;
  readonly #invocation: Invocation;
  readonly #tx: Transaction;

  constructor(
    host: SyscallHost,
    invocation: Invocation,
    tx: Transaction,
    readonly stepLimitMs: number | undefined,
  ) {
    this.#invocation = invocation;
    this.#tx = tx;
    this.activity = invocation.activity === "query" ? "query" : "mutation";
    const calls = transactionCalls(host, invocation, tx);
    this.syscall = calls.syscall;
    this.asyncSyscall = calls.asyncSyscall;
  }

  get frozenNow(): number {
    return this.#invocation.frozenNow ?? this.#tx.now;
  }

  get random(): SeededRandom {
    const { random } = this.#invocation;
    if (random === null) {
      throw new Error("A transaction has chance -- invariant");
    }
    return random;
  }

  stepped(ms: number): void {
    this.longestStepMs = Math.max(this.longestStepMs, ms);
  }

  log(level: LogLevel, args: readonly unknown[]): void {
    this.#invocation.log(level, args);
  }

  fail(error: unknown): void {
    this.#invocation.fail(error);
  }
}
