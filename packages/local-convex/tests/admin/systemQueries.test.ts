import { beforeAll, describe, expect, it } from "vitest";
import { ADMIN_KEY, m, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

async function ask(path: string, args: object, key = ADMIN_KEY) {
  const response = await fetch(`${server.url}/api/query`, {
    method: "POST",
    headers: key === "" ? {} : { authorization: `Convex ${key}` },
    body: JSON.stringify({ path, args }),
  });
  const answer: unknown = await response.json();
  return answer;
}

describe("system queries", () => {
  it("need the admin key", async () => {
    expect(await ask("_system/cli/tables", {}, "")).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining("need the admin key"),
    });
  });

  it("that do not exist are named", async () => {
    expect(await ask("_system/cli/nothing", {})).toMatchObject({
      errorMessage: expect.stringContaining("_system/cli/nothing:default"),
    });
  });

  it("page through a table, newest or oldest first", async () => {
    for (const key of ["a", "b", "c"]) {
      await server.client.mutation(m("events:record"), { key });
    }
    const page = (order: string, cursor: string | null) =>
      ask("_system/cli/tableData", {
        table: "events",
        order,
        paginationOpts: { cursor, numItems: 2 },
      });
    const first = await page("asc", null);
    expect(first).toMatchObject({
      value: { page: [{ key: "a" }, { key: "b" }], isDone: false },
    });
    expect(await page("desc", null)).toMatchObject({
      value: { page: [{ key: "c" }, { key: "b" }] },
    });
  });

  it("count a table and list the mounted components", async () => {
    const size = await ask("_system/cli/tableSize", { tableName: "events" });
    expect(size).toMatchObject({ value: 3 });
    const components = await ask("_system/frontend/components:list", {});
    expect(components).toMatchObject({
      value: [
        { path: "" },
        { path: "crons" },
        { path: "rateLimiter" },
        { path: "rateLimiter/batchWorker" },
      ],
    });
  });
});
