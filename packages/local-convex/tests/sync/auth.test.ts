import { describe, expect, it } from "vitest";
import { api, connect, Watch } from "./harness";
import { startTokenServer } from "./tokenServer";
import { Wire } from "./wire";

const authenticate = (baseVersion: number, value: string) => ({
  ...{ type: "Authenticate", tokenType: "User", baseVersion, value },
});

describe("a client with a token", () => {
  it("is who the token says, in queries and mutations, until it logs out", async () => {
    const server = await startTokenServer();
    const client = connect(server.url);
    const watch = new Watch(client, api.messages.whoAmI);
    await watch.until((value) => value === null);
    client.setAuth(() => server.sign("anna"));
    await watch.until((value) => value === "anna");
    expect(await client.mutation(api.messages.sign, {})).toBe("anna");
    client.client.clearAuth();
    await watch.until((value) => value === null, 2);
    expect(watch.seen).toEqual([null, "anna", null]);
  });

  it("never sees another user's result of the same query", async () => {
    const server = await startTokenServer();
    const names = Array.from({ length: 20 }, (_, at) => `user ${at % 10}`);
    const watches = names.map((name) => {
      const client = connect(server.url);
      client.setAuth(() => server.sign(name));
      return new Watch(client, api.messages.whoAmI);
    });
    for (const [at, watch] of watches.entries()) {
      await watch.until((value) => value !== null);
      expect(watch.seen).toEqual([names[at]]);
    }
  });

  it("whose token expires is told, fetches another and goes on", async () => {
    const server = await startTokenServer();
    const client = connect(server.url);
    const forced: boolean[] = [];
    const refreshed = new Promise<void>((resolve) => {
      client.setAuth(async ({ forceRefreshToken }) => {
        forced.push(forceRefreshToken);
        // Looks fresh for an hour to the client, ends in two seconds.
        const lived = { issuedAt: -3_600, expires: 2 };
        if (forced.length <= 2) {
          return server.sign("berta", lived);
        }
        resolve();
        return server.sign("berta");
      });
    });
    const watch = new Watch(client, api.messages.whoAmI);
    await watch.until((value) => value === "berta");
    await refreshed;
    expect(await client.mutation(api.messages.sign, {})).toBe("berta");
    expect(new Set(watch.seen)).toEqual(new Set(["berta"]));
  });

  it("whose every token is refused ends up without identity", async () => {
    const server = await startTokenServer();
    const other = await startTokenServer();
    const client = connect(server.url);
    const refused = new Promise<boolean>((resolve) => {
      client.setAuth(() => other.sign("mallory"), resolve);
    });
    const watch = new Watch(client, api.messages.whoAmI);
    expect(await refused).toBe(false);
    await watch.until((value) => value === null);
    expect(watch.seen).toEqual([null]);
  });
});

describe("the server", () => {
  it("answers a bad token with AuthError and closes", async () => {
    const server = await startTokenServer();
    const wire = await Wire.connect(server.url);
    wire.send(authenticate(0, "no token"));
    expect(await wire.next("AuthError")).toMatchObject({
      ...{ baseVersion: 0, authUpdateAttempted: true },
    });
    await wire.closed;
    expect(wire.received.some(({ type }) => type === "Transition")).toBe(false);
  });

  it("tells that a token has expired, and closes", async () => {
    const server = await startTokenServer();
    const wire = await Wire.connect(server.url);
    wire.send(authenticate(0, await server.sign("carl", { expires: 3 })));
    const { endVersion } = await wire.next("Transition");
    expect(endVersion.identity).toBe(1);
    expect(await wire.next("AuthError")).toMatchObject({
      ...{ baseVersion: 0, authUpdateAttempted: false },
    });
    await wire.closed;
  });

  it("takes a fresh token of the same user without sending a result again", async () => {
    const server = await startTokenServer();
    const wire = await Wire.connect(server.url);
    wire.send(authenticate(0, await server.sign("dora")));
    wire.subscribe(0, [{ id: 0, path: "messages:whoAmI" }]);
    while ((await wire.next("Transition")).modifications.length === 0) {}
    wire.send(authenticate(1, await server.sign("dora", { expires: 7_200 })));
    const { endVersion, modifications } = await wire.next("Transition");
    expect(endVersion.identity).toBe(2);
    expect(modifications).toEqual([]);
  });
});
