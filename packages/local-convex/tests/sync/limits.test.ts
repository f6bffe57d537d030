/** Limits of one socket, and of one address; and how a client learns of them. */
import { once } from "node:events";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import {
  MAX_FRAGMENTS,
  MAX_PENDING_ACTIONS,
  MAX_SOCKETS_PER_ADDRESS,
  MAX_SUBSCRIPTIONS,
} from "../../src/sync/limits";
import { a, ADMIN_KEY, startFixture, type TestServer } from "../hostHarness";
import { connect } from "./harness";
import { Wire } from "./wire";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ pingIntervalMs: 3_600_000 });
});

const MIB = 2 ** 20;
const asAdmin = {
  ...{ type: "Authenticate", tokenType: "Admin" },
  ...{ baseVersion: 0, value: ADMIN_KEY },
};
const mutation = (bytes: number) => ({
  ...{ type: "Mutation", requestId: 0, udfPath: "sandbox:spin" },
  args: [{ ms: "x".repeat(bytes) }],
});
const echoes = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({
    ...{ id: from + at, path: "sandbox:echo" },
    args: { value: from + at },
  }));

describe("a frame", () => {
  it.each([
    ["more than 1 MiB before authentication", [], MIB],
    [
      "more than 1 MiB after authentication as nobody",
      [{ type: "Authenticate", tokenType: "None", baseVersion: 0 }],
      MIB,
    ],
    ["more than 16 MiB after authentication", [asAdmin], 16 * MIB],
    ["hundreds of MiB", [], 200 * MIB],
  ])("of %s is told to stop", async (_name, before, bytes) => {
    const wire = await Wire.connect(server.url, "frame");
    for (const message of before) {
      wire.send(message);
    }
    wire.send(mutation(bytes));
    const { error } = await wire.next("FatalError");
    expect(error).toMatch(/at most \d+ bytes/);
    await wire.closed;
  });

  it("right after the authentication may have as much as after it", async () => {
    const wire = await Wire.connect(server.url, "eager");
    wire.send(asAdmin);
    wire.send(mutation(15 * MIB));
    expect(await wire.next("MutationResponse")).toMatchObject({ requestId: 0 });
  });

  it("in thousands of pieces is not taken", async () => {
    const address = `${server.url.replace("http", "ws")}/api/1.48.0/sync`;
    const socket = new WebSocket(address);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    for (let at = 0; at <= MAX_FRAGMENTS; at += 1) {
      socket.send(" ", { fin: false });
    }
    const [code] = await once(socket, "close");
    expect(code).toBe(1008);
  });

  it.each([
    ["deep", "[".repeat(500_000)],
    ["wide", `[${"[],".repeat(300_000)}0]`],
  ])("with %s JSON is told to stop", async (_name, text) => {
    const wire = await Wire.connect(server.url, "json");
    wire.sendText(text);
    expect((await wire.next("FatalError")).error).toMatch(/JSON/);
    await wire.closed;
  });

  it("pings between its parts do not make it longer or shorter", async () => {
    const address = `${server.url.replace("http", "ws")}/api/1.48.0/sync`;
    const socket = new WebSocket(address);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    const answer = once(socket, "message");
    for (let at = 0; at < 40; at += 1) {
      socket.ping("x".repeat(125));
      socket.send("x".repeat(MIB / 32), { fin: false });
    }
    const [data] = await answer;
    expect(String(data)).toContain("at most 1048576 bytes");
  });
});

describe("subscriptions", () => {
  it("are at most 1,000 a socket, at once or bit by bit", async () => {
    const atOnce = await Wire.connect(server.url, "at once");
    atOnce.subscribe(0, echoes(MAX_SUBSCRIPTIONS + 1));
    expect((await atOnce.next("FatalError")).error).toMatch(/1000/);
    const bitByBit = await Wire.connect(server.url, "bit by bit");
    bitByBit.subscribe(0, echoes(MAX_SUBSCRIPTIONS));
    const { modifications } = await bitByBit.next("Transition");
    expect(modifications).toHaveLength(MAX_SUBSCRIPTIONS);
    bitByBit.subscribe(1, echoes(1, MAX_SUBSCRIPTIONS));
    expect((await bitByBit.next("FatalError")).error).toMatch(/1000/);
  });

  it("by the ten thousand are refused unread", async () => {
    const wire = await Wire.connect(server.url, "20,000");
    wire.subscribe(0, echoes(10_000));
    expect((await wire.next("FatalError")).error).toMatch(/1000/);
    await wire.closed;
  });

  it("are evaluated in slices: others are answered between", async () => {
    const many = await Wire.connect(server.url, "many");
    const one = await Wire.connect(server.url, "one");
    await Promise.all([many, one].map((wire) => settled(wire)));
    const order: string[] = [];
    many.subscribe(1, echoes(900, 100_000));
    const slow = many.next("Transition").then(() => order.push("many"));
    one.subscribe(1, echoes(1, 200_000));
    const quick = one.next("Transition").then(() => order.push("one"));
    await Promise.all([slow, quick]);
    expect(order).toEqual(["one", "many"]);
  });

  it("have arguments of 16 MiB together", async () => {
    const wire = await Wire.connect(server.url, "arguments");
    wire.send(asAdmin);
    for (let version = 0; version < 5; version += 1) {
      const args = { value: "x".repeat(4 * MIB) };
      wire.subscribe(version, [{ id: version, path: "sandbox:echo", args }]);
    }
    expect((await wire.next("FatalError")).error).toMatch(/arguments/);
  });

  it("have results of 32 MiB together", async () => {
    const wire = await Wire.connect(server.url, "results");
    const args = { length: 12 * MIB };
    const queries = [0, 1, 2].map((levels) => ({
      ...{ id: levels, path: "sandbox:wrap", args: { ...args, levels } },
    }));
    wire.subscribe(0, queries);
    expect((await wire.next("FatalError")).error).toMatch(/results/);
  });
});

/** An empty first transition is through. */
async function settled(wire: Wire): Promise<void> {
  wire.subscribe(0, []);
  await wire.next("Transition");
}

describe("calls", () => {
  it("an action too many is refused, and what follows goes on", async () => {
    const busy = await startFixture({ stopGraceMs: 1 });
    const wire = await Wire.connect(busy.url, "actions");
    for (let at = 0; at <= MAX_PENDING_ACTIONS; at += 1) {
      wire.act(at, "events:endlessCall", { key: "busy" });
    }
    expect(await wire.next("ActionResponse")).toMatchObject({
      ...{ requestId: MAX_PENDING_ACTIONS, success: false },
      result: expect.stringMatching(/^TooManyActions/),
    });
    wire.mutate(0, "events:record", { key: "meanwhile" });
    expect(await wire.next("MutationResponse")).toMatchObject({
      success: true,
    });
    await busy.close();
  });

  it("the official client reads why", async () => {
    const busy = await startFixture({ stopGraceMs: 1 });
    const client = connect(busy.url);
    const calls = Array.from({ length: MAX_PENDING_ACTIONS + 1 }, () =>
      client.action(a("events:endlessCall"), { key: "busy" }),
    );
    await expect(Promise.race(calls)).rejects.toThrow("TooManyActions");
    for (const call of calls) {
      call.catch(() => undefined);
    }
    await busy.close();
  });

  it("mutations beyond what is read wait, and all are answered", async () => {
    const wire = await Wire.connect(server.url, "mutations");
    for (let at = 0; at < 1_500; at += 1) {
      wire.mutate(at, "sandbox:spin", { ms: 0 });
    }
    for (let at = 0; at < 1_500; at += 1) {
      expect(await wire.next("MutationResponse")).toMatchObject({
        requestId: at,
      });
    }
  });
});

describe("a slow reader (backpressure)", () => {
  it("for whom too much waits is dropped", async () => {
    const wire = await Wire.connect(server.url, "slow");
    await settled(wire);
    wire.pause();
    for (let at = 0; at < 40; at += 1) {
      wire.act(at, "sandbox:large", { length: 4 * MIB });
    }
    // It is heard, and reads nothing.
    while (!wire.isClosed) {
      wire.send({ type: "Event" });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(wire.received.map(({ type }) => type)).not.toContain(
      "ActionResponse",
    );
  });
});

describe("pongs that nobody asked for", () => {
  it("do not stand for an answer", async () => {
    const pinging = await startFixture({ pingIntervalMs: 20 });
    const wire = await Wire.open(pinging.url, { autoPong: false });
    wire.answerPings("a guess");
    await wire.closed;
  });
});

describe("an address", () => {
  it("has at most 1,000 sockets; the next one is told when to come back", async () => {
    const own = await startFixture({ pingIntervalMs: 3_600_000 });
    const open: Wire[] = [];
    for (let at = 0; at < MAX_SOCKETS_PER_ADDRESS; at += 1) {
      open.push(await Wire.open(own.url));
    }
    const refused = await Wire.open(own.url);
    expect(await refused.closed).toBe(1013);
    const silent = () => undefined;
    let tell: (line: string) => void = silent;
    const told = new Promise<string>((resolve) => {
      tell = (line) => {
        if (line.includes("closed with code")) {
          resolve(line);
        }
      };
    });
    const client = connect(own.url, {
      logger: { log: tell, warn: silent, error: silent, logVerbose: silent },
    });
    expect(await told).toMatch(
      /code 1013: TooManyConcurrentRequests: too many/,
    );
    await client.close();
    open[0]?.terminate();
    await open[0]?.closed;
    await settled(await Wire.connect(own.url));
  });
});
