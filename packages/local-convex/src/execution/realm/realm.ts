/**
 * A realm: globals of its own, in which the queries and mutations of one mount
 * run. A function runs in steps. Each is one evaluation that goes on until the
 * guest's own microtasks are done, so that the guest which runs is a plain
 * variable; between two steps the host answers what the guest waits for.
 */
import { readFileSync } from "node:fs";
import { types } from "node:util";
import vm from "node:vm";
import {
  DeveloperError,
  type GuestFailure,
  toGuestFailure,
} from "../../errors";
import { crypto, performance } from "../../host/hostGlobals";
import {
  EndlessStepError,
  GuestError,
  type GuestRealm,
  type RealmGuest,
  type Thrown,
} from "./guest";
import { webClasses } from "./web";

type Answer = { value: unknown } | { error: GuestFailure };

/** The realm's side: what `prelude.js` returns. */
interface Prelude {
  start(invoke: () => unknown): void;
  answer(ticket: number, answer: Answer): void;
  describe(thrown: unknown): Thrown;
  /** Says that what modules have set up is to stay. */
  keep(): void;
  /** Puts back what a function has replaced since. */
  restore(): void;
}

type Outcome = { json: string } | { error: GuestError };

/** One run of guest code, over all of its steps. */
class Run {
  outcome: Outcome | null = null;
  /** What the guest waits for, in the order it asked. */
  pending: { ticket: number; answer: () => Promise<unknown> }[] = [];
  constructor(readonly guest: RealmGuest) {}
}

const PRELUDE = scriptOf("prelude", new URL("./prelude.js", import.meta.url));
const ORIGINALS = scriptOf(
  "originals",
  new URL("./originals.js", import.meta.url),
);
/** Where the host puts what the next step calls: found whatever guest code replaces. */
const STEP_KEY = "local-convex.step";
const STEP = new vm.Script(`this["${STEP_KEY}"]()`, {
  filename: "convex:step",
});

function scriptOf(name: string, file: URL): vm.Script {
  return new vm.Script(readFileSync(file, "utf8"), {
    filename: `convex:${name}`,
  });
}

function isPrelude(value: unknown): value is Prelude {
  return typeof value === "object" && value !== null && "start" in value;
}

const encoder = new TextEncoder();
const { subtle } = crypto;

/** Globals of its own, and the one guest that runs there. */
export class Realm implements GuestRealm {
  readonly #context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    microtaskMode: "afterEvaluate",
  });
  readonly #prelude: Prelude;
  #run: Run | null = null;
  #body: () => void = () => undefined;
  #nextTicket = 0;
  /** Runs that are not over: one, and those that it nests. */
  #running = 0;

  constructor(env: Readonly<Record<string, string>>) {
    Object.defineProperty(this.#context, STEP_KEY, {
      value: () => this.#body(),
    });
    const watch: unknown = ORIGINALS.runInContext(this.#context);
    const install: unknown = PRELUDE.runInContext(this.#context);
    const given = [this.#host(env), webClasses, watch];
    const prelude: unknown =
      typeof install === "function"
        ? Reflect.apply(install, undefined, given)
        : null;
    if (!isPrelude(prelude)) {
      throw new Error("The prelude returned nothing -- invariant");
    }
    this.#prelude = prelude;
  }

  /** The value of a script in this realm. */
  script(script: vm.Script): unknown {
    return script.runInContext(this.#context);
  }

  /** To be called when all modules are loaded: from here on functions run alone. */
  keep(): void {
    this.#prelude.keep();
  }

  /**
   * Calls guest code that waits for nothing.
   * @throws GuestError for what it throws
   */
  call<T>(guest: RealmGuest, body: () => T): T {
    const results: { value: T }[] = [];
    try {
      this.#step(new Run(guest), () => results.push({ value: body() }));
    } catch (error) {
      throw this.asHostError(error);
    }
    const [result] = results;
    if (result === undefined) {
      throw new Error("The step did not run -- invariant");
    }
    return result.value;
  }

  /**
   * Calls a function of the realm, and answers its system calls until it is done.
   * @returns JSON text
   * @throws GuestError for what it throws
   */
  async run(guest: RealmGuest, invoke: () => unknown): Promise<string> {
    const run = new Run(guest);
    this.#running += 1;
    try {
      return await this.#finish(run, invoke);
    } finally {
      this.#running -= 1;
    }
  }

  async #finish(run: Run, invoke: () => unknown): Promise<string> {
    this.#step(run, () => {
      // A nested one finds what its caller has replaced.
      if (this.#running === 1) {
        this.#prelude.restore();
      }
      this.#prelude.start(invoke);
    });
    while (run.outcome === null) {
      const { pending } = run;
      if (pending.length === 0) {
        throw new DeveloperError(
          "The function is waiting for a promise that never settles.",
        );
      }
      run.pending = [];
      const answers: [ticket: number, answer: Answer][] = [];
      for (const { ticket, answer } of pending) {
        answers.push([ticket, await settled(answer)]);
      }
      this.#step(run, () => {
        for (const [ticket, answer] of answers) {
          this.#prelude.answer(ticket, answer);
        }
      });
    }
    if ("error" in run.outcome) {
      throw run.outcome.error;
    }
    return run.outcome.json;
  }

  /** An error of the host's own as it is; what a guest threw as texts. */
  asHostError(thrown: unknown): unknown {
    return thrown instanceof Error
      ? thrown
      : new GuestError(this.#prelude.describe(thrown));
  }

  #step(run: Run, body: () => void): void {
    const [outerRun, outerBody] = [this.#run, this.#body];
    this.#run = run;
    this.#body = body;
    const { guest } = run;
    const start = performance.now();
    try {
      STEP.runInContext(this.#context, { timeout: guest.stepLimitMs });
    } catch (error) {
      throw isTimeout(error) ? new EndlessStepError() : error;
    } finally {
      guest.stepped(performance.now() - start);
      this.#run = outerRun;
      this.#body = outerBody;
    }
  }

  get #guest(): RealmGuest {
    if (this.#run === null) {
      throw new DeveloperError("No function is running.");
    }
    return this.#run.guest;
  }

  /** A number by which the prelude knows the promise that is answered later. */
  #defer(answer: () => Promise<unknown>): number {
    const ticket = this.#nextTicket++;
    this.#run?.pending.push({ ticket, answer });
    return ticket;
  }

  /** Later calls wait behind the ones that are not answered yet. */
  #asyncSyscall(op: string, json: string): string | number {
    const guest = this.#guest;
    if ((this.#run?.pending.length ?? 0) > 0) {
      return this.#defer(async () => {
        const answer = guest.asyncSyscall(op, json);
        return typeof answer === "string" ? answer : await answer();
      });
    }
    const answer = guest.asyncSyscall(op, json);
    return typeof answer === "string" ? answer : this.#defer(answer);
  }

  #host(env: Readonly<Record<string, string>>) {
    return {
      env,
      settle: (json: string) => this.#end({ json }),
      fail: (thrown: Thrown) => this.#end({ error: new GuestError(thrown) }),
      syscall: (op: string, json: string) =>
        told(() => this.#guest.syscall(op, json)),
      asyncSyscall: (op: string, json: string) =>
        told(() => this.#asyncSyscall(op, json)),
      jsSyscall: (op: string): GuestFailure => ({
        message: `Unknown JS operation ${op}`,
      }),
      now: () => this.#guest.frozenNow,
      random: () => this.#guest.random.float(),
      elapsed: () => (this.#guest.activity === "query" ? 0 : performance.now()),
      uuid: () => this.#guest.random.uuid(),
      fill: (bytes: Uint8Array) => void this.#guest.random.fill(bytes),
      refusal: (what: string): GuestFailure => ({
        message: refusal(what, this.#guest.activity),
      }),
      hasSubtle: (method: string) => method in subtle,
      subtle: (method: string, args: unknown[]) =>
        told(() => this.#subtle(method, args)),
      encode: (text: string) => encoder.encode(text),
      encodeInto: (text: string, into: Uint8Array) =>
        encoder.encodeInto(text, into),
      isArrayBuffer: types.isArrayBuffer,
      log: (level: Parameters<RealmGuest["log"]>[0], args: unknown[]) =>
        this.#guest.log(level, args),
    };
  }

  /** What nobody runs any more has no outcome. */
  #end(outcome: Outcome): void {
    if (this.#run !== null) {
      this.#run.outcome ??= outcome;
    }
  }

  /** Begins at once: it works in threads of its own. */
  #subtle(method: string, args: unknown[]): number {
    if (method === "generateKey") {
      const what = "cryptographic randomness";
      throw new DeveloperError(refusal(what, this.#guest.activity));
    }
    const work: unknown = Reflect.get(subtle, method);
    if (typeof work !== "function") {
      throw new DeveloperError(`crypto.subtle.${method} is no function.`);
    }
    const working = Promise.resolve(
      Reflect.apply(work, subtle, args) as unknown,
    );
    // It may fail when nobody waits for it any more.
    working.catch(() => undefined);
    return this.#defer(() => working);
  }
}

/** Node's error is one of the realm. */
function isTimeout(error: unknown): boolean {
  return (
    types.isNativeError(error) &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}

/** The words production refuses non-deterministic work with. */
export function refusal(
  what: string,
  activity: RealmGuest["activity"],
): string {
  return activity === "import"
    ? `Can't use ${what} at import time`
    : `Can't use ${what} in queries and mutations. Please consider using an action. See https://docs.convex.dev/functions/actions for more details.`;
}

async function settled(answer: () => Promise<unknown>): Promise<Answer> {
  try {
    return { value: await answer() };
  } catch (error) {
    return { error: toGuestFailure(error) };
  }
}

/** Failures as values: an error of the host's is none in the realm. */
function told<T>(body: () => T): T | GuestFailure {
  try {
    return body();
  } catch (error) {
    return toGuestFailure(error);
  }
}
