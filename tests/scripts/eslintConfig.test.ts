/**
 * The lint rules bite: each of our own choices has a text that it must refuse
 * and, where a rule could be too eager, one that it must let pass.
 */
import path from "node:path";
import { ESLint } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const eslint = new ESLint({ cwd: ROOT });

/** Files that exist: type-aware rules refuse to look at any other path. */
const LIB = "src/lib/crm/events.ts";
const FUNCTIONS = "convex/schema.ts";
const MODEL = "convex/model/workspaces/access.ts";
const RUNTIME = "packages/local-convex/src/engine.ts";
const SCRIPT = "scripts/start.ts";
const SIMULATOR = "scripts/sim/people.ts";
const TEST = "tests/scripts/eslintConfig.test.ts";

async function rulesBroken(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, {
    filePath: path.join(ROOT, filePath),
  });
  const messages = result?.messages ?? [];
  const parsing = messages.find((message) => message.ruleId === null);
  if (parsing !== undefined) {
    throw new Error(`${filePath}: ${parsing.message}`);
  }
  return [...new Set(messages.map((message) => message.ruleId ?? ""))];
}

// The first look at each room loads its TypeScript program, which takes long.
beforeAll(async () => {
  for (const file of [LIB, MODEL, RUNTIME, SCRIPT, SIMULATOR, TEST]) {
    await rulesBroken(file, "export {};\n");
  }
});

const lines = (count: number, line: string) =>
  Array.from({ length: count }, () => line).join("\n");

describe("import directions", () => {
  it.each([
    [LIB, "../../../convex/model/access"],
    [LIB, "../../../scripts/sim/people"],
    [LIB, "local-convex"],
    [MODEL, "../../webhooks/receive"],
    // Model rooms that come later.
    [MODEL, "../contacts/merge"],
    ["convex/model/digests/runs.ts", "../contacts/merge"],
    ["convex/model/shared/log.ts", "../workspaces/access"],
    [MODEL, "../../../packages/local-convex/src/index"],
    [MODEL, "local-convex"],
    [FUNCTIONS, "../scripts/start"],
    [FUNCTIONS, "../packages/local-convex/src/index"],
    [RUNTIME, "../../../src/lib/log"],
    [RUNTIME, "../../../convex/schema"],
    [SIMULATOR, "../../convex/model/access"],
    [SIMULATOR, "../start"],
    [SCRIPT, "../convex/schema"],
    [SCRIPT, "../tests/support/server"],
    [LIB, "openai"],
    [MODEL, "openai/resources"],
    [TEST, "openai"],
    [MODEL, "@convex-dev/auth/server"],
    ["convex/members.ts", "@convex-dev/auth/server"],
  ])("%s may not import %s", async (file, source) => {
    const broken = [
      await rulesBroken(file, `import "${source}";\n`),
      await rulesBroken(file, `export * from "${source}";\n`),
      await rulesBroken(file, `await import("${source}");\n`),
      await rulesBroken(file, `export type T = import("${source}").T;\n`),
    ];
    for (const rules of broken) {
      expect(rules).toContain("rooms/import-direction");
    }
  });

  it.each([
    [LIB, "../phone/normalize"],
    ["convex/ai/client.ts", "openai"],
    ["convex/auth.ts", "@convex-dev/auth/server"],
    [MODEL, "../../_generated/server"],
    [MODEL, "../shared/log"],
    ["convex/model/contacts/merge.ts", "../conversations/merge"],
    [MODEL, "../../../src/lib/log"],
    [FUNCTIONS, "./model/access"],
    [FUNCTIONS, "../src/lib/log"],
    [RUNTIME, "./values/json"],
    [SIMULATOR, "../../src/lib/log"],
    [SCRIPT, "./sim/people"],
    [SCRIPT, "local-convex"],
    [TEST, "../../convex/schema"],
  ])("%s may import %s", async (file, source) => {
    expect(await rulesBroken(file, `import "${source}";\n`)).toEqual([]);
  });
});

describe("pure code", () => {
  it.each(["node:fs", "node:crypto"])("src/lib refuses %s", async (source) => {
    expect(await rulesBroken(LIB, `import "${source}";\n`)).toEqual([
      "no-restricted-imports",
    ]);
  });

  it("src/lib takes convex/values and nothing else of convex", async () => {
    expect(await rulesBroken(LIB, 'import "convex/server";\n')).toEqual([
      "no-restricted-imports",
    ]);
    expect(await rulesBroken(LIB, 'import "convex/values";\n')).toEqual([]);
  });

  it.each(["Buffer", "process", "document", "setImmediate"])(
    "src/lib and convex refuse the global %s",
    async (name) => {
      const text = `export const used = String(${name});\n`;
      expect(await rulesBroken(LIB, text)).toContain("no-restricted-globals");
      expect(await rulesBroken(MODEL, text)).toContain("no-restricted-globals");
    },
  );

  it("contacts are written in one place", async () => {
    const write = (table: string) =>
      `export const write = async (ctx: { db: { patch(...args: unknown[]): unknown } }) => ctx.db.patch("${table}", "id", {});\n`;
    const rule = "no-restricted-syntax";
    for (const file of [MODEL, "convex/ops/contacts.ts"]) {
      expect(await rulesBroken(file, write("contacts"))).toContain(rule);
      expect(await rulesBroken(file, write("alerts"))).not.toContain(rule);
    }
    const writer = "convex/model/contacts/write.ts";
    expect(await rulesBroken(writer, write("contacts"))).not.toContain(rule);
  });

  it("only convex/ai and convex/kapso speak to other servers", async () => {
    const text = 'export const used = fetch("https://example.invalid");\n';
    for (const file of [LIB, MODEL, "convex/webhooks/receive.ts"]) {
      expect(await rulesBroken(file, text)).toContain("no-restricted-globals");
    }
    for (const file of ["convex/ai/client.ts", "convex/kapso/client.ts"]) {
      expect(await rulesBroken(file, text)).not.toContain(
        "no-restricted-globals",
      );
    }
  });

  it.each([
    "process.pid",
    "console.log()",
    "Date.now()",
    "performance.now()",
    "crypto.randomUUID()",
    "setTimeout(String, 1)",
    "fetch('')",
    "Math.random()",
  ])("the runtime's host code refuses %s, which a guest sees", async (use) => {
    const text = (names: string) =>
      `${names}export const used = String(${use});\n`;
    const [rule] = await rulesBroken(RUNTIME, text(""));
    expect(rule).toMatch(/^no-restricted-(globals|properties)$/);
    const [name = ""] = /^\w+/.exec(use) ?? [];
    const captured = text(`import { ${name} } from "./hostGlobals";\n`);
    expect(await rulesBroken(RUNTIME, captured)).not.toContain(
      "no-restricted-globals",
    );
  });

  it.each(["Date.now()", "new Date()", "Math.random()"])(
    "src/lib refuses %s",
    async (call) => {
      expect(await rulesBroken(LIB, `export const x = ${call};\n`)).toEqual([
        "no-restricted-syntax",
      ]);
    },
  );

  it("src/lib may convert a given time", async () => {
    const text = "export const x = new Date(0).toISOString();\n";
    expect(await rulesBroken(LIB, text)).toEqual([]);
  });
});

describe("what is thrown", () => {
  const thrower = (thrown: string) =>
    `export function find(name: string): never {\n  throw new ${thrown};\n}\n`;

  it.each([
    "Error(name)",
    "Error(`no ${name}`)",
    'RangeError("no " + name)',
    "Error(`no name`, { cause: name })",
    'ConvexError({ code: "not_found", name })',
    "ConvexError({ code: name })",
    "ConvexError({ ...{ name } })",
    "ConvexError(name)",
  ])("says nothing of a value in src/lib and convex: %s", async (thrown) => {
    for (const file of [LIB, MODEL]) {
      expect(await rulesBroken(file, thrower(thrown))).toContain(
        "no-restricted-syntax",
      );
    }
  });

  it.each([
    'Error("a contact exists -- invariant")',
    'ConvexError({ code: "not_found" })',
    'ConvexError({ code: "rate_limited", retry_after_ms: name.length })',
  ])("may be %s", async (thrown) => {
    for (const file of [LIB, MODEL]) {
      expect(await rulesBroken(file, thrower(thrown))).not.toContain(
        "no-restricted-syntax",
      );
    }
  });
});

describe("types", () => {
  it.each([
    ["@typescript-eslint/no-explicit-any", "export let x: any;\n"],
    [
      "@typescript-eslint/no-floating-promises",
      "Promise.resolve(1);\nexport {};\n",
    ],
    [
      "@typescript-eslint/no-unsafe-member-access",
      'export const x: unknown = JSON.parse("1").y;\n',
    ],
    [
      "@typescript-eslint/consistent-type-imports",
      'import { Infer } from "convex/values";\nexport type X = Infer<never>;\n',
    ],
    [
      "@typescript-eslint/no-non-null-assertion",
      "export const x = (a: string | null) => a!;\n",
    ],
    [
      "no-restricted-syntax",
      "export const x = (a: string) => a as unknown as number;\n",
    ],
    ["no-restricted-syntax", "export const x = (a: string) => a as never;\n"],
  ])("%s bites", async (rule, text) => {
    expect(await rulesBroken(LIB, text)).toContain(rule);
  });
});

describe("sizes", () => {
  it("refuses a file over 400 lines", async () => {
    const text = (count: number) => `${lines(count, "// line")}\n`;
    expect(await rulesBroken(LIB, text(400))).toEqual([]);
    expect(await rulesBroken(LIB, text(401))).toEqual(["max-lines"]);
  });

  it("refuses a function over 60 lines, except a suite's body", async () => {
    const body = lines(60, "  String(1);");
    const long = `export function long() {\n${body}\n}\n`;
    const suite = `describe("x", () => {\n${body}\n});\n`;
    const each = `describe.each([1])("x", () => {\n${body}\n});\n`;
    const test = `it("x", () => {\n${body}\n});\n`;
    expect(await rulesBroken(LIB, long)).toEqual(["rooms/function-length"]);
    expect(await rulesBroken(TEST, test)).toContain("rooms/function-length");
    expect(await rulesBroken(TEST, suite)).not.toContain(
      "rooms/function-length",
    );
    expect(await rulesBroken(TEST, each)).not.toContain(
      "rooms/function-length",
    );
  });

  it("refuses a note to self without an owner", async () => {
    const word = "TO" + "DO";
    expect(await rulesBroken(LIB, `// ${word}: later\n`)).toEqual([
      "no-warning-comments",
    ]);
  });
});

describe("Convex functions", () => {
  const define = (rest: string) =>
    [
      'import { query } from "../../_generated/server";',
      'import { requireUser } from "./access";',
      'import { v } from "convex/values";',
      `export const list = query({ args: {}, returns: v.null(), ${rest} });`,
      "export const used = requireUser;\n",
    ].join("\n");

  it("need an access check in public functions", async () => {
    const open = define("handler: async () => null");
    const checked = define(
      "handler: async (ctx) => { await requireUser(ctx); return null; }",
    );
    const rule = "@convex-dev/require-access-control";
    expect(await rulesBroken(MODEL, open)).toContain(rule);
    expect(await rulesBroken(MODEL, checked)).not.toContain(rule);
  });

  it("that are public are made with the builders of convex/functions.ts", async () => {
    const bare = define("handler: async () => null");
    const builder = `import { userQuery } from "./functions";
export const list = userQuery({ args: {}, handler: async () => null });\n`;
    const rule = "no-restricted-imports";
    expect(await rulesBroken("convex/contacts.ts", bare)).toContain(rule);
    expect(await rulesBroken("convex/contacts.ts", builder)).not.toContain(
      rule,
    );
    expect(await rulesBroken("convex/functions.ts", bare)).not.toContain(rule);
  });

  it("may not collect whole tables", async () => {
    const text = define(
      'handler: async (ctx) => { await requireUser(ctx); await ctx.db.query("contacts").collect(); return null; }',
    );
    expect(await rulesBroken(MODEL, text)).toContain(
      "@convex-dev/no-collect-in-query",
    );
  });

  it("may not import a Node action from the default runtime", async () => {
    const config = await eslint.calculateConfigForFile(path.join(ROOT, MODEL));
    expect(config).toMatchObject({
      rules: { "@convex-dev/import-wrong-runtime": [2] },
    });
  });
});
