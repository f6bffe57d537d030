import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import {
  fixturePushFile,
  q,
  spawnReadyServer,
  startFixture,
  temporaryFolder,
  type TestServer,
} from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const get = (path: string, init?: RequestInit) =>
  fetch(server.siteUrl + path, init);

/** A request whose body is still open, and the chunks of its answer. */
function openEcho({ siteUrl }: TestServer) {
  const request = httpRequest(`${siteUrl}/echo`, { method: "POST" });
  const answer = new Promise<AsyncIterator<unknown>>((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response: IncomingMessage) =>
      resolve(response[Symbol.asyncIterator]()),
    );
  });
  return { request, answer };
}

describe("routing", () => {
  it.each([
    ["/files/exact", "exact"],
    ["/files/other", "short prefix"],
    ["/files/deep/er?a=1", "deep ?a=1"],
  ])("%s is answered by the most exact route", async (path, body) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(body);
  });

  it("HEAD takes the GET route and sends no body", async () => {
    const response = await get("/files/exact", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it.each([
    ["GET", "/nowhere"],
    ["GET", "/events"],
    ["GET", "/files/exact/"],
    ["DELETE", "/events"],
  ])("%s %s has no route", async (method, path) => {
    const response = await get(path, { method });
    const expected = path === "/files/exact/" ? 200 : 404;
    expect(response.status).toBe(expected);
  });

  it("the API port serves the same under /http", async () => {
    const response = await fetch(`${server.url}/http/files/exact`);
    expect(await response.text()).toBe("exact");
  });
});

describe("an HTTP action", () => {
  it("runs a mutation and chooses its status", async () => {
    const response = await get("/events", {
      method: "POST",
      body: JSON.stringify({ key: "by http" }),
    });
    expect(response.status).toBe(201);
    const seen = await server.client.query(q("events:list"), {
      key: "by http",
    });
    expect(seen).toMatchObject({ events: 1 });
  });

  it.each([10, 3_000_000])(
    "reads a body of %i bytes unchanged",
    async (size) => {
      const body = Buffer.alloc(size, "abc\u00ff");
      const response = await get("/digest", { method: "POST", body });
      const digest = createHash("sha256").update(body).digest();
      expect(await response.json()).toEqual([...digest]);
    },
  );

  it("streams its answer", async () => {
    const response = await get("/stream");
    expect(await response.text()).toBe("one,two,three");
  });

  it("streams both ways: what it answers leaves before all has come in", async () => {
    const { request, answer } = openEcho(server);
    request.write("one,");
    const chunks = await answer;
    expect(await chunks.next()).toMatchObject({ value: Buffer.from("one,") });
    request.write("two,");
    expect(await chunks.next()).toMatchObject({ value: Buffer.from("two,") });
    request.end();
    expect(await chunks.next()).toMatchObject({ done: true });
  });

  it("is cut off when it answers more than 20 MiB", async () => {
    const whole = await (await get("/large/20")).arrayBuffer();
    expect(whole.byteLength).toBe(20 * 2 ** 20);
    const response = await get("/large/21");
    await expect(response.arrayBuffer()).rejects.toThrow("terminated");
    expect(server.logs).toContainEqual(
      expect.objectContaining({
        event: "function.failed",
        message: "The answer is larger than 20 MiB.",
      }),
    );
  });

  it("that throws is a 500 with the reason", async () => {
    const response = await get("/boom");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      code: expect.stringMatching(
        /^\[Request ID: [0-9a-f]{16}\] Server Error: Uncaught Error: the handler failed$/,
      ),
      trace: expect.stringContaining("    at "),
    });
  });

  it("that is sent an oversized body never runs", async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${server.siteUrl}/digest`, {
        method: "POST",
        headers: { "content-length": 21 * 1024 * 1024 },
      });
      request.on("response", (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      request.flushHeaders();
    });
    expect(status).toBe(413);
  });
});

describe("graceful shutdown", () => {
  it("lets what runs finish and takes nothing new", async () => {
    const directory = temporaryFolder();
    const stopping = await startFixture({ directory });
    const { request, answer } = openEcho(stopping);
    request.write("before,");
    const chunks = await answer;
    await chunks.next();
    const closed = stopping.close();
    await expect(fetch(`${stopping.siteUrl}/whoami`)).rejects.toThrow();
    request.end("after");
    expect(await chunks.next()).toMatchObject({ value: Buffer.from("after") });
    await closed;
    const again = await startFixture({ directory, pushFile: undefined });
    expect((await fetch(`${again.siteUrl}/whoami`)).status).toBe(200);
  });

  it("by SIGTERM ends the process with 0 and frees the folder", async () => {
    const directory = temporaryFolder();
    const child = await spawnReadyServer({
      directory,
      pushFile: await fixturePushFile(),
    });
    expect(readdirSync(directory)).toContain("engine.lock");
    expect(await child.stop()).toBe(0);
    expect(readdirSync(directory)).not.toContain("engine.lock");
  });
});

describe("who is asking", () => {
  it("the socket's address and what the caller says it runs", async () => {
    const headers = { "user-agent": "me" };
    const response = await get("/metadata", { headers });
    expect(await response.json()).toMatchObject({
      ip: "127.0.0.1",
      userAgent: "me",
    });
  });

  it("nobody without a header", async () => {
    const response = await get("/whoami");
    expect(await response.json()).toEqual({ identity: null });
  });

  it.each(["Basic abc", "Bearer no.jwt.here", "secret"])(
    "a foreign header (%s) fails only the action that asks",
    async (authorization) => {
      const headers = { authorization };
      expect((await get("/files/exact", { headers })).status).toBe(200);
      expect((await get("/whoami", { headers })).status).toBe(500);
    },
  );
});
