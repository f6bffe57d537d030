/** Garbage collection of host rows: ended runs past their retention. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { m, q, startFixture, type TestServer } from "../hostHarness";

const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A scheduled function that has ended; its id. */
async function endedRun(server: TestServer): Promise<string> {
  const { client } = server;
  const args = { key: "old", delayMs: 0, cancel: false };
  const id = String(await client.mutation(m("events:later"), args));
  return server.eventually(async () => {
    const row = await client.query(q("events:scheduled"), { id });
    const isOver = JSON.stringify(row).includes("completedTime");
    return isOver ? id : null;
  });
}

/** How often it has begun to remove something since. */
function countCollects({ engine }: TestServer) {
  const write = vi.spyOn(engine, "write");
  return () => write.mock.calls.filter(([label]) => label === "collect").length;
}

it("removes an ended run a minute later, when it is older than the retention", async () => {
  // Whatever has ended is older, even in the same millisecond.
  const server = await startFixture({ retentionMs: -1 });
  const id = await endedRun(server);
  const collects = countCollects(server);
  vi.advanceTimersByTime(MINUTE_MS - 1);
  expect(collects()).toBe(0);
  vi.advanceTimersByTime(1);
  await server.eventually(async () => {
    const row = await server.client.query(q("events:scheduled"), { id });
    return row === null ? true : null;
  });
  expect(collects()).toBeGreaterThan(0);
});

it("keeps a younger one", async () => {
  const server = await startFixture();
  const id = await endedRun(server);
  const collects = countCollects(server);
  vi.advanceTimersByTime(MINUTE_MS);
  // After the host's own rows those of the app, then those of a component.
  await vi.waitFor(() => expect(collects()).toBeGreaterThan(2));
  expect(await server.client.query(q("events:scheduled"), { id })).toBeTruthy();
});

it("stops with the server", async () => {
  const server = await startFixture();
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await server.close();
  expect(vi.getTimerCount()).toBe(0);
});
