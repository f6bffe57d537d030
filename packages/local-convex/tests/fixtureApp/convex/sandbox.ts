/** What each kind of function may touch, and what it looks like there. */
import { actionGeneric, anyApi, log } from "convex/server";
import { ConvexError, type Value, v } from "convex/values";
import { api } from "./_generated/api";
import { action, env, mutation, query } from "./_generated/server";

const importedAt = Date.now();

async function clock() {
  const first = Date.now();
  let last = first;
  for (let i = 0; i < 200_000; i++) {
    last = Date.now();
  }
  return {
    moved: last !== first || new Date().getTime() !== first,
    now: first,
    isDate: new Date(0) instanceof Date,
    random: Math.random(),
    uuid: crypto.randomUUID(),
  };
}

export const clockInQuery = query({
  args: {},
  returns: v.any(),
  handler: clock,
});
export const clockInMutation = mutation({
  args: {},
  returns: v.any(),
  handler: clock,
});

export const importTime = query({
  args: {},
  returns: v.number(),
  handler: async () => importedAt,
});

/** Tries one forbidden thing and returns the words of the refusal. */
async function attempt(what: string): Promise<string> {
  try {
    if (what === "fetch") {
      await fetch("http://127.0.0.1:1/");
    }
    if (what === "setTimeout") {
      setTimeout(() => null, 0);
    }
    if (what === "setInterval") {
      setInterval(() => null, 1000);
    }
    if (what === "generateKey") {
      await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, true, [
        "sign",
      ]);
    }
    return "allowed";
  } catch (error) {
    return error instanceof Error ? error.message : "not an error";
  }
}

export const attemptInMutation = mutation({
  args: { what: v.string() },
  returns: v.string(),
  handler: async (_ctx, args) => attempt(args.what),
});

export const attemptInAction = action({
  args: { what: v.string() },
  returns: v.string(),
  handler: async (_ctx, args) => attempt(args.what),
});

/** The names that exist in Node and not in Convex, as seen from here. */
export const globals = query({
  args: {},
  returns: v.array(v.string()),
  handler: async () => [
    typeof Buffer,
    typeof setImmediate,
    typeof global,
    typeof queueMicrotask,
    Object.keys(process).join(),
  ],
});

export const greeting = query({
  args: {},
  returns: v.union(v.string(), v.null()),
  handler: async () => env.GREETING ?? null,
});

export const hmac = mutation({
  args: { secret: v.string(), text: v.string() },
  returns: v.bytes(),
  handler: async (_ctx, args) => {
    const encoder = new TextEncoder();
    const key = await crypto.subtle.importKey(
      "raw",
      encoder.encode(args.secret),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    return crypto.subtle.sign("HMAC", key, encoder.encode(args.text));
  },
});

export const logs = query({
  args: {},
  returns: v.null(),
  handler: async () => {
    console.log("hello", { a: 1 });
    console.warn("careful");
    return null;
  },
});

/** Burns time; in a mutation `performance.now()` moves. */
export const spin = mutation({
  args: { ms: v.number() },
  returns: v.number(),
  handler: async (_ctx, args) => {
    const end = performance.now() + args.ms;
    let rounds = 0;
    while (performance.now() < end) {
      rounds++;
    }
    return rounds;
  },
});

export const refuse = query({
  args: {},
  returns: v.null(),
  handler: async () => {
    throw new ConvexError({ code: "refused", amount: 3n });
  },
});

export const crash = query({
  args: {},
  returns: v.null(),
  handler: async () => {
    throw new TypeError("the crash");
  },
});

export const wrongReturn = query({
  args: {},
  returns: v.number(),
  // @ts-expect-error the test wants the host to notice
  handler: async () => "text",
});

export const echo = query({
  args: { value: v.any() },
  returns: v.any(),
  handler: async (_ctx, args) => args.value,
});

/** Text of that length inside that many lists. */
export const wrap = query({
  args: { length: v.number(), levels: v.number() },
  handler: async (_ctx, args): Promise<unknown> => {
    let value: unknown = "x".repeat(args.length);
    for (let i = 0; i < args.levels; i++) {
      value = [value];
    }
    return value;
  },
});

/** Begins operations and waits for none, or for all. */
export const beginning = action({
  args: { url: v.string(), waits: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { url, waits }) => {
    const query = () => ctx.runQuery(api.sandbox.whoami, {});
    const begun = [query(), query(), fetch(url)];
    if (waits) {
      await Promise.all(begun);
    }
    return null;
  },
});

/** A token in the deployment's name. */
export const signed = mutation({
  args: { claims: v.any(), expiresInSeconds: v.number() },
  returns: v.string(),
  handler: (ctx, { claims, expiresInSeconds }) =>
    ctx.auth.signJwt({ claims, expiresInSeconds }),
});

/** Uses something of production that the runtime leaves out. */
export const leftOutInMutation = mutation({
  args: { what: v.string() },
  returns: v.any(),
  handler: async (ctx, { what }): Promise<unknown> => {
    if (what === "storage") {
      return ctx.storage.generateUploadUrl();
    }
    if (what === "audit") {
      await log.audit({ action: "seen" });
    }
    return null;
  },
});

export const leftOutInAction = actionGeneric({
  args: { what: v.string() },
  returns: v.any(),
  handler: async (ctx, { what }): Promise<unknown> => {
    const search = { vector: [1], limit: 1 };
    if (what === "vector") {
      return ctx.vectorSearch("notes", "by_text", search);
    }
    if (what === "store") {
      return ctx.storage.store(new Blob(["x"]));
    }
    if (what === "url") {
      return ctx.storage.getUrl("kg2x");
    }
    return null;
  },
});

/** What a transaction knows of itself, after one insert. */
export const transaction = mutation({
  args: {},
  returns: v.any(),
  handler: async (ctx) => {
    const before = await ctx.meta.getTransactionMetrics();
    await ctx.db.insert("notes", { text: "metered" });
    return {
      before,
      after: await ctx.meta.getTransactionMetrics(),
      snapshotTs: ctx.meta.getSnapshotTs(),
      now: Date.now(),
    };
  },
});

export const whoami = query({
  args: {},
  returns: v.any(),
  handler: async (ctx) => ctx.auth.getUserIdentity(),
});

export const metadata = mutation({
  args: {},
  returns: v.any(),
  handler: async (ctx) => ({
    request: await ctx.meta.getRequestMetadata(),
    self: await ctx.meta.getFunctionMetadata(),
  }),
});

/** From an action through a query and a mutation: each its own transaction. */
export const relay = action({
  args: {},
  returns: v.any(),
  handler: async (ctx): Promise<unknown> => ({
    identity: await ctx.runQuery(api.sandbox.whoami, {}),
    metadata: await ctx.runMutation(api.sandbox.metadata, {}),
  }),
});

function nested(levels: number): Value {
  let value: Value = null;
  for (let i = 0; i < levels; i++) {
    value = [value];
  }
  return value;
}

/** Hands on a value nested so deep, in the named way. */
export const nest = mutation({
  args: { how: v.string(), levels: v.number() },
  handler: async (ctx, { how, levels }): Promise<unknown> => {
    const value = nested(levels);
    if (how === "throw") {
      throw new ConvexError(value);
    }
    if (how === "call") {
      return ctx.runQuery(api.sandbox.echo, { value });
    }
    if (how === "schedule") {
      return ctx.scheduler.runAfter(0, anyApi.sandbox.nest, { value });
    }
    return value;
  },
});

/** Text of that length from an action, of which several run at once. */
export const large = action({
  args: { length: v.number() },
  returns: v.string(),
  handler: async (_ctx, args) => "x".repeat(args.length),
});
