/** What functions break, and what the next one may rely on all the same. */

/** Replaces a global, as a careless library does. */
export function replace(where: object, name: string, by: unknown): void {
  Object.defineProperty(where, name, {
    value: by,
    writable: true,
    configurable: true,
  });
}

export function thrower(): never {
  throw new Error("broken on purpose");
}

/** What a module sets up while it is imported stays, as a polyfill has to. */
replace(Array.prototype, "fixtureLast", function (this: unknown[]) {
  return this[this.length - 1];
});

const CHECKS: Record<string, () => unknown> = {
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
  answers: () => new Response("").headers instanceof Headers,
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
export const listBroken = (): string[] =>
  Object.entries(CHECKS).flatMap(([name, check]) =>
    isWhole(check) ? [] : [name],
  );
