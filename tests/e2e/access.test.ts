/** Access to `npm start`'s server: CORS, Host, proxies, the demo, providers. */
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import path from "node:path";
import { ConvexClient } from "convex/browser";
import { startServer } from "local-convex";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { prepareBundle } from "../../scripts/local/bundle";
import { api } from "../../convex/_generated/api";
import {
  createDataFolder,
  disposeServers,
  startTestServer,
  type TestServer,
} from "../support/server";

afterEach(disposeServers);

/** The status, with a Host header that `fetch` would not send. */
const statusUnder = (origin: string, location: string, host: string) =>
  new Promise<number>((resolve, reject) => {
    request(new URL(location, origin), { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });

/** What a page of this origin may read; null for nothing. */
async function allowedTo(server: TestServer, origin: string) {
  const response = await fetch(`${server.api}/api/query`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "POST" },
  });
  return response.headers.get("access-control-allow-origin");
}

describe("pages", () => {
  it("of the page's own origin may call, others may not", async () => {
    const server = await startTestServer();
    const local = server.web.replace("127.0.0.1", "localhost");
    for (const origin of [server.web, local]) {
      expect(await allowedTo(server, origin)).toBe(origin);
    }
    for (const origin of [server.site, "https://evil.example", "null"]) {
      expect(await allowedTo(server, origin)).toBeNull();
    }
  });

  it("are those of --web-origin where it is given", async () => {
    const [one, other] = ["https://crm.example", "http://localhost:5173"];
    const server = await startTestServer({
      env: { CRM_WEB_ORIGIN: `${one},${other}` },
    });
    expect(await allowedTo(server, one)).toBe(one);
    expect(await allowedTo(server, other)).toBe(other);
    expect(await allowedTo(server, server.web)).toBeNull();
  });

  it("open sockets with the official client, from the page's origin only", async () => {
    const server = await startTestServer();
    const answerTo = (origin: string) =>
      new Promise((resolve) => {
        class PageSocket extends WebSocket {
          constructor(address: string | URL) {
            super(address, { origin });
            this.once("error", ({ message }) => resolve(message));
          }
        }
        const client = new ConvexClient(server.api, {
          webSocketConstructor: z
            .custom<typeof globalThis.WebSocket>(() => true)
            .parse(PageSocket),
          logger: false,
        });
        onTestFinished(() => client.close());
        client.onUpdate(api.workspaces.listMine, {}, resolve, (error) =>
          resolve(error.message),
        );
      });
    expect(await answerTo(server.web)).toContain("unauthenticated");
    expect(await answerTo("https://evil.example")).toBe(
      "Unexpected server response: 403",
    );
  });
});

describe("the Host header", () => {
  it("must be the API's on a loopback address, and anything on the site", async () => {
    const server = await startTestServer({
      args: ["--allow-host", "api.crm.example"],
    });
    const { port } = new URL(server.api);
    for (const host of ["api.crm.example", `localhost:${port}`, "[::1]"]) {
      expect(await statusUnder(server.api, "/version", host)).toBe(200);
    }
    for (const host of ["evil.example", `evil.example:${port}`]) {
      expect(await statusUnder(server.api, "/version", host)).toBe(421);
      expect(await statusUnder(server.site, "/health", host)).toBe(200);
    }
  });
});

describe("the limit on failed signatures", () => {
  /**
   * Sent at once, so that even a slow machine is done within the minute; counts
   * that conflict with each other would count for nobody.
   */
  const SENDERS = 250;
  const env = { CRM_OCC: "off" };

  /** How many of as many senders were told to wait. */
  async function countLimited(server: TestServer): Promise<number> {
    const answers = Array.from({ length: SENDERS }, (_, sender) =>
      server.post(new TextEncoder().encode("{}"), {
        "X-Webhook-Signature": "0".repeat(64),
        "X-Forwarded-For": `203.0.113.${sender}`,
      }),
    );
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    return statuses.filter((status) => status === 429).length;
  }

  it("is not evaded by saying that one asks for others", async () => {
    const server = await startTestServer({ env });
    // A hundred a minute; none would be limited if each counted for itself.
    expect(await countLimited(server)).toBeGreaterThan(0);
  });

  it("counts apart for whom a trusted proxy asks", async () => {
    const server = await startTestServer({
      ...{ env, args: ["--trust-proxy=loopback"] },
    });
    expect(await countLimited(server)).toBe(0);
  });
});

describe("the demo workspace", () => {
  const OPEN = { args: ["--host=0.0.0.0"] };
  const TABLES = ["workspaces", "members"];
  const count = async (server: TestServer) => {
    const { workspaces, members } = await server.readTables(TABLES);
    return [workspaces?.length, members?.length];
  };

  it.each([
    OPEN,
    { args: ["--allow-host=crm.example"] },
    { env: { CRM_TRUST_PROXY: "10.0.0.0/8" } },
  ])("is not made where others can call: %j", async (options) => {
    const server = await startTestServer(options);
    expect(await count(server)).toEqual([0, 0]);
    expect(server.child.output()).toMatch(
      /^The demo workspace is not made\. .*others can call/m,
    );
  });

  it("of a loopback address loses its owner where others can call", async () => {
    const first = await startTestServer();
    expect(await count(first)).toEqual([1, 1]);
    expect(first.child.output()).not.toContain("The demo workspace is not");
    await first.child.stop();
    const open = await startTestServer({ ...OPEN, data: first.data });
    expect(await count(open)).toEqual([1, 0]);
    expect(open.child.output()).toMatch(
      /^The demo workspace is not kept open: .* demo, whose data stays/m,
    );
    await open.child.stop();
    const again = await startTestServer({ data: first.data });
    expect(await count(again)).toEqual([1, 1]);
  });
});

describe("two sign-in providers", () => {
  it("are refused before anything is served", async () => {
    const { file } = await prepareBundle();
    const bundle = await readFile(file, "utf8");
    const one =
      '{ domain: \\"https://one.example\\", applicationID: \\"crm\\" }';
    const changed = bundle.replace(
      /providers: (\w+)\(/,
      `providers: $1([${one}, ${one}] ?? `,
    );
    expect(changed).not.toBe(bundle);
    const folder = createDataFolder();
    const pushFile = `${folder}.json`;
    await writeFile(pushFile, changed);
    const starting = startServer({
      directory: path.join(folder, "database"),
      adminKey: "admin-key-of-the-test",
      port: 0,
      pushFile,
      onLog: () => undefined,
    });
    await expect(starting).rejects.toThrow(
      /Only one sign-in provider may be configured in convex\/auth\.config\.ts.*\)\.$/,
    );
  });
});
