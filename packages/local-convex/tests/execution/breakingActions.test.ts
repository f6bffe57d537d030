/**
 * Actions that would end or break the server: each fails alone, or with what
 * runs in its thread; queries, mutations and HTTP actions go on beside it, and
 * the process is the same one.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { INTERRUPTED } from "../../src/errors";
import { a, m, q, startFixture, type TestServer } from "../hostHarness";

/**
 * Ends a thread that does not answer soon. A slow machine may end one that would
 * have answered: the same error, so that what has to succeed is tried again.
 */
const HASTY = { actionWatchMs: 800, actionMemoryMiB: 64 };

let server: TestServer;
beforeAll(async () => {
  server = await startFixture(HASTY);
});

/** How each ends; undefined: it may do that, to itself. */
const ENDS: Record<string, RegExp | string | undefined> = {
  "a loop without end": INTERRUPTED,
  "promises without end": INTERRUPTED,
  "ever more memory": INTERRUPTED,
  "recursion without end": /Maximum call stack size/,
  "the end of the process": /is not a function/,
  "a clock of its own": undefined,
  "chance of its own": undefined,
  "a console of its own": undefined,
  "no promises": undefined,
  "no JSON": undefined,
  "no arrays": undefined,
  "answers of its own": undefined,
  "a `then` of all objects": undefined,
  "other variables": /Cannot define property|Cannot redefine property/,
  "an error that cannot be read": /Uncaught/,
};

const ENDS_IN_NODE: Record<string, string> = {
  "a loop without end": INTERRUPTED,
  "the end of Node's process": INTERRUPTED,
  "an end a while later": INTERRUPTED,
};

/** The answer of what does not break anything. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!String(error).includes(INTERRUPTED)) {
        throw error;
      }
    }
  }
}

/** What others do beside it. */
async function goOn(how: string): Promise<void> {
  const text = `beside ${how}`;
  await server.client.mutation(m("savepoints:catching"), { text });
}

it("knows all of them", async () => {
  const ways = (module: string) =>
    persist(() => server.client.action(a(`${module}:ways`), {}));
  expect(await ways("breakingActions")).toEqual(Object.keys(ENDS));
  expect(await ways("breakingInNode")).toEqual(Object.keys(ENDS_IN_NODE));
});

describe.each([
  ["breakingActions", ENDS],
  ["breakingInNode", ENDS_IN_NODE],
] as const)("in %s", (module, ends) => {
  it.each(Object.entries(ends))("%s", async (how, end) => {
    const call = server.client.action(a(`${module}:inAction`), { how });
    const ended = Promise.allSettled([call]);
    await goOn(how);
    await ended;
    if (end !== undefined) {
      await expect(call).rejects.toThrow(end);
    }
    await goOn(`what comes after ${how}`);
    const broke = () => server.client.action(a("breakingActions:broke"), {});
    expect(await persist(broke)).toEqual([]);
    const args = { text: "a" };
    const inNode = () => server.client.action(a("hashing:sha256"), args);
    expect(await persist(inNode)).toHaveLength(64);
  });
});

describe("an HTTP action that loops without end", () => {
  const wellBehaved = () =>
    persist(async () => {
      const response = await fetch(`${server.siteUrl}/files/exact`);
      const text = await response.text();
      if (text !== "exact") {
        throw new Error(text);
      }
      return text;
    });

  it("before it answers is a 500", async () => {
    const response = await fetch(`${server.siteUrl}/breaking/at-once`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain(INTERRUPTED);
    expect(await wellBehaved()).toBe("exact");
  });

  it("while it answers is cut off", async () => {
    const whole = fetch(`${server.siteUrl}/breaking/midway`).then(
      async (response) => {
        const { length } = await response.text();
        return { status: response.status, length };
      },
    );
    const [ended] = await Promise.allSettled([whole]);
    expect(ended).not.toMatchObject({ value: { status: 200 } });
    expect(await wellBehaved()).toBe("exact");
  });
});

const told = ({ logs }: TestServer) =>
  logs.filter(({ event }) => event === "actions.thread_ended");

it("is told of, with what ran", () => {
  expect(told(server)).toContainEqual(
    expect.objectContaining({
      reason: "it did not answer for 0.8 s",
      functions: ["GET /breaking/*"],
    }),
  );
});

it("a thread that takes too much memory ends, however soon it answers", async () => {
  // Long after it has taken all that there is.
  const patient = { actionWatchMs: 24 * 3600 * 1000, actionMemoryMiB: 64 };
  const small = await startFixture(patient);
  const how = "ever more memory";
  const call = small.client.action(a("breakingActions:inAction"), { how });
  await expect(call).rejects.toThrow(INTERRUPTED);
  expect(told(small)).toContainEqual(
    expect.objectContaining({
      reason: "it took more memory than 64 MiB",
      functions: ["breakingActions:inAction"],
    }),
  );
});

it("an action that computes does not hold up HTTP actions", async () => {
  const calm = await startFixture({ stopGraceMs: 0 });
  const key = "computing";
  const answer = calm.client.action(a("breakingActions:computing"), { key });
  const cut = expect(answer).rejects.toThrow(INTERRUPTED);
  await calm.eventually(async () => {
    const seen = await calm.client.query(q("events:list"), { key });
    return JSON.stringify(seen).includes('"events":1') ? true : null;
  });
  const response = await fetch(`${calm.siteUrl}/events`, {
    method: "POST",
    body: JSON.stringify({ key: "delivery" }),
  });
  expect(response.status).toBe(201);
  await calm.close();
  await cut;
});

it("shows Node's code nothing of the server's arguments and variables", async () => {
  process.env["SERVERS_OWN"] = "never shown";
  const learnt = await persist(() =>
    server.client.action(a("breakingInNode:learnt"), {}),
  );
  expect(learnt).not.toContain("never shown");
  expect(learnt).not.toContain("--admin-key");
});
