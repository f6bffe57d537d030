/** Pushes that break: the old code goes on serving, and the reason is readable. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type PushRequest, pushRequest } from "../../src/push/wire";
import type { TableJson } from "../../src/engine";
import { schemaOf, tableJson } from "../engineHarness";
import {
  ADMIN_KEY,
  a,
  fixturePushFile,
  m,
  q,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";

let server: TestServer;
let push: PushRequest;
beforeAll(async () => {
  server = await startFixture();
});
beforeEach(async () => {
  const text = readFileSync(await fixturePushFile(), "utf8");
  push = pushRequest.parse(JSON.parse(text));
});

const refused = z.object({ code: z.string(), message: z.string() });

function admin(path: string, body: unknown, { url } = server) {
  return fetch(`${url}/api/${path}`, {
    method: "POST",
    headers: { authorization: `Convex ${ADMIN_KEY}` },
    body: JSON.stringify(body),
  });
}

const post = (path: string, body: unknown, to = server) =>
  admin(`deploy2/${path}`, body, to);

async function start(dryRun = false, to = server): Promise<unknown> {
  const response = await post("start_push", { ...push, dryRun }, to);
  expect(response.status).toBe(200);
  return response.json();
}

const set = (name: string, value: string | null, on = server) =>
  admin("update_environment_variables", { changes: [{ name, value }] }, on);

async function refusal() {
  const response = await post("start_push", push);
  expect(response.status).toBe(400);
  return refused.parse(await response.json());
}

async function stillServes() {
  const seen = await server.client.action(a("hashing:sha256"), { text: "a" });
  expect(seen).toMatch(/^ca978112/);
}

function addModule(
  path: string,
  source: string,
  environment: "isolate" | "node" = "isolate",
) {
  push.appDefinition.changedModules.push({ path, source, environment });
}

/** A schema the events recorded so far do not fit. */
function demandNumericKeys() {
  const { schema } = push.appDefinition;
  if (schema === null) {
    throw new Error("The fixture has a schema.");
  }
  const source = schema.source.replace(
    "key: e.string(), at:",
    "key: e.number(), at:",
  );
  schema.source = source.replace(
    /events: (\w+)\(\{ key: (\w+)\.string\(\)/,
    "events: $1({ key: $2.number()",
  );
  expect(schema.source).toMatch(/events: \w+\(\{ key: \w+\.number\(\)/);
}

describe("a module that does not load", () => {
  it("is named with what it threw", async () => {
    addModule("broken.js", 'throw new Error("no key configured");');
    expect(await refusal()).toEqual({
      code: "InvalidModules",
      message: expect.stringMatching(
        /Failed to analyze broken\.js: Uncaught Error: no key configured/,
      ),
    });
    await stillServes();
  });

  it.each(["node:fs", "lodash"])(
    "may not import %s in the default runtime",
    async (specifier) => {
      addModule("imports.js", `import fs from "${specifier}"; fs();`);
      const { message } = await refusal();
      expect(message).toContain(`imports.js imports "${specifier}"`);
      await stillServes();
    },
  );

  it("may not use Node's names in the default runtime", async () => {
    addModule("names.js", 'Buffer.from("a");');
    const { message } = await refusal();
    expect(message).toContain("Failed to analyze names.js");
    await stillServes();
  });

  it("may not use the network or timers while it loads", async () => {
    addModule("timers.js", "setTimeout(() => null, 0);");
    const { message } = await refusal();
    expect(message).toContain("Can't use setTimeout at import time");
  });

  it('may not define queries in "use node" files', async () => {
    addModule(
      "misplaced.js",
      "const f = () => null; f.isQuery = true; f.exportArgs = () => '{\"type\":\"any\"}'; f.exportReturns = () => 'null'; export { f };",
      "node",
    );
    const { message } = await refusal();
    expect(message).toContain("Only actions can be defined in Node.js.");
  });
});

it('a "use node" file finds require, a default one does not', async () => {
  addModule("legacy.js", 'require("node:crypto");', "node");
  await start();
  addModule("modern.js", 'require("node:crypto");');
  const { message } = await refusal();
  expect(message).toContain("Failed to analyze modern.js");
});

describe("a schema the stored documents do not fit", () => {
  it("fails the push with table and reason, and finish_push as well", async () => {
    await server.client.mutation(m("events:record"), { key: "text" });
    demandNumericKeys();
    const startPush = await start();
    const waited = await post("wait_for_schema", startPush);
    expect(await waited.json()).toMatchObject({
      type: "failed",
      componentPath: "",
      tableName: "events",
      error: expect.stringContaining("does not match the schema"),
    });
    const finished = await post("finish_push", { startPush });
    expect(finished.status).toBe(400);
    expect(await finished.json()).toMatchObject({ code: "SchemaMismatch" });
    const seen = await server.client.query(q("events:list"), { key: "text" });
    expect(seen).toMatchObject({ events: 1 });
  });
});

function replaceSchema(...tables: TableJson[]) {
  const { schema } = push.appDefinition;
  if (schema === null) {
    throw new Error("The fixture has a schema.");
  }
  const json = JSON.stringify(schemaOf(...tables));
  schema.source = `export default { export: () => ${JSON.stringify(json)} };`;
}

it("a schema with a name or a field that cannot be is refused at once", async () => {
  replaceSchema(tableJson("not-a-name"));
  expect((await refusal()).message).toMatch(
    /^Hit an error while evaluating your schema:\nInvalid table name "not-a-name"/,
  );
  const documentType = { type: "object", value: {} } as const;
  replaceSchema(tableJson("t", { documentType, indexes: { by_a: ["a"] } }));
  expect(await refusal()).toEqual({
    code: "SchemaDefinitionError",
    message:
      'Hit an error while evaluating your schema:\nIn table "t" the index "by_a" is invalid because it references the field "a" that does not exist.',
  });
  await stillServes();
});

it("a schema that cannot be fails finish_push with the reason", async () => {
  const searchIndexes = Array.from({ length: 5 }, (_, i) => ({
    ...{ indexDescriptor: `search_${i}`, searchField: `f${i}` },
    filterFields: [],
  }));
  replaceSchema(tableJson("t", { searchIndexes }));
  const startPush = await start();
  const finished = await post("finish_push", { startPush });
  expect(finished.status).toBe(400);
  expect(await finished.json()).toEqual({
    code: "SchemaDefinitionError",
    message: 'Table "t" cannot have more than 4 search indexes.',
  });
  await stillServes();
});

describe("a missing environment variable", () => {
  it("is named, in the words the CLI reads", async () => {
    const { definition } = push.appDefinition;
    if (definition === null) {
      throw new Error("The fixture has a definition.");
    }
    const optional =
      /GREETING: (\w+)\.optional\(\w+\.string\(\)\)|GREETING:(\w+)\.optional\(\w+\.string\(\)\)/;
    expect(definition.source).toMatch(optional);
    definition.source = definition.source.replace(
      optional,
      (_match, spaced?: string, dense?: string) =>
        `GREETING:${spaced ?? dense ?? ""}.string()`,
    );
    expect(await refusal()).toEqual({
      code: "MissingEnvironmentVariables",
      message: expect.stringContaining("are not set: GREETING."),
    });
    await stillServes();
  });
});

describe("environment variables", () => {
  it("that change during a push end it, as the code has read the old ones", async () => {
    const startPush = await start();
    await set("GREETING", "changed");
    const finished = await post("finish_push", { startPush });
    expect(finished.status).toBe(400);
    expect(await finished.json()).toMatchObject({ code: "RaceDetected" });
    const greeting = await server.client.query(q("sandbox:greeting"), {});
    expect(greeting).toBe("changed");
  });

  it("set at the same time are all kept", async () => {
    const names = ["A", "B", "C", "D"];
    await Promise.all(names.map((name) => set(name, name)));
    const path = "_system/cli/queryEnvironmentVariables";
    const response = await admin("query", { path });
    expect(await response.json()).toMatchObject({
      value: expect.arrayContaining(
        names.map((name) => ({ name, value: name })),
      ),
    });
  });
});

describe("a dry run", () => {
  it("says what would change and changes nothing", async () => {
    push.appDefinition.changedModules =
      push.appDefinition.changedModules.filter(
        ({ path }) => path !== "crons.js",
      );
    const startPush = await start(true);
    const response = await post("finish_push", { startPush, dryRun: true });
    expect(await response.json()).toMatchObject({
      componentDiffs: {
        "": { diffType: { type: "modify" }, cronDiff: { deleted: ["tick"] } },
      },
    });
    const again = await post("finish_push", { startPush, dryRun: true });
    expect(await again.json()).toMatchObject({
      componentDiffs: { "": { cronDiff: { deleted: ["tick"] } } },
    });
  });
});

describe("the push endpoints", () => {
  it("need the admin key", async () => {
    const response = await fetch(`${server.url}/api/deploy2/start_push`, {
      method: "POST",
      headers: { authorization: "Convex wrong" },
      body: JSON.stringify(push),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "BadDeployKey" });
  });

  it("refuse what is no push", async () => {
    const response = await post("start_push", { functions: 1 });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "BadJsonBody" });
  });
});

describe("the folder of pushes", () => {
  it("keeps what serves, what served before and what may yet be finished", async () => {
    const directory = temporaryFolder();
    const own = await startFixture({ directory });
    const refusing =
      'if (process.env.GREETING === "refused") throw new Error();';
    addModule("refusing.js", refusing);
    const files = () => {
      const folder = join(directory, "pushes");
      const counts = readdirSync(folder).map(
        (pushId) => readdirSync(join(folder, pushId)).length,
      );
      return counts.sort();
    };
    const finish = async (startPush: unknown) => {
      const { status } = await post("finish_push", { startPush }, own);
      expect(status).toBe(200);
    };
    // Each a request and its modules.
    for (let i = 0; i < 10; i += 1) {
      await finish(await start(false, own));
    }
    expect(files()).toEqual([2, 2]);
    // One request, its modules of now and of before.
    for (let i = 0; i < 10; i += 1) {
      await set("GREETING", `${i}`, own);
    }
    expect(files()).toEqual([3]);
    expect((await set("GREETING", "refused", own)).status).toBe(400);
    expect(files()).toEqual([3]);
    const started: unknown[] = [];
    for (let i = 0; i < 6; i += 1) {
      started.push(await start(false, own));
    }
    expect(files()).toEqual([2, 2, 2, 2, 3]);
    await finish(started[2]);
    await finish(started[5]);
    expect(files()).toEqual([2, 2, 2, 2]);
    await own.close();
    const again = await startFixture({ directory, pushFile: undefined });
    expect(files()).toEqual([2]);
    expect(await again.client.query(q("sandbox:greeting"), {})).toBe("9");
  });
});

describe("booting", () => {
  it("serves the last push again without the file, data and variables included", async () => {
    const directory = temporaryFolder();
    const first = await startFixture({ directory, env: { GREETING: "hello" } });
    await first.client.mutation(m("events:record"), { key: "kept" });
    await first.close();
    const second = await startFixture({ directory, pushFile: undefined });
    const seen = await second.client.query(q("events:list"), { key: "kept" });
    expect(seen).toMatchObject({ events: 1 });
    const greeting = await second.client.query(q("sandbox:greeting"), {});
    expect(greeting).toBe("hello");
  });

  it("keeps what env set stored over the initial value, but not over an override", async () => {
    const directory = temporaryFolder();
    const first = await startFixture({ directory, env: { GREETING: "first" } });
    await first.close();
    const second = await startFixture({
      directory,
      env: { GREETING: "second" },
    });
    expect(await second.client.query(q("sandbox:greeting"), {})).toBe("first");
    await second.close();
    const third = await startFixture({
      directory,
      envOverrides: { GREETING: "third" },
    });
    expect(await third.client.query(q("sandbox:greeting"), {})).toBe("third");
  });

  it.each(["", "{}"])(
    "with a lost or damaged push (%j) says so, and takes the code again",
    async (content) => {
      const directory = temporaryFolder();
      const first = await startFixture({ directory });
      await first.close();
      const [pushId = ""] = readdirSync(join(directory, "pushes"));
      const file = join(directory, "pushes", pushId, "push.json");
      if (content === "") {
        rmSync(file);
      } else {
        writeFileSync(file, content);
      }
      const again = startFixture({ directory, pushFile: undefined });
      await expect(again).rejects.toThrow(
        "The code that served last cannot be read",
      );
      const other = await startFixture({ directory });
      expect(await other.client.query(q("sandbox:greeting"), {})).toBeNull();
    },
  );

  it("refuses a second process on the same folder", async () => {
    const directory = temporaryFolder();
    await startFixture({ directory });
    await expect(startFixture({ directory })).rejects.toThrow(/lock|in use/i);
  });
});
