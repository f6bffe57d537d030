/** Log injection: the log repeats nothing that a caller made up. */
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  LogWatch,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";
import { Wire } from "../sync/wire";
import { Raw } from "./raw";

const log = new LogWatch();
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ onLog: log.add });
});

/** What must not come back: somebody's number, in a name of any length. */
const MARK = "081234567890";
const names = [
  ["short", `customers:${MARK}`],
  ["without a module", MARK],
  ["like a route", `POST /customers/${MARK}`],
  ["with lines", `${MARK}\n{"level":"error"}`],
  ["of the system", `_system/${MARK}`],
  ["long", `${MARK}:`.repeat(50_000)],
] as const;

const admin = { authorization: `Convex ${ADMIN_KEY}` };

/** What was logged by the end of a later request. */
async function logged(): Promise<string> {
  await server.client.query(q("events:list"), { key: "" });
  return JSON.stringify(log.entries);
}

async function functionLog(): Promise<string> {
  const path = `${server.url}/api/stream_function_logs?cursor=0.001`;
  return (await fetch(path, { headers: admin })).text();
}

describe.each(names)("a name %s", (_what, path) => {
  it.each([
    ["query", {}],
    ["mutation", {}],
    ["action", {}],
    ["function", admin],
  ])("asked of /api/%s", async (address, headers) => {
    log.entries.length = 0;
    const response = await fetch(`${server.url}/api/${address}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ path, args: {} }),
    });
    expect((await response.text()).length).toBeLessThan(1_000);
    expect(await logged()).not.toContain(MARK);
    expect(await functionLog()).not.toContain(MARK);
  });

  it("as that of a component", async () => {
    log.entries.length = 0;
    for (const headers of [{}, admin]) {
      const body = { path: "events:list", args: {}, componentPath: path };
      const response = await fetch(`${server.url}/api/query`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      expect((await response.text()).length).toBeLessThan(1_000);
    }
    expect(await logged()).not.toContain(MARK);
  });

  it("over the socket", async () => {
    log.entries.length = 0;
    const wire = await Wire.connect(server.url, "names");
    wire.subscribe(0, [{ id: 0, path }]);
    const transition = await wire.next("Transition");
    wire.mutate(0, path);
    const response = await wire.next("MutationResponse");
    for (const message of [transition, response]) {
      expect(JSON.stringify(message).length).toBeLessThan(1_000);
    }
    expect(await logged()).not.toContain(MARK);
  });
});

it("an unknown name is no error of the app, a known one is told", async () => {
  log.entries.length = 0;
  for (const path of ["no:where", "sandbox:crash", "sandbox.js:crash"]) {
    await fetch(`${server.url}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path, args: {} }),
    });
  }
  expect(log.entries).toMatchObject([
    {
      ...{ level: "info", event: "function.failed", function: null },
      message: "Could not find public function.",
    },
    { level: "error", event: "function.failed", function: "sandbox:crash" },
    { level: "error", event: "function.failed", function: "sandbox:crash" },
  ]);
});

it.each([
  ["a wrong value", { value: 1, ms: MARK }],
  ["a field too many", { [`x${MARK}`]: 1, ms: 1 }],
  ["a field that none may have", { [`$${MARK}`]: 1 }],
])("%s is not repeated", async (_what, args) => {
  log.entries.length = 0;
  await fetch(`${server.url}/api/mutation`, {
    method: "POST",
    body: JSON.stringify({ path: "sandbox:spin", args }),
  });
  expect(log.entries).toMatchObject([
    { event: "function.failed", function: "sandbox:spin" },
  ]);
  expect(await logged()).not.toContain(MARK);
});

describe("an address", () => {
  it("of an HTTP action is told as the app wrote it", async () => {
    log.entries.length = 0;
    await fetch(`${server.siteUrl}/files/deep/${MARK}?q=${MARK}`);
    await fetch(`${server.siteUrl}/nowhere/${MARK}`);
    await fetch(`${server.url}/nowhere/${MARK}`);
    await fetch(`${server.siteUrl}/boom?q=${MARK}`);
    expect(log.entries).toMatchObject([
      { event: "function.failed", function: "GET /boom" },
    ]);
    expect(await logged()).not.toContain(MARK);
    const runs = await functionLog();
    expect(runs).toContain('"identifier":"GET /files/deep/*"');
    expect(runs).not.toMatch(new RegExp(`"identifier":"[^"]*${MARK}`));
  });

  it.each([
    ["the API", "/api/run/a/", "POST /api/run/*"],
    ["no route of the API", "/nowhere/", null],
    ["the site", "/http/digest?", "POST /digest"],
  ])("of %s that somebody left", async (_name, path, request) => {
    log.entries.length = 0;
    const raw = new Raw(server.url);
    await once(raw.socket, "connect");
    await raw.write(
      `POST ${path}${MARK} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nhalf`,
    );
    raw.socket.destroy();
    if (request !== null) {
      const entry = await log.first(
        ({ event }) => event === "http.sender_gone",
      );
      expect(entry).toMatchObject({ request });
    }
    expect(await logged()).not.toContain(MARK);
  });
});
