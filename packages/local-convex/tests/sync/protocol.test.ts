import { beforeAll, describe, expect, it } from "vitest";
import { ADMIN_KEY, type TestServer } from "../hostHarness";
import { startSync } from "./harness";
import { assertChain, tsOf, Wire, ZERO_TS } from "./wire";

let server: TestServer;

beforeAll(async () => {
  server = await startSync({ pingIntervalMs: 3_600_000 });
});

const list = (channel: string) => ({
  path: "messages:list",
  args: { channel },
});

describe("a new socket", () => {
  it("starts at zero and every transition starts where the last ended", async () => {
    const wire = await Wire.connect(server.url);
    wire.subscribe(0, [{ id: 0, ...list("chain") }]);
    const first = await wire.next("Transition");
    expect(first.startVersion).toEqual({
      querySet: 0,
      identity: 0,
      ts: ZERO_TS,
    });
    expect(first.endVersion).toMatchObject({ querySet: 1, identity: 0 });
    expect(first.modifications).toEqual([
      {
        type: "QueryUpdated",
        queryId: 0,
        value: [],
        logLines: [],
        journal: null,
      },
    ]);
    wire.mutate(0, "messages:send", { channel: "chain", text: "hello" });
    wire.subscribe(1, [{ id: 1, ...list("chain") }]);
    const { ts } = await wire.next("MutationResponse");
    for (;;) {
      const { endVersion } = await wire.next("Transition");
      if (endVersion.querySet === 2 && tsOf(endVersion.ts) >= tsOf(ts)) {
        break;
      }
    }
    assertChain(wire.received);
  });

  it("learns how far its clock is off", async () => {
    const wire = await Wire.open(server.url);
    const clientTs = Date.now() + 3_600_000;
    wire.send({ type: "Connect", sessionId: "skewed", clientTs });
    wire.subscribe(0, []);
    const { clientClockSkew = 0 } = await wire.next("Transition");
    expect(clientClockSkew).toBeGreaterThan(3_500_000);
    expect(clientClockSkew).toBeLessThanOrEqual(3_600_000);
  });
});

describe("a mutation", () => {
  it("is answered first, then shown by a transition at its timestamp or later", async () => {
    const wire = await Wire.connect(server.url, "order");
    wire.subscribe(0, [{ id: 0, ...list("order") }]);
    await wire.next("Transition");
    for (let requestId = 0; requestId < 20; requestId += 1) {
      const args = { channel: "order", text: `${requestId}` };
      wire.mutate(requestId, "messages:send", args);
      const response = await wire.next("MutationResponse");
      const at = wire.received.indexOf(response);
      for (const earlier of wire.received.slice(0, at)) {
        if (earlier.type !== "Transition") {
          continue;
        }
        expect(tsOf(earlier.endVersion.ts)).toBeLessThan(tsOf(response.ts));
      }
      const shown = await wire.next("Transition");
      expect(tsOf(shown.endVersion.ts)).toBeGreaterThanOrEqual(
        tsOf(response.ts),
      );
      expect(shown.modifications).toHaveLength(1);
    }
  });

  it("is never shown before its answer, however busy the socket is", async () => {
    const wire = await Wire.connect(server.url, "busy");
    const channels = ["busy 0", "busy 1", "busy 2", "busy 3"];
    wire.subscribe(
      0,
      channels.map((channel, id) => ({ id, ...list(channel) })),
    );
    await wire.next("Transition");
    let writing = true;
    const others = channels.map(async (channel) => {
      while (writing) {
        await server.engine.write("other", (tx) =>
          tx.insert("", "messages", { channel, text: "", rank: 0 }),
        );
      }
    });
    for (let requestId = 0; requestId < 60; requestId += 1) {
      const channel = channels[requestId % channels.length];
      wire.mutate(requestId, "messages:send", { channel, text: "own" });
    }
    for (let requestId = 0; requestId < 60; requestId += 1) {
      await wire.next("MutationResponse");
    }
    writing = false;
    await Promise.all(others);
    let shown = 0n;
    for (const message of wire.received) {
      if (message.type === "Transition") {
        shown = tsOf(message.endVersion.ts);
      }
      if (message.type !== "MutationResponse") {
        continue;
      }
      expect(shown).toBeLessThan(tsOf(message.ts));
    }
    assertChain(wire.received);
  });

  it("that changes nothing subscribed gets an empty transition", async () => {
    const wire = await Wire.connect(server.url, "empty");
    wire.subscribe(0, [{ id: 0, ...list("empty") }]);
    await wire.next("Transition");
    wire.mutate(0, "messages:send", { channel: "elsewhere", text: "x" });
    const { ts } = await wire.next("MutationResponse");
    const { modifications, endVersion } = await wire.next("Transition");
    expect(modifications).toEqual([]);
    expect(tsOf(endVersion.ts)).toBeGreaterThanOrEqual(tsOf(ts));
  });

  it("is answered from its receipt when it is repeated", async () => {
    const first = await Wire.connect(server.url, "repeat");
    const args = { writer: "repeat", number: 1 };
    first.mutate(7, "marks:add", args);
    const answer = await first.next("MutationResponse");
    const second = await Wire.connect(server.url, "repeat");
    second.mutate(7, "marks:add", args);
    expect(await second.next("MutationResponse")).toEqual(answer);
    second.mutate(8, "marks:add", { writer: "repeat", number: 2 });
    expect(await second.next("MutationResponse")).toMatchObject({ result: 1 });
    const other = await Wire.connect(server.url, "another session");
    other.mutate(7, "marks:add", { writer: "repeat", number: 3 });
    expect(await other.next("MutationResponse")).toMatchObject({ result: 2 });
  });

  it("sent twice before the first answer runs once", async () => {
    const wires = await Promise.all(
      [1, 2, 3].map(() => Wire.connect(server.url, "race")),
    );
    for (const wire of wires) {
      wire.mutate(1, "marks:add", { writer: "race", number: 1 });
    }
    for (const wire of wires) {
      expect(await wire.next("MutationResponse")).toMatchObject({ result: 0 });
    }
  });

  it("repeats the commit timestamp it returned", async () => {
    const first = await Wire.connect(server.url, "commit");
    first.mutate(0, "marks:commitTs");
    const answer = await first.next("MutationResponse");
    expect(answer).toMatchObject({ result: { $integer: answer.ts } });
    const second = await Wire.connect(server.url, "commit");
    second.mutate(0, "marks:commitTs");
    expect(await second.next("MutationResponse")).toEqual(answer);
  });

  it("that failed leaves no receipt and needs no transition", async () => {
    const wire = await Wire.connect(server.url, "failure");
    wire.mutate(0, "messages:fail", { data: "why" });
    expect(await wire.next("MutationResponse")).toMatchObject({
      success: false,
      errorData: { data: "why" },
    });
    wire.mutate(0, "marks:add", { writer: "failure", number: 1 });
    expect(await wire.next("MutationResponse")).toMatchObject({
      success: true,
      result: 0,
    });
  });

  it("runs after those sent before it, one at a time", async () => {
    const wire = await Wire.connect(server.url, "sequence");
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    for (const number of numbers) {
      wire.mutate(number, "marks:add", { writer: "sequence", number });
    }
    for (const number of numbers) {
      expect(await wire.next("MutationResponse")).toMatchObject({
        requestId: number,
        result: number,
      });
    }
  });
});

describe("a client that violates the protocol is told to stop", () => {
  const add = (baseVersion: number, queryId: number) => ({
    type: "ModifyQuerySet",
    baseVersion,
    newVersion: baseVersion + 1,
    modifications: [
      { type: "Add", queryId, udfPath: "messages:count", args: [{}] },
    ],
  });
  const remove = {
    type: "ModifyQuerySet",
    baseVersion: 0,
    newVersion: 1,
    modifications: [{ type: "Remove", queryId: 9 }],
  };
  it.each([
    ["an old query set version", [add(0, 1), add(0, 2)]],
    ["a query set version from the future", [add(4, 1)]],
    [
      "an identity version from the future",
      [{ type: "Authenticate", tokenType: "None", baseVersion: 1 }],
    ],
    ["a query id in use", [add(0, 1), add(1, 1)]],
    ["an unknown query id", [remove]],
    ["a second Connect", [{ type: "Connect", sessionId: "again" }]],
    ["an unknown message", [{ type: "Sing" }]],
  ])("%s", async (_name, messages) => {
    const wire = await Wire.connect(server.url, "rules");
    for (const message of messages) {
      wire.send(message);
    }
    expect((await wire.next("FatalError")).error).not.toBe("");
    await wire.closed;
  });

  it("no Connect", async () => {
    const wire = await Wire.open(server.url);
    wire.subscribe(0, []);
    await wire.next("FatalError");
    await wire.closed;
  });

  it("data seen that the deployment does not have", async () => {
    const wire = await Wire.open(server.url);
    const future = Buffer.alloc(8);
    future.writeBigUInt64LE(server.engine.latestTs + 1n);
    wire.send({
      type: "Connect",
      sessionId: "lost",
      maxObservedTimestamp: future.toString("base64"),
    });
    expect((await wire.next("FatalError")).error).toMatch(/lost writes/);
  });
});

describe("authentication by the admin key", () => {
  const authenticate = (value: string, impersonating?: object) => ({
    type: "Authenticate",
    tokenType: "Admin",
    baseVersion: 0,
    value,
    ...(impersonating === undefined ? {} : { impersonating }),
  });

  it("opens internal functions and may act as a user", async () => {
    const wire = await Wire.connect(server.url, "admin");
    const subject = "user 1";
    wire.send(authenticate(ADMIN_KEY, { subject, issuer: "https://test" }));
    wire.subscribe(0, [
      { id: 0, path: "messages:hidden" },
      { id: 1, path: "messages:whoAmI" },
    ]);
    const values = new Map<unknown, unknown>();
    while (values.size < 2) {
      const { modifications } = await wire.next("Transition");
      for (const { queryId, value } of modifications) {
        values.set(queryId, value);
      }
    }
    expect([...values]).toEqual([
      [0, "internal"],
      [1, subject],
    ]);
  });

  it("with a wrong key is refused and the socket closed", async () => {
    const wire = await Wire.connect(server.url, "wrong");
    wire.send(authenticate("guess"));
    expect(await wire.next("AuthError")).toMatchObject({
      baseVersion: 0,
      authUpdateAttempted: true,
    });
    await wire.closed;
  });

  it("names whom it acts as", async () => {
    const wire = await Wire.connect(server.url, "nobody");
    wire.send(authenticate(ADMIN_KEY, { name: "Ann" }));
    const { error } = await wire.next("AuthError");
    expect(error).toContain('"issuer" and "subject" must be set');
  });

  it("another identity reruns what asked for it, and only that", async () => {
    const wire = await Wire.connect(server.url, "rerun");
    wire.subscribe(0, [
      { id: 0, path: "messages:whoAmI" },
      { id: 1, ...list("rerun") },
    ]);
    const before = await wire.next("Transition");
    expect(before.modifications).toHaveLength(2);
    wire.send(
      authenticate(ADMIN_KEY, { subject: "user 2", issuer: "https://test" }),
    );
    const after = await wire.next("Transition");
    expect(after.endVersion.identity).toBe(1);
    expect(after.modifications).toMatchObject([
      { queryId: 0, value: "user 2" },
    ]);
  });
});

describe("an idle socket", () => {
  it("is pinged", async () => {
    const pinging = await startSync({ pingIntervalMs: 20 });
    const wire = await Wire.open(pinging.url);
    for (let times = 0; times < 5; times += 1) {
      await wire.next("Ping");
    }
  });

  it("that does not answer is dropped", async () => {
    const pinging = await startSync({ pingIntervalMs: 20 });
    const wire = await Wire.open(pinging.url, { autoPong: false });
    await wire.closed;
  });
});
