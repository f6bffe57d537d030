/** Components as they are published: pushed together, each used as its README shows. */
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  fixturePushFile,
  m,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";

const APP = fileURLToPath(new URL("published", import.meta.url));

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ pushFile: await fixturePushFile(APP) });
});

/** Waits for what a component's jobs write down. */
async function noted(about: string): Promise<unknown> {
  return await server.eventually(async () => {
    const notes = await server.client.query(q("notes:list"), { about });
    return z.array(z.unknown()).parse(notes).at(0) ?? null;
  });
}

describe("published components", () => {
  it("workflow runs steps of each kind, beside each other and after a pause", async () => {
    await server.client.mutation(m("flows:start"), { n: 3 });
    expect(await noted("flow")).toBe(10);
    // While it replays it replaces `Date`, `Math` and `console`.
    expect(await server.client.query(q("people:clicks"), {})).toBe(0);
  });

  it("action-retrier tries again until an action succeeds", async () => {
    await server.client.mutation(m("flows:startFlaky"), {});
    expect(await noted("retried")).toEqual({
      type: "success",
      returnValue: "done at try 3",
    });
  });

  it("sharded-counter counts what comes at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        server.client.mutation(m("people:click"), {}),
      ),
    );
    expect(await server.client.query(q("people:clicks"), {})).toBe(20);
  });

  it("geospatial finds places in a rectangle and near a point, with WebAssembly", async () => {
    const add = m("places:add");
    const monas = { key: "monas", latitude: -6.175, longitude: 106.827 };
    const bogor = { key: "bogor", latitude: -6.597, longitude: 106.799 };
    await server.client.mutation(add, { ...monas, kind: "park" });
    await server.client.mutation(add, { ...bogor, kind: "park" });
    const jakarta = { west: 106.7, south: -6.4, east: 107, north: -6 };
    const within = await server.client.query(q("places:within"), {
      ...jakarta,
      kind: "park",
    });
    expect(within).toEqual(["monas"]);
    const nearest = await server.client.query(q("places:nearest"), {
      latitude: -6.5,
      longitude: 106.8,
    });
    expect(nearest).toEqual(["bogor", "monas"]);
  });

  it("presence knows who is there, and who has left", async () => {
    const tokens = z
      .object({ roomToken: z.string(), sessionToken: z.string() })
      .parse(
        await server.client.mutation(m("people:heartbeat"), {
          userId: "ann",
          interval: 60_000,
        }),
      );
    const { roomToken, sessionToken } = tokens;
    const online = () => server.client.query(q("people:online"), { roomToken });
    expect(await online()).toEqual(["ann"]);
    await server.client.mutation(m("people:leave"), { sessionToken });
    expect(await online()).toEqual([]);
  });

  it("persistent-text-streaming streams a text by an HTTP action", async () => {
    const id = await server.client.mutation(m("people:createText"), {});
    const response = await fetch(`${server.siteUrl}/text`, {
      method: "POST",
      body: String(id),
    });
    expect([response.status, await response.text()]).toEqual([
      200,
      "One. Two. three",
    ]);
  });

  it("twilio answers at its own routes", async () => {
    const response = await fetch(`${server.siteUrl}/twilio/message-status`, {
      method: "POST",
      body: "nothing=known",
    });
    expect(response.status).toBe(200);
    expect(await server.client.query(q("sms:list"), {})).toEqual([]);
  });
});
