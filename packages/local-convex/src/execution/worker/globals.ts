/**
 * The globals guest code sees. Each is installed once per thread and looks at
 * the current guest context: the frozen clock, the seeded random stream, the
 * refusals of imports. Without a context it is Node's own.
 */
import * as host from "../../host/hostGlobals";
import type { LogLevel } from "../logLine";
import { currentGuest, type GuestContext, runAsHost } from "./context";
import { Refusal } from "./refusal";

let installed = false;

/** Idempotent. Must run before the first guest module is imported. */
export function installGuestGlobals(): void {
  if (installed) {
    return;
  }
  installed = true;
  // So that the frames of stack traces name sources, not bundles.
  process.setSourceMapsEnabled(true);
  defineValue("Date", guestDate());
  Math.random = () => currentGuest()?.random?.float() ?? host.random();
  performance.now = () =>
    currentGuest()?.activity === "query" ? 0 : host.performance.now();
  defineGetter("crypto", () =>
    currentGuest()?.random ? guestCrypto : host.crypto,
  );
  defineGetter("console", () => (currentGuest() ? guestConsole : host.console));
  defineGetter("process", guestProcess);
  // Bundled CommonJS packages of "use node" files look for it.
  defineGetter("require", () => {
    const guest = currentGuest();
    return guest?.runtime === "node" ? guest.require : undefined;
  });
  defineGetter("Convex", () => currentGuest()?.syscalls ?? NOTHING_TO_CALL);
  defineValue("fetch", guestFetch);
  defineValue("setTimeout", refusing("setTimeout", host.setTimeout));
  defineValue("setInterval", refusing("setInterval", host.setInterval));
  defineValue("queueMicrotask", guestQueueMicrotask);
}

/** What modules see while they are imported: some refuse to load where it is not. */
const NOTHING_TO_CALL = Object.freeze({});

function defineValue(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

/** Assignable by the host, so that test tools can still put fakes in its place. */
function defineGetter(name: string, get: () => unknown): void {
  let replaced: { by: unknown } | null = null;
  Object.defineProperty(globalThis, name, {
    get: () => (replaced !== null && !currentGuest() ? replaced.by : get()),
    set: (by: unknown) => {
      replaced = { by };
    },
    configurable: true,
    enumerable: false,
  });
}

/** The words production refuses non-deterministic work with. */
function refusal(what: string, guest: GuestContext): Refusal {
  return guest.activity === "import"
    ? new Refusal(`Can't use ${what} at import time`)
    : new Refusal(
        `Can't use ${what} in queries and mutations. Please consider using an action. See https://docs.convex.dev/functions/actions for more details.`,
      );
}

/** Wraps a host function so that guests without real time may not call it. */
function refusing<F extends CallableFunction>(what: string, original: F): F {
  return new Proxy(original, {
    apply(target, thisArgument, args: unknown[]): unknown {
      const guest = currentGuest();
      if (guest?.random) {
        throw refusal(what, guest);
      }
      return Reflect.apply(target, thisArgument, args);
    },
  });
}

const guestFetch = new Proxy(host.fetch, {
  async apply(target, thisArgument, args: unknown[]): Promise<unknown> {
    const guest = currentGuest();
    if (guest?.random) {
      throw refusal("fetch()", guest);
    }
    const end = guest?.begin?.("fetch");
    try {
      const response: unknown = await Reflect.apply(target, thisArgument, args);
      return guest?.runtime === "isolate" ? asDecoded(response) : response;
    } finally {
      end?.();
    }
  },
});

/**
 * The body comes unpacked; Node leaves the headers of the packed one, and whoever
 * passes the response on would lie about it.
 */
function asDecoded(response: unknown): unknown {
  if (
    !(response instanceof Response) ||
    !response.headers.has("content-encoding")
  ) {
    return response;
  }
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const clone = () => asDecoded(Response.prototype.clone.call(response));
  return Object.defineProperties(response, {
    headers: { value: headers, configurable: true },
    clone: { value: clone, configurable: true },
  });
}

/** Node 20 forgets whose microtask it is that throws; elsewhere it knows. */
function guestQueueMicrotask(callback: () => unknown): void {
  const guest = currentGuest();
  host.queueMicrotask(
    guest === undefined || typeof callback !== "function"
      ? callback
      : () => {
          try {
            callback();
          } catch (error) {
            runAsHost(() => guest.fail(error));
          }
        },
  );
}

/** Same prototype as the host's Date, so `instanceof` agrees on both sides. */
function guestDate(): DateConstructor {
  const now = () => currentGuest()?.frozenNow ?? host.Date.now();
  return new Proxy(host.Date, {
    construct(target, args: unknown[], newTarget) {
      const frozen = currentGuest()?.frozenNow ?? null;
      const given = args.length === 0 && frozen !== null ? [frozen] : args;
      const date: unknown = Reflect.construct(target, given, newTarget);
      if (date instanceof host.Date) {
        return date;
      }
      throw new TypeError("Date was constructed with a foreign prototype.");
    },
    apply: () => new host.Date(now()).toString(),
    get: (target, key): unknown =>
      key === "now" ? now : Reflect.get(target, key),
  });
}

const guestSubtle = new Proxy(host.crypto.subtle, {
  get(target, key): unknown {
    const guest = currentGuest();
    if (guest?.random && key === "generateKey") {
      return () => Promise.reject(refusal("cryptographic randomness", guest));
    }
    const value: unknown = Reflect.get(target, key);
    return typeof value === "function"
      ? (...args: unknown[]): unknown => Reflect.apply(value, target, args)
      : value;
  },
});

/** `crypto` of queries, mutations and imports: unique but reproducible. */
const guestCrypto = {
  subtle: guestSubtle,
  randomUUID: () => currentGuest()?.random?.uuid() ?? host.crypto.randomUUID(),
  getRandomValues<T extends ArrayBufferView<ArrayBuffer>>(array: T): T {
    const random = currentGuest()?.random;
    if (!random) {
      return host.crypto.getRandomValues(array);
    }
    random.fill(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
    return array;
  },
};

const CONSOLE_LEVELS: Record<string, LogLevel> = {
  debug: "DEBUG",
  info: "INFO",
  log: "LOG",
  warn: "WARN",
  error: "ERROR",
  trace: "LOG",
  table: "LOG",
  dir: "LOG",
  group: "LOG",
};

/** Prints into the log lines of the running function; other methods do nothing. */
const guestConsole = new Proxy(host.console, {
  get(_target, key) {
    const level = typeof key === "string" ? CONSOLE_LEVELS[key] : undefined;
    return (...args: unknown[]) => {
      if (level !== undefined) {
        currentGuest()?.log(level, args);
      }
    };
  },
});

const environmentViews = new WeakMap<object, object>();

/** They would end the thread, and what else runs in it. */
const ENDINGS: readonly (string | symbol)[] = ["abort", "exit", "reallyExit"];

function refuseToEnd(): never {
  throw new Refusal(
    "A function cannot end its process. Throw an error instead.",
  );
}

/** Only `env` in the default runtime; the real object with that `env` in Node's. */
function guestProcess(): object {
  const guest = currentGuest();
  if (guest === undefined) {
    return host.process;
  }
  if (guest.runtime === "node") {
    return new Proxy(host.process, {
      get(target, key): unknown {
        if (ENDINGS.includes(key)) {
          return refuseToEnd;
        }
        return key === "env" ? guest.env : Reflect.get(target, key);
      },
    });
  }
  const view = environmentViews.get(guest.env) ?? { env: guest.env };
  environmentViews.set(guest.env, view);
  return view;
}
