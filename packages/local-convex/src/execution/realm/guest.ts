/** What a realm needs of the code that runs in it, and what comes out of it. */
import type { LogLevel } from "../logLine";
import type { SeededRandom } from "../random";

/** An import, or one run of a query or mutation. */
export interface RealmGuest {
  readonly activity: "import" | "query" | "mutation";
  /** Frozen wall clock, ms. */
  readonly frozenNow: number;
  readonly random: SeededRandom;
  /** Past it a step is stopped, ms; undefined: never. */
  readonly stepLimitMs: number | undefined;
  /** Told of each step. @param ms how long it took */
  stepped(ms: number): void;
  log(level: LogLevel, args: readonly unknown[]): void;
  /** Takes an error that nobody caught. */
  fail(error: unknown): void;
  /** @throws what the guest is to be told */
  syscall(op: string, json: string): string;
  /**
   * The answer, or how to get it once the guest waits for it: what runs guest
   * code in turn, or takes time.
   * @throws what the guest is to be told
   */
  asyncSyscall(op: string, json: string): string | (() => Promise<string>);
}

/** What guest code threw: texts that were read inside of its realm. */
export interface Thrown {
  /** Of what is no error. */
  text?: string;
  name?: string;
  message?: string;
  stack?: string;
  /** JSON text of the data of a `ConvexError`. */
  data?: string;
}

/** Stands in the host for what guest code threw. */
export class GuestError extends Error {
  override name = "GuestError";
  constructor(readonly thrown: Thrown) {
    super(thrown.message ?? thrown.text);
  }
}

/** Guest code ran on and was stopped in the middle. */
export class EndlessStepError extends Error {
  override name = "EndlessStepError";
}

/** Where the queries and mutations of one mount run. */
export interface GuestRealm {
  /**
   * Calls a function, and answers its system calls until it is done.
   * @returns JSON text
   * @throws what guest code threw, as the host's
   */
  run(guest: RealmGuest, invoke: () => unknown): Promise<string>;
  /** An error of the realm as the host's. */
  asHostError(thrown: unknown): unknown;
}
