import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { isAdminKey } from "../../src/http/auth";
import { MAX_CALL_BODY_BYTES } from "../../src/http/limits";
import { toCleanJson } from "../../src/http/cleanJson";
import { ADMIN_KEY, startFixture, type TestServer } from "../hostHarness";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

async function call(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const init = { method: "POST", body: text, headers };
  return fetch(server.url + path, init);
}

describe("the echo of `convex network-test`", () => {
  const echo = (
    body: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) => fetch(`${server.url}/echo`, { method: "POST", body, headers });

  it("sends back what it got", async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251);
    const response = await echo(bytes);
    expect(response.status).toBe(200);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it("takes no more than a function call, and nothing compressed", async () => {
    const long = await echo(new Uint8Array(MAX_CALL_BODY_BYTES + 1));
    expect([long.status, await long.json()]).toMatchObject([
      413,
      { code: "BodyTooLarge" },
    ]);
    const packed = await echo(brotliCompressSync("a"), {
      "content-encoding": "br",
    });
    expect(packed.status).toBe(415);
  });
});

describe("the function endpoints", () => {
  it("take the arguments as an object or as a list of one", async () => {
    for (const args of [{ key: "k" }, [{ key: "k" }]]) {
      const response = await call("/api/query", { path: "events:list", args });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        status: "success",
        value: { events: 0, followUps: [] },
        logLines: [],
      });
    }
  });

  it("take a query by GET and any function by its path", async () => {
    const args = encodeURIComponent('{"key":"k"}');
    const got = await fetch(
      `${server.url}/api/query?path=events:list&args=${args}`,
    );
    expect(await got.json()).toMatchObject({ status: "success" });
    const ran = await call("/api/run/events/list", { args: { key: "k" } });
    expect(await ran.json()).toMatchObject({ status: "success" });
  });

  it("answer plain JSON unless asked for the encoding", async () => {
    const body = { path: "sandbox:refuse", args: {} };
    const clean = await call("/api/query", body);
    expect(clean.status).toBe(560);
    expect(await clean.json()).toMatchObject({
      errorData: { code: "refused", amount: "3" },
    });
    const encoded = await call("/api/query", {
      ...body,
      format: "convex_encoded_json",
    });
    expect(await encoded.json()).toMatchObject({
      errorData: { amount: { $integer: "AwAAAAAAAAA=" } },
    });
  });

  it.each([
    ["not JSON", "{", 400, "BadJsonBody"],
    ["no path", { args: {} }, 400, "BadJsonBody"],
  ])("refuse %s", async (_what, body, status, code) => {
    const response = await call("/api/query", body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it("refuse a path that is not there", async () => {
    const response = await fetch(`${server.url}/api/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "NotFound" });
  });

  it.each([
    "File storage",
    "vector search",
    "audit logging",
    "importing data",
    "exporting data",
  ])("are described without %s", (what) => {
    const file = new URL("../../README.md", import.meta.url);
    const [, leftOut = ""] = readFileSync(file, "utf8")
      .replaceAll(/\s+/g, " ")
      .split("## What it does not emulate");
    expect(leftOut).toContain(what);
  });

  it.each([
    ["/api/storage/upload?token=x", "File storage"],
    ["/api/import/start_upload", "Importing data"],
    ["/api/perform_import", "Importing data"],
    ["/api/export/request/zip", "Exporting data"],
  ])("name what is left out: %s", async (path, what) => {
    const response = await call(path, {});
    // With 404 the CLI would try again for half a minute.
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: "NotSupported",
      message: `${what} is not supported by local-convex.`,
    });
  });

  it("read compressed bodies of admins", async () => {
    const body = JSON.stringify({ path: "events:list", args: { key: "k" } });
    const response = await fetch(`${server.url}/api/query`, {
      method: "POST",
      headers: {
        authorization: `Convex ${ADMIN_KEY}`,
        "content-encoding": "br",
      },
      body: new Uint8Array(brotliCompressSync(body)),
    });
    expect(await response.json()).toMatchObject({ status: "success" });
  });
});

describe("credentials", () => {
  const whoami = { path: "sandbox:whoami", args: {} };

  it("an admin may act as somebody", async () => {
    const ann = { name: "Ann", issuer: "https://i.test", subject: "ann" };
    const identity = Buffer.from(JSON.stringify(ann)).toString("base64");
    const response = await call("/api/query", whoami, {
      authorization: `Convex ${ADMIN_KEY}:${identity}`,
    });
    const tokenIdentifier = "https://i.test|ann";
    expect(await response.json()).toMatchObject({
      value: { ...ann, tokenIdentifier },
    });
  });

  it.each([
    [`Convex ${ADMIN_KEY}x`, "BadDeployKey"],
    ["Convex", "InvalidAuthHeader"],
    ["Bearer not.a.token", "InvalidAuthHeader"],
    [`Convex ${ADMIN_KEY}:e30x`, "BadIdentity"],
    [`Convex ${ADMIN_KEY}:e30=`, "BadIdentity"],
    ["Basic YTpi", "InvalidAuthHeader"],
  ])("%s is refused", async (authorization, code) => {
    const response = await call("/api/query", whoami, { authorization });
    expect([400, 401]).toContain(response.status);
    expect(await response.json()).toMatchObject({ code });
  });

  it("keys are compared whole", () => {
    expect(isAdminKey("key", "key")).toBe(true);
    for (const wrong of ["", "ke", "keyy", "KEY"]) {
      expect(isAdminKey("key", wrong)).toBe(false);
    }
  });
});

it("clean JSON has a plain form for every value", () => {
  expect(
    toCleanJson({
      int: { $integer: "//////////8=" },
      bytes: { $bytes: "AQI=" },
      infinite: { $float: "AAAAAAAA8H8=" },
      negativeZero: { $float: "AAAAAAAAAIA=" },
      list: [null, true, "text", 1.5, { a: { $integer: "AQAAAAAAAAA=" } }],
    }),
  ).toEqual({
    int: "-1",
    bytes: "AQI=",
    infinite: "Infinity",
    negativeZero: -0,
    list: [null, true, "text", 1.5, { a: "1" }],
  });
});
