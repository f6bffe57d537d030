/**
 * Unhandled rejections and uncaught exceptions of guest code fail the run they
 * belong to, and never the server. The servers are processes of their own: the
 * test runner has listeners for such errors, which would fail the test.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { HostLogEntry } from "../../src/execution/logs";
import {
  a,
  changedPushFile,
  type ChildServer,
  fixturePushFile,
  LogWatch,
  m,
  q,
  spawnReadyServer,
  spawnServer,
  temporaryFolder,
} from "../hostHarness";

const log = new LogWatch();
let server: ChildServer;
beforeAll(async () => {
  server = await spawnReadyServer({
    directory: temporaryFolder(),
    pushFile: await fixturePushFile(),
    onLine: log.addLine,
  });
});

const stillServes = () =>
  expect(server.client.query(q("events:list"), { key: "" })).resolves.toEqual({
    events: 0,
    followUps: [],
  });

const inBoth = ["rejection", "timer", "interval", "listener"];
const ways = [
  ...[...inBoth, "abort"].map((how) => ["unhandledErrors", how]),
  ...[
    ...[...inBoth, "immediate", "nextTick", "microtask", "callback"],
    ...["asyncListener", "errorEvent", "stream"],
  ].map((how) => ["unhandledErrorsInNode", how]),
];

describe.each(ways)("in %s, an error not handled in: %s", (module, how) => {
  it("fails the action that runs", async () => {
    const answer = server.client.action(a(`${module}:waiting`), { how });
    await expect(answer).rejects.toThrow(`Uncaught Error: lost: ${how}`);
    await stillServes();
  });

  it("is logged when the action has its answer", async () => {
    const path = `${module}:arm`;
    expect(await server.client.action(a(path), { how })).toBeNull();
    await server.client.action(a(`${module}:fire`), {});
    const entry = await log.first(
      ({ event, function: name, message }) =>
        event === "function.stray_error" &&
        name === path &&
        message === `Uncaught Error: lost: ${how}`,
    );
    expect(entry.level).toBe("error");
    await stillServes();
  });
});

describe("a rejection that is not awaited", () => {
  it("fails the query that answered a value", async () => {
    const answer = server.client.query(q("unhandledErrors:inQuery"), {});
    await expect(answer).rejects.toThrow("Uncaught Error: lost: rejection");
  });

  it.each(["inMutation", "inNested"])(
    "takes back what the mutation wrote: %s",
    async (name) => {
      const text = `dropped ${name}`;
      const answer = server.client.mutation(m(`unhandledErrors:${name}`), {
        text,
      });
      await expect(answer).rejects.toThrow("Uncaught Error: lost: rejection");
      const notes = server.client.query(q("savepoints:notes"), {
        prefix: text,
      });
      expect(await notes).toEqual([]);
    },
  );

  it("takes back what the mutation wrote whose listener throws", async () => {
    const text = "dropped inListener";
    const answer = server.client.mutation(m("unhandledErrors:inListener"), {
      text,
    });
    await expect(answer).rejects.toThrow("Uncaught Error: lost: listener");
    const notes = server.client.query(q("savepoints:notes"), { prefix: text });
    expect(await notes).toEqual([]);
    await stillServes();
  });

  it("beside the one that fails the function is logged", async () => {
    const answer = server.client.query(q("unhandledErrors:twoReads"), {});
    await expect(answer).rejects.toThrow("Invalid argument `id`");
    const entry = await log.first(
      (each) => each.function === "unhandledErrors:twoReads" && isStray(each),
    );
    expect(entry.message).toContain("Invalid argument `id`");
    await stillServes();
  });

  it("while a module is imported fails the push", async () => {
    const pushFile = await changedPushFile(({ appDefinition }) => {
      const module = appDefinition.changedModules.find(
        ({ path }) => path === "unhandledErrors.js",
      );
      if (module === undefined) {
        throw new Error("no module -- invariant");
      }
      module.source += '\nPromise.reject(new Error("lost: import"));';
    });
    const lines: string[] = [];
    const refused = await spawnServer({
      directory: temporaryFolder(),
      pushFile,
      onLine: (line) => lines.push(line),
    });
    expect(refused).toBeNull();
    expect(lines.join("\n")).toContain("Uncaught Error: lost: import");
  });
});

const isStray = ({ event }: HostLogEntry) => event === "function.stray_error";

describe("an HTTP action", () => {
  it("whose reader closes the tab goes on to fail alone", async () => {
    const tab = new AbortController();
    const { body } = await fetch(`${server.siteUrl}/endless`, {
      signal: tab.signal,
    });
    await body?.getReader().read();
    tab.abort();
    await log.first(
      (each) => each.function === "GET /endless" && isStray(each),
    );
    await stillServes();
  });

  it("that loses an error before it answers is a 500", async () => {
    const response = await fetch(`${server.siteUrl}/lost`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("lost: before the answer");
    await stillServes();
  });

  it("that loses one while it answers is cut off", async () => {
    const whole = fetch(`${server.siteUrl}/lost-midway`).then((response) =>
      response.arrayBuffer(),
    );
    await expect(whole).rejects.toThrow(TypeError);
    await log.first(
      ({ event, message }) =>
        event === "function.failed" &&
        message === "Uncaught Error: lost: midway",
    );
    await stillServes();
  });
});

it("a function cannot end the process it runs in", async () => {
  const answer = server.client.action(a("unhandledErrorsInNode:exit"), {});
  await expect(answer).rejects.toThrow("cannot end its process");
  await stillServes();
});

it("an error of the host's own ends the process, as it does without us", () => {
  const module = fileURLToPath(
    new URL("../../src/execution/unhandledErrors.ts", import.meta.url),
  );
  const script = `
    import { catchUnhandledErrors } from ${JSON.stringify(module)};
    catchUnhandledErrors((entry) => console.log(entry.event, entry.message));
    setTimeout(() => { throw new Error("the host's"); }, 0);
    setInterval(() => undefined, 1000);
  `;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", script],
    { encoding: "utf8" },
  );
  expect(status).toBe(1);
  expect(stdout).toBe("host.crashed the host's\n");
  expect(stderr).toMatch(/^Error: the host's\n {4}at /);
});
