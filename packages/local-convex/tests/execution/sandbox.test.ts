import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { a, q, m, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const clock = z.object({
  moved: z.boolean(),
  now: z.number(),
  isDate: z.boolean(),
  random: z.number(),
  uuid: z.string(),
});

describe("determinism", () => {
  it.each(["query", "mutation"] as const)(
    "the clock of a %s stands still",
    async (kind) => {
      const answer =
        kind === "query"
          ? await server.client.query(q("sandbox:clockInQuery"), {})
          : await server.client.mutation(m("sandbox:clockInMutation"), {});
      const seen = clock.parse(answer);
      expect(seen).toMatchObject({ moved: false, isDate: true });
      expect(seen.uuid).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    },
  );

  it("chance differs between runs", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map(() => server.client.query(q("sandbox:clockInQuery"), {})),
    );
    const seen = z.array(clock).parse(runs);
    expect(new Set(seen.map((run) => run.random)).size).toBe(3);
    expect(new Set(seen.map((run) => run.uuid)).size).toBe(3);
  });

  it("time at import is the time of the push", async () => {
    const importTime = z.number();
    const first = importTime.parse(
      await server.client.query(q("sandbox:importTime"), {}),
    );
    const again = await server.client.query(q("sandbox:importTime"), {});
    expect(again).toBe(first);
    expect(first).toBeLessThanOrEqual(Date.now());
  });
});

describe("what a mutation may not use", () => {
  it.each([
    ["fetch", "fetch()"],
    ["setTimeout", "setTimeout"],
    ["setInterval", "setInterval"],
    ["generateKey", "cryptographic randomness"],
  ])("%s is refused with production's words", async (what, words) => {
    const answer = await server.client.mutation(
      m("sandbox:attemptInMutation"),
      {
        what,
      },
    );
    expect(answer).toBe(
      `Can't use ${words} in queries and mutations. Please consider using an action. See https://docs.convex.dev/functions/actions for more details.`,
    );
  });

  it.each(["setTimeout", "generateKey"])(
    "an action may use %s",
    async (what) => {
      const answer = await server.client.action(a("sandbox:attemptInAction"), {
        what,
      });
      expect(answer).toBe("allowed");
    },
  );
});

describe("globals", () => {
  it("Node's own are not there, and process is only env", async () => {
    const seen = await server.client.query(q("sandbox:globals"), {});
    expect(seen).toEqual([
      "undefined",
      "undefined",
      "undefined",
      "undefined",
      "env",
    ]);
  });

  it("HMAC works in a mutation", async () => {
    const digest: unknown = await server.client.mutation(m("sandbox:hmac"), {
      secret: "key",
      text: "body",
    });
    const expected = createHmac("sha256", "key").update("body").digest();
    expect(digest).toBeInstanceOf(ArrayBuffer);
    if (digest instanceof ArrayBuffer) {
      expect(Buffer.from(digest)).toEqual(expected);
    }
  });

  it("the host keeps its own", () => {
    expect(typeof Buffer).toBe("function");
    expect(process.pid).toBeGreaterThan(0);
    expect(new Date(0)).toBeInstanceOf(Date);
  });
});
