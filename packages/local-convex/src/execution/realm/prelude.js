/**
 * Runs first in every realm, and is the realm's side of it: installs the globals
 * of Convex's runtime and hands promises across. Host and realm have a `Promise`,
 * an `Error` and an `ArrayBuffer` each, so that only texts, numbers and plain
 * answers cross, and each side makes its own objects of them.
 *
 * The value of the script is a function of the host's side and the web's classes
 * that gives the realm's. The block keeps the names from guest code.
 */
"use strict";
{
  /** Functions of `realm.ts`; they throw nothing. */
  let host;
  /** Classes of the web that hold no promise, by name; the host's own. */
  let shared;

  // Guest code may replace any of these later.
  const { Array, Boolean, Date, Error, Function, Map, Number } = globalThis;
  const { Object, Promise, Proxy, String, Symbol, Uint8Array } = globalThis;
  const { apply, construct, defineProperty, ownKeys } = Reflect;
  const { parse } = JSON;
  const { resolve, reject } = Promise;
  const { then } = Promise.prototype;
  const resolved = (value) => apply(resolve, Promise, [value]);
  const rejected = (error) => apply(reject, Promise, [error]);
  const CONVEX_ERROR = Symbol.for("ConvexError");

  function toError({ message, data }) {
    const error = new Error(message);
    if (data !== undefined) {
      error.data = parse(data);
    }
    return error;
  }

  /** What is thrown, as plain texts: reading them may run guest code. */
  function describe(thrown) {
    try {
      const isError =
        typeof thrown === "object" && thrown !== null && "stack" in thrown;
      if (!isError) {
        return { text: String(thrown) };
      }
      const { name, message, stack, data } = thrown;
      const described = {
        name: String(name),
        message: String(message),
        stack: String(stack),
      };
      // The library has already turned the data into JSON text.
      if (CONVEX_ERROR in thrown && "data" in thrown) {
        described.data = typeof data === "string" ? data : "null";
      }
      return described;
    } catch {
      return { text: "an error that cannot be read" };
    }
  }

  /** By ticket: promises that the host settles in a later step. */
  const waiting = { __proto__: null };

  function later(ticket) {
    return new Promise((settle, fail) => {
      waiting[ticket] = { settle, fail };
    });
  }

  const copied = (bytes) => {
    const copy = new Uint8Array(bytes.byteLength);
    copy.set(new Uint8Array(bytes));
    return copy;
  };

  /** The host's bytes as this realm's; everything else as it is. */
  const ours = (value) =>
    host.isArrayBuffer(value) ? copied(value).buffer : value;

  const realm = {
    /** Calls a function and watches what it promises. */
    start(invoke) {
      let promise;
      try {
        promise = resolved(invoke());
      } catch (error) {
        host.fail(describe(error));
        return;
      }
      apply(then, promise, [
        (value) => host.settle(String(value)),
        (error) => host.fail(describe(error)),
      ]);
    },
    /** Settles the promise of a ticket. */
    answer(ticket, { value, error }) {
      const { settle, fail } = waiting[ticket];
      delete waiting[ticket];
      if (error === undefined) {
        settle(ours(value));
      } else {
        fail(toError(error));
      }
    },
    describe,
  };

  // --- What the client library calls.

  const Convex = {
    syscall(op, json) {
      const answer = host.syscall(op, json);
      if (typeof answer === "string") {
        return answer;
      }
      throw toError(answer);
    },
    asyncSyscall(op, json) {
      const answer = host.asyncSyscall(op, json);
      switch (typeof answer) {
        case "string":
          return resolved(answer);
        case "number":
          return later(answer);
        default:
          return rejected(toError(answer));
      }
    },
    jsSyscall(op) {
      throw toError(host.jsSyscall(op));
    },
  };

  // --- Time and chance.

  function GuestDate(...given) {
    if (new.target === undefined) {
      return new Date(host.now()).toString();
    }
    return construct(
      Date,
      given.length === 0 ? [host.now()] : given,
      new.target,
    );
  }
  Object.defineProperties(GuestDate, {
    ...Object.getOwnPropertyDescriptors(Date),
    name: { value: "Date", configurable: true },
    now: { value: () => host.now(), writable: true, configurable: true },
  });
  Object.defineProperty(Date.prototype, "constructor", { value: GuestDate });
  const performance = { now: () => host.elapsed(), timeOrigin: 0 };

  // --- Cryptography, refusals, text.

  const subtle = new Proxy(
    { __proto__: null },
    {
      get(_target, method) {
        if (typeof method !== "string" || !host.hasSubtle(method)) {
          return undefined;
        }
        return (...args) => {
          const answer = host.subtle(method, args);
          return typeof answer === "number"
            ? later(answer)
            : rejected(toError(answer));
        };
      },
    },
  );
  const crypto = {
    subtle,
    randomUUID: () => host.uuid(),
    getRandomValues(array) {
      host.fill(
        new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
      );
      return array;
    },
  };

  const refuse = (what) =>
    function refused() {
      throw toError(host.refusal(what));
    };
  const setTimeout = refuse("setTimeout");
  const setInterval = refuse("setInterval");
  const clearNothing = () => undefined;
  const fetch = () => rejected(toError(host.refusal("fetch()")));

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(text = "") {
      return copied(host.encode(String(text)));
    }
    encodeInto(text, into) {
      return host.encodeInto(String(text), into);
    }
  }

  // --- WebAssembly compiles at once: a function waits for answers of the host only.

  const { Instance, Module } = WebAssembly;
  const compiled = {
    async compile(bytes) {
      return new Module(bytes);
    },
    async instantiate(source, imports) {
      if (source instanceof Module) {
        return new Instance(source, imports);
      }
      const module = new Module(source);
      return { module, instance: new Instance(module, imports) };
    },
  };

  // --- The console: what has no level prints nothing.

  const LEVELS = {
    __proto__: null,
    ...{ debug: "DEBUG", info: "INFO", log: "LOG", warn: "WARN" },
    ...{ error: "ERROR", trace: "LOG", table: "LOG", dir: "LOG", group: "LOG" },
  };
  const console = new Proxy(
    { __proto__: null },
    {
      get(target, key) {
        if (key in target) {
          return target[key];
        }
        const level = typeof key === "string" ? LEVELS[key] : undefined;
        return (...args) => {
          if (level !== undefined) {
            host.log(level, args);
          }
        };
      },
    },
  );

  /** The names of Convex's runtime; all that is left of a realm's are JavaScript's. */
  function installGlobals(web) {
    const globals = {
      ...web,
      ...{ Convex, Date: GuestDate, performance, crypto, console },
      process: { env: host.env },
      self: globalThis,
      ...{ setTimeout, setInterval, fetch, TextEncoder },
      ...{ clearTimeout: clearNothing, clearInterval: clearNothing },
    };
    for (const [name, value] of Object.entries(globals)) {
      defineProperty(globalThis, name, {
        value,
        writable: true,
        configurable: true,
        enumerable: false,
      });
    }
    Math.random = () => host.random();
    Object.assign(WebAssembly, compiled);
  }

  // --- What one function replaces, the next one finds as it was (`originals.js`).

  /** Every object that comes with the realm: constructors, what they make, the rest. */
  function listOriginals() {
    const { Convex, crypto, performance, process, Math, JSON } = globalThis;
    const originals = [globalThis, Math, JSON, Reflect];
    originals.push(Convex, crypto, performance, process, process.env);
    for (const name of ownKeys(globalThis)) {
      const value = globalThis[name];
      if (typeof value === "function" && !(name in shared)) {
        originals.push(value);
        if (value.prototype) {
          originals.push(value.prototype);
        }
      }
    }
    for (const value of [[][Symbol.iterator](), new Map().keys()]) {
      originals.push(Object.getPrototypeOf(value));
    }
    return originals;
  }

  /** Where a name too many is found by others: as `then`, `toJSON`, a console's `log`. */
  function listOpen() {
    return [
      ...[Array, Boolean, Error, Function, Number, Object, Promise, String].map(
        ({ prototype }) => prototype,
      ),
      ...[Error, console],
    ];
  }

  (given, web, watch) => {
    host = given;
    shared = web;
    installGlobals(web);
    return { ...realm, ...watch({ listOriginals, listOpen }) };
  };
}
