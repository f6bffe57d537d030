/** The unmodified official CLI against the server. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type CliResult,
  cliEnvironment,
  copyOfFixtureApp,
  FIXTURE_APP,
  runCli,
  startFixture,
  type TestServer,
} from "../hostHarness";

let server: TestServer;
let app: string;
beforeAll(async () => {
  server = await startFixture({ pushFile: undefined });
  app = copyOfFixtureApp();
  const deployed = await cli("deploy", "-y", "--typecheck=disable");
  expect(deployed).toMatchObject({ code: 0 });
});

function cli(...args: string[]): Promise<CliResult> {
  return runCli(app, args, cliEnvironment(server));
}

async function output(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(...args);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({
    code: 0,
    stderr: "",
  });
  return stdout.trim();
}

describe("convex run", () => {
  it("calls public and internal functions", async () => {
    const id = await output("run", "events:record", '{"key":"cli"}');
    expect(JSON.parse(id)).toMatch(/^[0-9a-z]{32}$/);
    await output("run", "events:followUp", '{"key":"cli","kind":"by hand"}');
    const seen = await output("run", "events:list", '{"key":"cli"}');
    expect(JSON.parse(seen)).toMatchObject({ events: 1 });
    expect(seen).toContain("by hand");
  });

  it("acts as a user", async () => {
    const identity = '{"name":"Ann","subject":"ann"}';
    const seen = await output("run", "sandbox:whoami", "--identity", identity);
    expect(JSON.parse(seen)).toMatchObject({ name: "Ann", subject: "ann" });
  });

  it("reaches into components", async () => {
    const seen = await output("run", "public:list", "--component", "crons");
    expect(JSON.parse(seen)).toEqual([]);
  });

  it("evaluates an inline query, in the app and in a component", async () => {
    await output("run", "events:record", '{"key":"inline"}');
    const expression =
      'await ctx.db.query("events").withIndex("by_key", q => q.eq("key", "inline")).first()';
    const seen = await output("run", "--inline-query", expression);
    expect(JSON.parse(seen)).toMatchObject({ key: "inline" });
    const module =
      'import { query as q } from "convex:/_system/repl/wrappers.js"; export default q(async (ctx) => (await ctx.db.query("crons").collect()).length); const query = (x) => x; query(0);';
    const inComponent = ["--inline-query", module, "--component", "crons"];
    expect(await output("run", ...inComponent)).toBe("0");
  });

  it.each([
    ['throw new Error("on purpose")', "Uncaught Error: on purpose"],
    ['await ctx.db.insert("notes", { text: "no" })', "ctx.db.insert"],
    ["const =", "Failed to analyze testQuery.js"],
    ['await fetch("http://127.0.0.1:1")', "Can't use fetch() in queries"],
  ])("tells why an inline query fails: %s", async (text, reason) => {
    const { code, stderr } = await cli("run", "--inline-query", text);
    expect(code).toBe(1);
    expect(stderr).toContain(reason);
  });

  it("lists the functions when the name is unknown", async () => {
    const { code, stderr } = await cli("run", "events:nothing");
    expect(code).toBe(1);
    expect(stderr).toContain("Could not find function for 'events:nothing'");
    expect(stderr).toContain("savepoints:");
  });
});

describe("convex env", () => {
  it("sets, lists, gets and removes, and functions see it at once", async () => {
    await output("env", "set", "GREETING", "hello there");
    expect(await output("env", "list", "--include-values")).toBe(
      "GREETING=hello there",
    );
    expect(await output("env", "get", "GREETING")).toBe("hello there");
    expect(await output("run", "sandbox:greeting")).toBe('"hello there"');
    await output("env", "remove", "GREETING");
    expect(await output("run", "sandbox:greeting")).toBe("");
  });

  it("refuses a name that cannot be", async () => {
    const { code, stderr } = await cli("env", "set", "CONVEX_SITE_URL", "x");
    expect(code).toBe(1);
    expect(stderr).toContain("built-in and cannot be overridden");
  });
});

describe("convex data and function-spec", () => {
  it("list tables and documents", async () => {
    await output("run", "events:record", '{"key":"listed"}');
    const tables = await output("data");
    expect(tables.split("\n")).toEqual(
      expect.arrayContaining(["events", "followUps", "notes"]),
    );
    const lines = await output("data", "events", "--format", "jsonl");
    expect(lines).toContain('"listed"');
    const crons = await output("data", "--component", "crons");
    expect(crons).toBe("crons");
  });

  it("describe every function", async () => {
    const spec: unknown = JSON.parse(await output("function-spec"));
    expect(spec).toMatchObject({ url: server.url });
    expect(JSON.stringify(spec)).toContain('"identifier":"events.js:record"');
  });
});

describe("convex codegen and dev", () => {
  it("generate exactly what the fixture has committed", async () => {
    await output("codegen", "--typecheck=disable");
    for (const name of [
      "api.d.ts",
      "server.d.ts",
      "dataModel.d.ts",
      "api.js",
      "server.js",
    ]) {
      const read = (root: string) =>
        readFileSync(join(root, "convex", "_generated", name), "utf8");
      expect(read(app)).toBe(read(FIXTURE_APP));
    }
  });

  it("dev --once pushes", async () => {
    await output("dev", "--once", "--typecheck=disable");
  });
});

describe("convex typecheck", () => {
  it("passes, and fails on a wrong type", async () => {
    await output("typecheck");
    const file = join(app, "convex", "mistyped.ts");
    writeFileSync(file, 'export const count: number = "one";\n');
    const { code, stdout, stderr } = await cli("typecheck");
    rmSync(file);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("mistyped.ts");
  });
});

describe("convex import and export", () => {
  it.each([
    ["Importing data", "import", "--table", "notes", "-y", "notes.jsonl"],
    ["Exporting data", "export", "--path", "."],
  ])("tell at once that they are left out: %s", async (what, ...args) => {
    writeFileSync(join(app, "notes.jsonl"), '{"text":"imported"}\n');
    const { code, stderr } = await cli(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(`${what} is not supported by local-convex.`);
  });
});

describe("auth.config.ts", () => {
  it("is deployed with its variables, and asks for one that is not set", async () => {
    const file = join(app, "convex", "auth.config.ts");
    const provider = "{ domain: process.env.ISSUER!, applicationID: 'app' }";
    writeFileSync(file, `export default { providers: [${provider}] };\n`);
    const { code, stderr } = await cli("deploy", "-y", "--typecheck=disable");
    expect(code).toBe(1);
    expect(stderr).toContain("ISSUER is used in auth config file");
    await output("env", "set", "ISSUER", "https://issuer.test");
    const verbose = ["deploy", "-y", "--typecheck=disable", "--verbose"];
    const deployed = await cli(...verbose);
    expect(deployed.code).toBe(0);
    const unset = await cli("env", "remove", "ISSUER");
    expect(unset.code).toBe(1);
    expect(unset.stderr).toContain("ISSUER is used in auth config file");
    rmSync(file);
    await output("deploy", "-y", "--typecheck=disable");
    await output("env", "remove", "ISSUER");
  });
});

describe("a deploy that breaks", () => {
  it("tells why and leaves the old code serving", async () => {
    const file = join(app, "convex", "broken.ts");
    writeFileSync(file, 'throw new Error("not today");\nexport {};\n');
    const { code, stderr } = await cli("deploy", "-y", "--typecheck=disable");
    writeFileSync(file, "export {};\n");
    expect(code).toBe(1);
    expect(stderr).toContain("Uncaught Error: not today");
    expect(stderr).toMatch(/at .*broken\.(js|ts):\d+:7/);
    await output("run", "events:list", '{"key":"still there"}');
  });

  it("by its schema names the document", async () => {
    await output("run", "events:record", '{"key":"a string"}');
    const file = join(app, "convex", "schema.ts");
    const schema = readFileSync(file, "utf8");
    writeFileSync(
      file,
      schema.replace("key: v.string(), at", "key: v.number(), at"),
    );
    const { code, stderr } = await cli("deploy", "-y", "--typecheck=disable");
    writeFileSync(file, schema);
    expect(code).toBe(1);
    expect(stderr).toContain("Schema validation failed");
    expect(stderr).toMatch(
      /Document with ID "[0-9a-z]{32}" in table "events" does not match the schema/,
    );
  });
});
