/**
 * Functions that would end or break the server: each fails alone, what it wrote
 * is gone, others go on beside it, and the process is the same one.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  m,
  q,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";

const directory = temporaryFolder();
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ directory });
});

/** How each ends; undefined: it may do that, to itself. */
const ENDS: Record<string, RegExp | undefined> = {
  "a promise that never settles": /never settles/,
  "recursion without end": /Maximum call stack size/,
  "the end of the process": /is not a function/,
  "a clock of its own": undefined,
  "chance of its own": undefined,
  "a console of its own": undefined,
  "a console that prints nothing": undefined,
  "a clock that cannot be read": undefined,
  "no symbols": undefined,
  "no global object": undefined,
  "no reflection": undefined,
  "frozen mathematics of its own": undefined,
  "other variables": /Cannot define property|Cannot redefine property/,
  "no promises": undefined,
  "no errors": undefined,
  "no JSON": undefined,
  "no arrays": undefined,
  "a `then` of all objects": undefined,
  "a reader of all stack traces": undefined,
  "an error that cannot be read": /Uncaught/,
  "a printed thing that cannot be read": undefined,
  "a rejection that nobody handles": /nobody handles this/,
};

it("knows all of them", async () => {
  const ways = await server.client.query(q("breaking:ways"), {});
  expect(ways).toEqual(Object.keys(ENDS));
});

it("shows code nothing of the server's folders", async () => {
  const place = await server.client.query(q("breaking:place"), {});
  expect(place).toContain("convex:mount0/isolate/breaking.js");
  expect(place).not.toContain(directory);
});

describe.each(Object.entries(ENDS))("%s", (how, end) => {
  /** What another function does at the same time, and afterwards. */
  const note = async () => {
    const text = `beside ${how}`;
    await server.client.mutation(m("savepoints:catching"), { text });
  };

  it.each(["inQuery", "inMutation"] as const)("%s", async (name) => {
    const call =
      name === "inQuery"
        ? server.client.query(q("breaking:inQuery"), { how })
        : server.client.mutation(m("breaking:inMutation"), { how });
    const [ended] = await Promise.allSettled([call]);
    if (end !== undefined) {
      expect(ended).toMatchObject({ status: "rejected" });
      await expect(call).rejects.toThrow(end);
    }
    await note();
    expect(await server.client.query(q("breaking:broke"), {})).toEqual([]);
  });
});

afterAll(async () => {
  // Without this the process would have ended, or not answered.
  const answer = await server.client.query(q("sandbox:clockInQuery"), {});
  expect(answer).toMatchObject({ moved: false, isDate: true });
});
