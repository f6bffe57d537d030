import { ConvexError } from "convex/values";
import { beforeAll, describe, expect, it } from "vitest";
import { q, m, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const notes = (prefix: string) =>
  server.client.query(q("savepoints:notes"), { prefix });
const list = (key: string) => server.client.query(q("events:list"), { key });

describe("a nested mutation that throws", () => {
  it("takes its writes and its scheduled jobs with it when caught", async () => {
    const data = await server.client.mutation(m("savepoints:catching"), {
      text: "caught",
    });
    expect(data).toEqual({ code: "refused", text: "caught" });
    expect(await notes("caught")).toEqual(["caught: before", "caught: after"]);
    const states: unknown = await server.client.query(
      q("events:scheduledStates"),
      {},
    );
    expect(states).toEqual([]);
    expect(await list("caught")).toEqual({ events: 0, followUps: [] });
  });

  it("takes everything with it when not caught, and its data arrives", async () => {
    const failed = server.client.mutation(m("savepoints:propagating"), {
      text: "thrown",
    });
    await expect(failed).rejects.toThrow(ConvexError);
    await expect(failed).rejects.toMatchObject({
      data: { code: "refused", text: "thrown" },
    });
    expect(await notes("thrown")).toEqual([]);
  });
});

describe("nested calls", () => {
  it("issued in parallel run one after another", async () => {
    const seen = await server.client.mutation(m("savepoints:parallel"), {
      text: "p",
    });
    expect(seen).toEqual(["p-1", "p-2", "p-3"]);
  });

  it("go eight levels deep and no deeper", async () => {
    const nest = (depth: number) =>
      server.client.mutation(m("savepoints:nest"), { depth });
    expect(await nest(8)).toBe(8);
    await expect(nest(9)).rejects.toThrow("at most 8 levels deep");
  });

  it("with a stale snapshot do not see the transaction's own writes", async () => {
    const seen = await server.client.mutation(m("savepoints:stale"), {
      text: "stale",
    });
    expect(seen).toEqual({ fresh: 1, stale: 0 });
  });
});
