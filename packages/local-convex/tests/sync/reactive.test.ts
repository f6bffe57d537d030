import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConvexReactClient } from "convex/react";
import { ConvexError } from "convex/values";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  cliEnvironment,
  copyOfFixtureApp,
  q,
  runCli,
  type TestServer,
} from "../hostHarness";
import {
  api,
  connect,
  startSync,
  SYNC_APP,
  Watch,
  webSocketConstructor,
} from "./harness";

let server: TestServer;

beforeAll(async () => {
  server = await startSync();
});

function send(channel: string, text: string, rank = 0) {
  return server.client.mutation(api.messages.send, { channel, text, rank });
}

/** How often `messages:noisy` has run. */
function runsOfNoisy(): number {
  return server.logs.filter(
    ({ event, function: path }) =>
      event === "function.log" && path === "messages:noisy",
  ).length;
}

describe("a subscribed query", () => {
  it("shows every kind of write", async () => {
    const client = connect(server.url);
    const watch = new Watch(client, api.messages.list, { channel: "kinds" });
    await watch.until((value) => same(value, []));
    const id = await send("kinds", "new");
    await watch.until((value) => same(value, ["new"]));
    await server.client.mutation(api.messages.edit, { id, text: "changed" });
    await watch.until((value) => same(value, ["changed"]));
    await server.client.mutation(api.messages.erase, { id });
    await watch.until((value) => same(value, []), 3);
    expect(watch.seen).toEqual([[], ["new"], ["changed"], []]);
  });

  it("is current when the promise of the client's own mutation resolves", async () => {
    const client = connect(server.url);
    const watch = new Watch(client, api.messages.list, { channel: "own" });
    await watch.until((value) => same(value, []));
    for (let count = 1; count <= 20; count += 1) {
      const args = { channel: "own", text: `${count}`, rank: count };
      await client.mutation(api.messages.send, args);
      expect(watch.seen.at(-1)).toHaveLength(count);
    }
  });

  it("that fails tells why, and recovers when the data does", async () => {
    const id = await send("strict", "in the way");
    const client = connect(server.url);
    const watch = new Watch(client, api.messages.demandEmpty, {
      channel: "strict",
    });
    const failure = await watch.until((value) => value instanceof ConvexError);
    expect(failure).toMatchObject({ data: { found: "in the way" } });
    await server.client.mutation(api.messages.erase, { id });
    await watch.until((value) => value === "empty");
  });

  it("that does not exist fails by name", async () => {
    const watch = new Watch(connect(server.url), q("messages:nothing"));
    const failure = await watch.until((value) => value instanceof Error);
    expect(String(failure)).toContain(
      "Could not find public function for 'messages:nothing'",
    );
  });

  it("runs once for all its subscribers, and not for others' writes", async () => {
    const watches = Array.from(
      { length: 5 },
      () => new Watch(connect(server.url), api.messages.noisy),
    );
    const before = runsOfNoisy();
    await Promise.all(watches.map((watch) => watch.until(() => true)));
    await server.client.mutation(api.marks.add, { writer: "x", number: 1 });
    expect(runsOfNoisy() - before).toBe(1);
    // The log line differs, so everyone is told although the value is the same.
    await send("noisy", "counted");
    await Promise.all(watches.map((watch) => watch.until(() => true, 1)));
    expect(runsOfNoisy() - before).toBe(2);
  });
});

describe("a push", () => {
  it("reruns what is subscribed with the new code", async () => {
    const pushed = await startSync();
    const client = connect(pushed.url);
    const watch = new Watch(client, api.messages.first, { channel: "push" });
    await watch.until((value) => value === null);
    const app = copyOfFixtureApp(SYNC_APP);
    const file = join(app, "convex", "messages.ts");
    const source = readFileSync(file, "utf8");
    writeFileSync(file, source.replace("?.text ?? null", '?.text ?? "new"'));
    const { code, stderr } = await runCli(
      app,
      ["deploy", "-y", "--typecheck=disable", "--codegen=disable"],
      cliEnvironment(pushed),
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await watch.until((value) => value === "new");
  });
});

describe("the HTTP client", () => {
  it("is served from the same results, never an old one", async () => {
    await server.client.query(api.messages.noisy, {});
    const before = runsOfNoisy();
    await server.client.query(api.messages.noisy, {});
    expect(runsOfNoisy()).toBe(before);
    for (let count = 1; count <= 20; count += 1) {
      await send("http", `${count}`, count);
      const seen = await server.client.query(api.messages.list, {
        channel: "http",
      });
      expect(seen).toHaveLength(count);
    }
  });
});

describe("the React client", () => {
  function connectReact() {
    const client = new ConvexReactClient(server.url, {
      ...{ webSocketConstructor, logger: false },
    });
    onTestFinished(() => client.close());
    return client;
  }

  it("shows an optimistic update until the server's answer takes its place", async () => {
    const client = connectReact();
    const args = { channel: "optimistic" };
    const watch = client.watchQuery(api.messages.list, args);
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      watch.onUpdate(() => {
        seen.push(watch.localQueryResult());
        resolve();
      });
    });
    await client.mutation(
      api.messages.send,
      { ...args, text: "real" },
      {
        optimisticUpdate: (store) =>
          store.setQuery(api.messages.list, args, ["guessed"]),
      },
    );
    expect(seen).toEqual([[], ["guessed"], ["real"]]);
  });

  it("takes the optimistic update back when the mutation fails", async () => {
    const client = connectReact();
    const args = { channel: "pessimistic" };
    const watch = client.watchQuery(api.messages.list, args);
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      watch.onUpdate(() => {
        seen.push(watch.localQueryResult());
        resolve();
      });
    });
    const failing = client.mutation(
      api.messages.fail,
      { data: "no" },
      {
        optimisticUpdate: (store) =>
          store.setQuery(api.messages.list, args, ["guessed"]),
      },
    );
    await expect(failing).rejects.toMatchObject({ data: { data: "no" } });
    expect(seen).toEqual([[], ["guessed"], []]);
  });

  it("calls actions, and gets their failures", async () => {
    const client = connectReact();
    expect(await client.action(api.marks.echo, { value: "hi" })).toBe("hi");
    await expect(
      client.action(api.marks.echo, { value: "fail" }),
    ).rejects.toThrow("no echo");
  });

  it("queries once", async () => {
    await send("once", "x");
    const client = connectReact();
    expect(await client.query(api.messages.list, { channel: "once" })).toEqual([
      "x",
    ]);
  });
});

function same(value: unknown, expected: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(expected);
}
