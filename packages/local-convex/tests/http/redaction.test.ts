/** What callers without the admin key are told where the host is a public one. */
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { isLoopback } from "../../src/http/loopback";
import {
  ADMIN_KEY,
  fixturePushFile,
  spawnReadyServer,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";
import { Wire } from "../sync/wire";

const BARE = /^\[Request ID: [0-9a-f]{16}\] Server Error$/;
const TOLD = /Uncaught TypeError: the crash\n {4}at /;

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ redact: true });
});

const reply = z.looseObject({
  status: z.string(),
  errorMessage: z.string().optional(),
  errorData: z.unknown().optional(),
  logLines: z.array(z.string()),
});

async function post(address: string, path: string, isAdmin = false) {
  const response = await fetch(`${server.url}/api/${address}`, {
    method: "POST",
    headers: isAdmin ? { authorization: `Convex ${ADMIN_KEY}` } : {},
    body: JSON.stringify({ path, args: {} }),
  });
  return reply.parse(await response.json());
}

describe("over HTTP", () => {
  it.each([
    ["query", "sandbox:crash"],
    ["run/sandbox/crash", ""],
    ["mutation", "savepoints:propagating"],
    ["action", "noModule:noFunction"],
    ["function", "savepoints:failing"],
  ])("/api/%s tells that %s failed, and no more", async (address, path) => {
    const { status, errorMessage, logLines } = await post(address, path);
    expect(status).toBe("error");
    expect(errorMessage).toMatch(BARE);
    expect(logLines).toEqual([]);
  });

  it("the data of a ConvexError is meant for the caller", async () => {
    const { errorMessage, errorData } = await post("query", "sandbox:refuse");
    expect(errorMessage).toMatch(BARE);
    expect(errorData).toEqual({ code: "refused", amount: "3" });
  });

  it("what a function prints stays here, also when it succeeds", async () => {
    const told = await post("query", "sandbox:logs");
    expect(told).toMatchObject({ status: "success", logLines: [] });
    expect(await post("query", "sandbox:logs", true)).toMatchObject({
      logLines: ["[LOG] 'hello' { a: 1 }", "[WARN] 'careful'"],
    });
    expect(server.logs).toContainEqual(
      expect.objectContaining({ line: "[WARN] 'careful'" }),
    );
  });

  it("the admin key sees everything, whoever asked before", async () => {
    for (const isAdmin of [false, true, false]) {
      const { errorMessage } = await post("query", "sandbox:crash", isAdmin);
      expect(errorMessage).toMatch(isAdmin ? TOLD : BARE);
    }
  });

  it("an HTTP action that throws is a 500 with its request id", async () => {
    const response = await fetch(`${server.siteUrl}/boom`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      code: expect.stringMatching(BARE),
    });
    expect(server.logs).toContainEqual(
      expect.objectContaining({
        event: "function.failed",
        message: "Uncaught Error: the handler failed",
      }),
    );
  });
});

describe("over the socket", () => {
  /** One of each kind of answer. */
  async function answers(isAdmin: boolean) {
    const wire = await Wire.connect(server.url, `redacted ${isAdmin}`);
    if (isAdmin) {
      const tokenType = "Admin";
      wire.send({
        ...{ type: "Authenticate", baseVersion: 0 },
        ...{ tokenType, value: ADMIN_KEY },
      });
    }
    wire.subscribe(0, [
      { id: 0, path: "sandbox:crash" },
      { id: 1, path: "sandbox:refuse" },
      { id: 2, path: "sandbox:logs" },
    ]);
    const { modifications } = await wire.next("Transition");
    wire.mutate(0, "savepoints:propagating", { text: "redacted" });
    const mutation = await wire.next("MutationResponse");
    wire.send({
      ...{ type: "Action", requestId: 1, udfPath: "sandbox:leftOutInAction" },
      args: [{ what: "store" }],
    });
    const action = await wire.next("ActionResponse");
    return { modifications, mutation, action };
  }

  it("failures are bare and nothing printed comes along", async () => {
    const { modifications, mutation, action } = await answers(false);
    const errorMessage = expect.stringMatching(BARE);
    expect(modifications).toMatchObject([
      { type: "QueryFailed", errorMessage, logLines: [] },
      {
        ...{ type: "QueryFailed", errorMessage, logLines: [] },
        errorData: { code: "refused", amount: { $integer: expect.anything() } },
      },
      { type: "QueryUpdated", value: null, logLines: [] },
    ]);
    expect(mutation).toMatchObject({
      ...{ success: false, result: errorMessage, logLines: [] },
      errorData: { code: "refused", text: "redacted" },
    });
    expect(action).toMatchObject({ result: errorMessage, logLines: [] });
  });

  it("the admin key sees everything", async () => {
    const { modifications, mutation, action } = await answers(true);
    expect(modifications).toMatchObject([
      { errorMessage: expect.stringMatching(TOLD) },
      { errorMessage: expect.stringContaining("Uncaught ConvexError") },
      { logLines: ["[LOG] 'hello' { a: 1 }", "[WARN] 'careful'"] },
    ]);
    expect(mutation["result"]).toContain("Uncaught ConvexError");
    expect(action["result"]).toContain("File storage is not supported");
  });
});

describe("by default", () => {
  it.each([
    [{}, TOLD],
    [{ host: "0.0.0.0" }, BARE],
    [{ host: "0.0.0.0", redact: false }, TOLD],
    [{ siteOrigin: "https://crm.example" }, BARE],
    [{ cloudOrigin: "https://crm.example" }, BARE],
    [{ cloudOrigin: "http://localhost:1" }, TOLD],
  ])("with %j callers are told so much", async (options, expected) => {
    const { url } = await startFixture(options);
    const { port } = new URL(url);
    const response = await fetch(`http://127.0.0.1:${port}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "sandbox:crash", args: {} }),
    });
    expect(reply.parse(await response.json()).errorMessage).toMatch(expected);
  });

  it.each([
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["localhost", true],
    ["LOCALHOST", true],
    ["::1", true],
    ["[::1]", true],
    ["::ffff:127.0.0.1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["192.0.2.1", false],
    ["127.example", false],
    ["localhost.example", false],
  ])("%s is a loopback address: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

it.each([
  ["--redact", BARE],
  ["--no-redact", TOLD],
])("the command line has %s", async (flag, expected) => {
  const { url } = await spawnReadyServer({
    directory: temporaryFolder(),
    pushFile: await fixturePushFile(),
    flags: [flag],
  });
  const response = await fetch(`${url}/api/query`, {
    method: "POST",
    body: JSON.stringify({ path: "sandbox:crash", args: {} }),
  });
  expect(reply.parse(await response.json()).errorMessage).toMatch(expected);
});
