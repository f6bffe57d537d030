/** Ways in which a query or mutation might end or break the server it runs in. */
import { v } from "convex/values";
import { mutation, query } from "./_generated/server";

/** Replaces a global, as a careless library does. */
function replace(where: object, name: string, by: unknown): void {
  Object.defineProperty(where, name, {
    value: by,
    writable: true,
    configurable: true,
  });
}

function broken(): never {
  throw new Error("broken on purpose");
}

/** A thing that throws whatever is done to it. */
const hostile = () =>
  new Proxy(new Error("never read"), {
    get: broken,
    has: broken,
    getPrototypeOf: broken,
    ownKeys: broken,
  });

const WAYS: Record<string, () => unknown> = {
  "a promise that never settles": () => new Promise(() => undefined),
  "recursion without end": () => {
    const deeper = (): number => 1 + deeper();
    return deeper();
  },
  "the end of the process": () =>
    (process as unknown as { exit(): void }).exit(),
  "a clock of its own": () => {
    replace(globalThis, "Date", class Clock {});
    return typeof new Date().getTime;
  },
  "chance of its own": () => replace(Math, "random", broken),
  "a console of its own": () => replace(globalThis, "console", null),
  "a console that prints nothing": () => replace(console, "log", broken),
  "a clock that cannot be read": () =>
    Object.defineProperty(globalThis, "Date", {
      get: broken,
      configurable: true,
    }),
  "no symbols": () => replace(globalThis, "Symbol", null),
  "no global object": () => replace(globalThis, "globalThis", null),
  "no reflection": () => replace(globalThis, "Reflect", null),
  "frozen mathematics of its own": () => {
    Math.max = broken;
    Object.freeze(Math.max);
  },
  "other variables": () => replace(process.env, "CONVEX_SITE_URL", "elsewhere"),
  "no promises": () => replace(globalThis, "Promise", broken),
  "no errors": () => replace(globalThis, "Error", null),
  "no JSON": () => replace(globalThis, "JSON", { parse: null }),
  "no arrays": () => replace(Array.prototype, "map", broken),
  "a `then` of all objects": () => replace(Object.prototype, "then", broken),
  "a reader of all stack traces": () =>
    replace(Error, "prepareStackTrace", broken),
  "an error that cannot be read": () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- on purpose
    throw hostile();
  },
  "a printed thing that cannot be read": () => console.log(hostile()),
  "a rejection that nobody handles": () => {
    void Promise.reject(new Error("nobody handles this"));
  },
};

/** What a module sets up while it is imported stays, as a polyfill has to. */
replace(Array.prototype, "fixtureLast", function (this: unknown[]) {
  return this[this.length - 1];
});

/** What a function may rely on, whatever ran before it. */
const WHOLE: Record<string, () => unknown> = {
  clock: () => typeof Date.now() === "number" && new Date() instanceof Date,
  chance: () => Math.random() < 1 && Math.max(1, 2) === 2,
  console: () => {
    console.log("as before");
    return true;
  },
  promises: () => Promise.resolve(1) instanceof Promise,
  errors: () => new Error("as before").message === "as before",
  "stack traces": () => String(new Error("as before").stack).includes("at "),
  JSON: () => JSON.stringify(JSON.parse("[1]")) === "[1]",
  arrays: () => [1].map((each) => each + 1)[0] === 2,
  objects: () => !("then" in {}),
  symbols: () => typeof Symbol("as before") === "symbol",
  "global object": () => globalThis.Reflect.ownKeys({ a: 1 }).length === 1,
  variables: () => process.env["CONVEX_SITE_URL"] !== "elsewhere",
  "what the module set up": () =>
    Reflect.get([1, 2], "fixtureLast") !== undefined,
};

function isWhole(check: () => unknown): boolean {
  try {
    return check() === true;
  } catch {
    return false;
  }
}

/** Names of what is not as it was. */
export const broke = query({
  args: {},
  returns: v.array(v.string()),
  handler: async () =>
    Object.keys(WHOLE).filter((name) => !isWhole(WHOLE[name] ?? broken)),
});

/** Where the code says that it is. */
export const place = query({
  args: {},
  returns: v.string(),
  handler: async () => String(new Error("here").stack),
});

const args = { how: v.string() };

async function tryIt(how: string): Promise<string> {
  await WAYS[how]?.();
  return "survived";
}

export const inQuery = query({
  args,
  returns: v.string(),
  handler: (_ctx, { how }) => tryIt(how),
});

export const inMutation = mutation({
  args,
  returns: v.string(),
  handler: async (ctx, { how }) => {
    await ctx.db.insert("notes", { text: `breaking ${how}` });
    return await tryIt(how);
  },
});

export const ways = query({
  args: {},
  returns: v.array(v.string()),
  handler: async () => Object.keys(WAYS),
});
