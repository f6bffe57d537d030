/** Queries and mutations that never end are stopped, and the next one runs. */
import { beforeAll, expect, it } from "vitest";
import { ProvenFunctions } from "../../src/execution/provenFunctions";
import { m, q, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ stepLimitMs: 400 });
});

const TIMED_OUT = "Function execution timed out";

/** The answer of what ends: a slow machine may take it for what does not. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!String(error).includes(TIMED_OUT)) {
        throw error;
      }
    }
  }
}

it.each(["at once", "after a promise", "in promises", "in a nested one"])(
  "a mutation that loops %s",
  async (where) => {
    const args = { where };
    const call = server.client.mutation(m("breaking:loopInMutation"), args);
    await expect(call).rejects.toThrow(TIMED_OUT);
    const prefix = `looping ${where}`;
    const notes = () => server.client.query(q("savepoints:notes"), { prefix });
    expect(await persist(notes)).toEqual([]);
    const next = { text: `after ${where}` };
    const catching = m("savepoints:catching");
    await persist(() => server.client.mutation(catching, next));
  },
);

it.each(["at once", "after a promise", "in promises"])(
  "a query that loops %s",
  async (where) => {
    const args = { where };
    const call = server.client.query(q("breaking:loopInQuery"), args);
    await expect(call).rejects.toThrow(TIMED_OUT);
    const next = () => server.client.query(q("breaking:broke"), {});
    expect(await persist(next)).toEqual([]);
  },
);

it("what ended soon twenty times is trusted, until it takes long", () => {
  const proven = new ProvenFunctions();
  const fn = {};
  const run = (times: number, ms: number) => {
    for (let count = 0; count < times; count += 1) {
      proven.note(fn, ms);
    }
    return proven.has(fn);
  };
  expect(run(19, 1)).toBe(false);
  expect(run(1, 1)).toBe(true);
  expect(run(1, 60)).toBe(false);
  expect(run(19, 1)).toBe(false);
  expect(run(1, 1)).toBe(true);
  expect(proven.has({})).toBe(false);
});
