/** What the runtime does where it differs from convex-test: as production does. */
import {
  defineSchema,
  defineTable,
  internalActionGeneric,
  internalMutationGeneric,
  makeFunctionReference,
} from "convex/server";
import { v } from "convex/values";
import { expect, it, onTestFinished, vi } from "vitest";
import { convexTest } from "./convexTest";

const own = {
  fail: internalMutationGeneric({
    args: {},
    handler: () => {
      throw new Error("work failed");
    },
  }),
  count: internalMutationGeneric({
    args: { kind: v.literal("a") },
    handler: () => null,
  }),
  catching: internalActionGeneric({
    args: {},
    handler: async (ctx): Promise<string> => {
      try {
        await ctx.runMutation(fail);
      } catch (error) {
        return error instanceof Error ? error.message : "no error";
      }
      return "no failure";
    },
  }),
};
const fail = makeFunctionReference<"mutation">("own:fail");
const count = makeFunctionReference<"mutation">("own:count");

const schema = defineSchema({ rows: defineTable(v.any()) });
const start = () =>
  convexTest(schema, {
    "./_generated/api.ts": () => Promise.resolve({}),
    "./own.ts": () => Promise.resolve(own),
  });

it("an error that crossed a nested call says that it was not caught there", async () => {
  const t = start();
  const catching = makeFunctionReference<"action">("own:catching");
  expect(await t.action(catching)).toBe("Uncaught Error: work failed");
});

it("arguments that do not fit are an ArgumentValidationError", async () => {
  await expect(start().mutation(count, { kind: "b" })).rejects.toThrow(
    /^ArgumentValidationError: /,
  );
});

it("a scheduled function's name has the file's extension", async () => {
  const t = start();
  const names = await t.run(async (ctx) => {
    await ctx.scheduler.runAfter(60_000, count, { kind: "a" });
    const rows = await ctx.db.system.query("_scheduled_functions").collect();
    return rows.map(({ name }) => name);
  });
  expect(names).toEqual(["own.js:count"]);
});

it("rows of system tables cannot be deleted", async () => {
  const t = start();
  const deletion = t.run(async (ctx) => {
    const id = await ctx.scheduler.runAfter(60_000, count, { kind: "a" });
    await ctx.db.delete(id);
  });
  await expect(deletion).rejects.toThrow("are read-only");
});

it("documents made while the clock stands still are later than it", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const t = start();
  const insert = () => t.run((ctx) => ctx.db.insert("rows", {}));
  await insert();
  await insert();
  const times = await t.run(async (ctx) => {
    const rows = await ctx.db.query("rows").collect();
    return rows.map((row) => Number(row["_creationTime"]) > Date.now());
  });
  expect(times).toEqual([false, true]);
});

it("a field's name cannot be empty", async () => {
  const insertion = start().run((ctx) =>
    ctx.db.insert("rows", { nested: { "": 1 } }),
  );
  await expect(insertion).rejects.toThrow("Field name cannot be empty");
});
