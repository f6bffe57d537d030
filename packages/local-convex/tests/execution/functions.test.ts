import { ConvexError, type Value } from "convex/values";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ADMIN_KEY,
  a,
  q,
  m,
  startFixture,
  type TestServer,
} from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

async function messageOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.message : "the call succeeded";
}

describe("the official client", () => {
  it("writes by mutation and reads by query", async () => {
    const id: unknown = await server.client.mutation(m("events:record"), {
      key: "one",
    });
    expect(id).toMatch(/^[0-9a-z]{32}$/);
    const seen = await server.client.query(q("events:list"), { key: "one" });
    expect(seen).toMatchObject({ events: 1 });
  });

  it("runs actions of both runtimes", async () => {
    const hash = await server.client.action(a("hashing:sha256"), { text: "a" });
    expect(hash).toBe(
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
    );
    const relayed = await server.client.action(a("sandbox:relay"), {});
    expect(relayed).toMatchObject({
      identity: null,
      metadata: { self: { name: "sandbox:metadata", componentPath: "" } },
    });
  });

  it("reads bytes and int64 in their encoding", async () => {
    const digest: unknown = await server.client.mutation(m("sandbox:hmac"), {
      secret: "key",
      text: "body",
    });
    expect(digest).toBeInstanceOf(ArrayBuffer);
  });

  it("gets the data of a ConvexError, int64 included", async () => {
    const failed = server.client.query(q("sandbox:refuse"), {});
    await expect(failed).rejects.toThrow(ConvexError);
    await expect(failed).rejects.toMatchObject({
      data: { code: "refused", amount: 3n },
    });
  });

  it("answers consistent queries at a known timestamp", async () => {
    const seen = await server.client.consistentQuery(q("events:list"), {
      key: "nobody",
    });
    expect(seen).toEqual({ events: 0, followUps: [] });
  });
});

describe("failures", () => {
  it("name the source file and line of the app", async () => {
    const message = await messageOf(
      server.client.query(q("sandbox:crash"), {}),
    );
    expect(message).toMatch(
      /^\[Request ID: [0-9a-f]{16}\] Server Error\nUncaught TypeError: the crash\n {4}at /,
    );
  });

  it("tell which argument is wrong", async () => {
    const message = await messageOf(
      server.client.mutation(m("events:record"), { key: 1 }),
    );
    expect(message).toContain(
      "ArgumentValidationError: Value does not match validator.\nPath: .key",
    );
  });

  it("tell a wrong return value", async () => {
    const message = await messageOf(
      server.client.query(q("sandbox:wrongReturn"), {}),
    );
    expect(message).toContain("ReturnsValidationError: ");
  });

  it("hide internal functions from everyone but admins", async () => {
    const args = { key: "internal", kind: "test" };
    const message = await messageOf(
      server.client.mutation(m("events:followUp"), args),
    );
    expect(message).toContain(
      "Could not find public function for 'events:followUp'.",
    );
    const response = await fetch(`${server.url}/api/mutation`, {
      method: "POST",
      headers: { authorization: `Convex ${ADMIN_KEY}` },
      body: JSON.stringify({ path: "events:followUp", args }),
    });
    expect(response.status).toBe(200);
    const seen = await server.client.query(q("events:list"), {
      key: "internal",
    });
    expect(seen).toEqual({ events: 0, followUps: ["test"] });
  });

  it("refuse a function of another kind", async () => {
    const message = await messageOf(
      server.client.query(q("events:record"), { key: "x" }),
    );
    expect(message).toContain(
      "Trying to execute events.js:record as Query, but it is defined as Mutation.",
    );
  });

  it.each([
    ["Mutation", "storage", "File storage"],
    ["Mutation", "audit", "Audit logging (`log.audit`)"],
    ["Action", "store", "File storage"],
    ["Action", "url", "File storage"],
    ["Action", "vector", "Vector search"],
  ])("name what is left out (%s: %s)", async (kind, what, named) => {
    const name = `sandbox:leftOutIn${kind}`;
    const call =
      kind === "Action"
        ? server.client.action(a(name), { what })
        : server.client.mutation(m(name), { what });
    expect(await messageOf(call)).toContain(
      `${named} is not supported by local-convex.`,
    );
  });
});

describe("a transaction", () => {
  const MIB = 2 ** 20;

  it("knows what it used and what production leaves it", async () => {
    const metric = z.object({ used: z.number(), remaining: z.number() });
    const { before, after } = z
      .object({
        before: z.record(z.string(), metric),
        after: z.record(z.string(), metric),
      })
      .parse(await server.client.mutation(m("sandbox:transaction"), {}));
    const limits = Object.entries(before).map(([name, { used, remaining }]) => {
      expect(used).toBe(0);
      return [name, remaining];
    });
    expect(Object.fromEntries(limits)).toMatchObject({
      bytesRead: 16 * MIB,
      bytesWritten: 16 * MIB,
      databaseQueries: 4_096,
      documentsRead: 32_000,
      documentsWritten: 16_000,
      functionsScheduled: 1_000,
      scheduledFunctionArgsBytes: 16 * MIB,
    });
    expect(after["documentsWritten"]).toEqual({ used: 1, remaining: 15_999 });
    expect(after["bytesWritten"]?.used).toBeGreaterThan(0);
  });

  it("knows the commit it reads, which holds all before it", async () => {
    const seen = z.object({ snapshotTs: z.bigint() });
    const snapshot = async () =>
      seen.parse(await server.client.mutation(m("sandbox:transaction"), {}))
        .snapshotTs;
    const first = await snapshot();
    const committed = server.engine.latestTs;
    expect(committed).toBeGreaterThan(first);
    expect(await snapshot()).toBeGreaterThanOrEqual(committed);
  });
});

describe("arguments and results of any kind", () => {
  const MIB = 2 ** 20;
  const lists = (levels: number): Value => {
    let value: Value = 0;
    for (let i = 0; i < levels; i++) {
      value = [value];
    }
    return value;
  };
  const echo = (value: Value) =>
    server.client.query(q("sandbox:echo"), { value });
  const wrap = (length: number, levels: number) =>
    server.client.query(q("sandbox:wrap"), { length, levels });

  it("nest up to 64 levels, with two taken by the arguments", async () => {
    expect(await echo(lists(62))).toEqual(lists(62));
    expect(await messageOf(echo(lists(63)))).toContain(
      "Invalid arguments for sandbox.js:echo: Value is too nested (nested 65 levels deep > maximum nesting 64)",
    );
    await wrap(1, 64);
    expect(await messageOf(wrap(1, 65))).toContain(
      "Function sandbox.js:wrap return value invalid: Value is too nested",
    );
  });

  it("have up to 16 MiB, and 5 MiB on the way to a Node action", async () => {
    expect(await messageOf(echo("x".repeat(16 * MIB)))).toContain(
      "Arguments for sandbox.js:echo are too large (actual: 16.00 MiB, limit: 16 MiB)",
    );
    expect(await messageOf(wrap(17 * MIB, 0))).toContain(
      "Function sandbox.js:wrap return value is too large (actual: 17.00 MiB, limit: 16 MiB)",
    );
    const text = "x".repeat(6 * MIB);
    await echo(text);
    const action = server.client.action(a("hashing:sha256"), { text });
    expect(await messageOf(action)).toContain(
      "(actual: 6.00 MiB, limit: 5 MiB)",
    );
  });

  it.each([
    ['{"\u00e9":1}', "has invalid character 'é'"],
    ['{"$a":1}', "starts with a '$', which is reserved"],
    ['"\\ud83d"', "lone surrogate"],
  ])("are refused when they are %s", async (value, reason) => {
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      body: `{"path":"sandbox:echo","args":{"value":${value}}}`,
    });
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining(reason),
    });
  });
});

describe("log lines", () => {
  it("go to the client and, with the function's name, to the host's log", async () => {
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "sandbox:logs", args: {} }),
    });
    const lines = ["[LOG] 'hello' { a: 1 }", "[WARN] 'careful'"];
    expect(await response.json()).toMatchObject({ logLines: lines });
    const logged = server.logs.filter(
      (entry) =>
        entry.event === "function.log" && entry["function"] === "sandbox:logs",
    );
    expect(logged.map((entry) => entry["line"])).toEqual(lines);
  });
});
