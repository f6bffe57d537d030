/** Runs modules for the first time: with what they see then, and what comes of it. */
import {
  DeveloperError,
  type FrameMapper,
  PushError,
  toFunctionFailure,
} from "../errors";
import { type HostLog, logFailure } from "../execution/logs";
import { SeededRandom } from "../execution/random";
import type { RealmGuest } from "../execution/realm/guest";
import type { Realm } from "../execution/realm/realm";
import { guestTurns } from "../execution/turns";
import { nextTurn } from "../host/hostGlobals";

export interface ImportOptions {
  /** Milliseconds; what `Date.now()` says while modules are imported. */
  now: number;
  log: HostLog;
  mapFrames: FrameMapper;
}

/** A module that takes longer never ends, on however slow a machine. */
const IMPORT_LIMIT_MS = 60_000;

/** The imports of one evaluation, one at a time. */
export class Importer {
  readonly #options: ImportOptions;
  readonly #random = SeededRandom.fresh();
  readonly #guest: RealmGuest;
  #isLoading = false;
  /** What a module that was being imported let go. */
  #uncaught: { error: unknown } | null = null;

  constructor(options: ImportOptions) {
    this.#options = options;
    const refuse = (): never => {
      throw new DeveloperError("Nothing can be called at import time.");
    };
    this.#guest = {
      activity: "import",
      frozenNow: options.now,
      random: this.#random,
      stepLimitMs: IMPORT_LIMIT_MS,
      stepped: () => undefined,
      log: () => undefined,
      fail: (error) => this.#fail(error),
      syscall: refuse,
      asyncSyscall: refuse,
    };
  }

  /** Runs what imports in its turn, so that what it lets go is known to be its. */
  inRealm<T>(realm: Realm, body: () => T): Promise<T> {
    const holder = {
      fail: (error: unknown) => this.#fail(error),
      asHostError: (thrown: unknown) => realm.asHostError(thrown),
    };
    return guestTurns.take(holder, async () => {
      const value = realm.call(this.#guest, body);
      await nextTurn();
      return value;
    });
  }

  /** An error that nobody caught fails the import, or what comes later is told. */
  #fail(error: unknown): void {
    if (this.#isLoading) {
      this.#uncaught ??= { error };
    } else {
      logFailure(this.#options.log, "push.stray_error", error);
    }
  }

  /**
   * Names the module in whatever its evaluation threw.
   * @throws PushError
   */
  async guarded<T>(module: string, body: () => Promise<T>): Promise<T> {
    this.#isLoading = true;
    try {
      const value = await body();
      await nextTurn();
      if (this.#uncaught !== null) {
        throw this.#uncaught.error;
      }
      return value;
    } catch (error) {
      if (error instanceof PushError) {
        throw error;
      }
      const { message } = toFunctionFailure(error, this.#options.mapFrames);
      throw new PushError(
        "InvalidModules",
        `Loading the pushed modules encountered the following error:\nFailed to analyze ${module}: ${message}`,
      );
    } finally {
      this.#isLoading = false;
    }
  }
}
