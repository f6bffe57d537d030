import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { m, q, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const listed = z.object({ events: z.number(), followUps: z.array(z.string()) });

async function followUps(key: string): Promise<string[]> {
  const answer = await server.client.query(q("events:list"), { key });
  return listed.parse(answer).followUps;
}

describe("the crons component", () => {
  it("runs a registered function again and again until it is deleted", async () => {
    const name = "every second";
    await server.client.mutation(m("components:startCron"), { name, ms: 1000 });
    const runs = await server.eventually(async () => {
      const seen = await followUps(name);
      return seen.length >= 2 ? seen : null;
    });
    expect(new Set(runs)).toEqual(new Set(["component"]));
    const handles = await server.client.query(q("components:listCrons"), {});
    expect(handles).toEqual(["function://;components:cronTick"]);

    await server.client.mutation(m("components:stopCron"), { name });
    const left = await server.client.query(q("components:listCrons"), {});
    expect(left).toEqual([]);
  });

  it("keeps a mutation from registering a name twice", async () => {
    const args = { name: "twice", ms: 3_600_000 };
    await server.client.mutation(m("components:startCron"), args);
    await expect(
      server.client.mutation(m("components:startCron"), args),
    ).rejects.toThrow('Cron with name "twice" already exists');
  });
});

describe("the rate limiter component", () => {
  it("lets the rate through and no more, per key", async () => {
    const knock = (key: string) =>
      server.client.mutation(m("components:knock"), { key });
    expect(await knock("a")).toBe(true);
    expect(await knock("a")).toBe(true);
    expect(await knock("a")).toBe(false);
    expect(await knock("b")).toBe(true);
  });
});

describe("component isolation", () => {
  it("its tables are not the app's", async () => {
    const { catalog } = server.engine;
    const { value } = await server.engine.read((tx) => ({
      app: catalog.tables(tx, ""),
      crons: catalog.tables(tx, "crons"),
    }));
    expect(value.app).toContain("events");
    expect(value.app).not.toContain("crons");
    expect(value.crons).toContain("crons");
    expect(value.crons).not.toContain("events");
  });

  it("what it schedules is listed in it, not in the app", async () => {
    await server.client.mutation(m("components:startCron"), {
      name: "far",
      ms: 3_600_000,
    });
    const states = await server.client.query(q("events:scheduledStates"), {});
    expect(JSON.stringify(states)).not.toContain("rescheduler");
    const { value: count } = await server.engine.read((tx) =>
      tx.system.count("crons", "_scheduled_functions"),
    );
    expect(count).toBeGreaterThan(0);
  });

  it("clients without the admin key cannot reach in", async () => {
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      body: JSON.stringify({
        path: "public:list",
        componentPath: "crons",
        args: {},
      }),
    });
    expect(response.status).toBe(560);
    expect(await response.json()).toMatchObject({
      status: "error",
      errorMessage: expect.stringContaining("Only admins"),
    });
  });
});
