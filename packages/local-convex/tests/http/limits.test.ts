/** Limits of request bodies: bytes and JSON, by route and credentials. */
import { brotliCompressSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, MAX_JSON_VALUES } from "../../src/host/untrustedJson";
import { MAX_CALL_BODY_BYTES } from "../../src/http/limits";
import { ADMIN_KEY, startFixture, type TestServer } from "../hostHarness";
import { Raw, rawAnswer } from "./raw";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const MIB = 2 ** 20;
const admin = { authorization: `Convex ${ADMIN_KEY}` };
const list = JSON.stringify({ path: "events:list", args: { key: "k" } });

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  return fetch(server.url + path, { method: "POST", body, headers });
}

async function refusal(answer: Promise<Response>) {
  const response = await answer;
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const announce = (path: string, bytes: number, headers = "") =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${bytes}\r\n${headers}\r\n`;

describe("a call", () => {
  it.each(["/api/query", "/api/action", "/api/run/events/list"])(
    "on %s has at most 16 MiB, whoever sends it",
    async (path) => {
      for (const headers of [{}, admin]) {
        const body = "x".repeat(MAX_CALL_BODY_BYTES + 1);
        expect(await refusal(post(path, body, headers))).toEqual({
          status: 413,
          body: { code: "BodyTooLarge", message: expect.any(String) },
        });
      }
    },
  );

  it("that says it has more is not read", async () => {
    const answer = await rawAnswer(
      server.url,
      announce("/api/query", 17 * MIB),
    );
    expect(answer.status).toBe(413);
  });

  it("that turns out to have more is answered in time to be read", async () => {
    const raw = new Raw(server.url);
    await raw.write(
      "POST /api/query HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    const chunk = `100000\r\n${"x".repeat(MIB)}\r\n`;
    void raw.write(chunk.repeat(40));
    expect((await raw.answer()).status).toBe(413);
  });

  it.each(["gzip", "br", "deflate", "gzip, gzip", "x-gzip"])(
    "encoded as %s is not taken without the key",
    async (encoding) => {
      const headers = { "content-encoding": encoding };
      const body = new Uint8Array(gzipSync(list));
      expect(await refusal(post("/api/query", body, headers))).toEqual({
        status: 415,
        body: { code: "UnsupportedEncoding", message: expect.any(String) },
      });
    },
  );

  it.each([
    ["gzip", gzipSync(list)],
    ["br", brotliCompressSync(list)],
    ["identity", Buffer.from(list)],
  ])("encoded as %s is taken with the key", async (encoding, bytes) => {
    const headers = { ...admin, "content-encoding": encoding };
    const response = await post("/api/query", new Uint8Array(bytes), headers);
    expect(await response.json()).toMatchObject({ status: "success" });
  });

  it.each([
    ["gzip", Buffer.from("no gzip")],
    ["br", Buffer.from("no brotli")],
    ["gzip", gzipSync(list).subarray(0, 30)],
    ["br", brotliCompressSync(list).subarray(0, 20)],
  ])("that is no %s is refused", async (encoding, bytes) => {
    const headers = { ...admin, "content-encoding": encoding };
    const body = new Uint8Array(bytes);
    expect(await refusal(post("/api/query", body, headers))).toEqual({
      status: 400,
      body: { code: "BadBody", message: expect.any(String) },
    });
  });

  it("that unpacks to more is refused", async () => {
    const headers = { ...admin, "content-encoding": "gzip" };
    const body = new Uint8Array(gzipSync(Buffer.alloc(17 * MIB, " ")));
    const { status } = await post("/api/query", body, headers);
    expect(status).toBe(413);
  });

  it("refused in the middle leaves the connection in order", async () => {
    const raw = new Raw(server.url);
    const gzip = "content-encoding: gzip\r\n";
    await raw.write(announce("/api/query", 9, gzip));
    expect((await raw.answer()).status).toBe(415);
    await raw.write("the rest.");
    await raw.write(announce("/api/query", list.length) + list);
    expect((await raw.answer()).status).toBe(200);
  });
});

describe("what only the admin key may do", () => {
  const push = "/api/deploy2/start_push";

  it.each([push, "/api/run_test_function", "/api/backup"])(
    "%s is refused before its body is read",
    async (path) => {
      const answer = await rawAnswer(server.url, announce(path, 60 * MIB));
      expect(answer.status).toBe(401);
    },
  );

  it("may have 64 MiB, and no more", async () => {
    const body = "x".repeat(17 * MIB);
    expect((await post(push, body, admin)).status).toBe(400);
    const headers = { ...admin, "content-encoding": "gzip" };
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * MIB + 1)));
    expect((await post(push, bomb, headers)).status).toBe(413);
  });
});

describe("JSON", () => {
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const wide = (values: number) => `[[]${",[]".repeat(values)}]`;
  const call = (args: string) =>
    `{"path":"sandbox:echo","args":{"value":${args}}}`;

  it.each([
    ["deep", call(deep(MAX_JSON_DEPTH))],
    ["very deep", call(deep(2_000_000))],
    ["deep and never closed", "[".repeat(2_000_000)],
    ["deep objects", '{"a":'.repeat(100_000)],
    ["wide", call(wide(MAX_JSON_VALUES))],
    ["very wide", wide(5_000_000)],
    ["wide objects", `[${'{"":0},'.repeat(MAX_JSON_VALUES)}0]`],
  ])("that is %s is refused", async (_name, body) => {
    for (const path of [
      "/api/query",
      "/api/function",
      "/api/run/sandbox/echo",
    ]) {
      for (const headers of [{}, admin]) {
        expect(await refusal(post(path, body, headers))).toEqual({
          status: 400,
          body: { code: "BadJsonBody", message: expect.any(String) },
        });
      }
    }
  });

  it("in an address is counted too", async () => {
    const args = `{"value":${deep(2_000)}}`;
    const path = `/api/query?path=sandbox:echo&args=${args}`;
    const response = await fetch(server.url + path);
    expect(response.status).toBe(400);
  });

  it("of the deepest value and of many values is taken", async () => {
    for (const value of [deep(62), `[${"0,".repeat(8_191)}0]`]) {
      const response = await post("/api/query", call(value));
      expect(await response.json()).toMatchObject({ status: "success" });
    }
  });

  it.each(["return", "throw", "call", "schedule"])(
    "that a function makes too deep, to %s it, is its failure",
    async (how) => {
      for (const levels of [100, 2_000, 5_000, 20_000, 200_000]) {
        const args = { how, levels };
        const body = JSON.stringify({ path: "sandbox:nest", args });
        const response = await post("/api/mutation", body);
        expect(response.status).toBe(560);
        expect(await response.json()).toMatchObject({ status: "error" });
      }
    },
  );
});

describe("what one address has in memory", () => {
  it("is bounded over all its requests, and free again after them", async () => {
    const open = Array.from({ length: 9 }, () => new Raw(server.url));
    const part = "x".repeat(15 * MIB);
    const answers = open.map(async (raw) => {
      await raw.write(announce("/api/query", 16 * MIB) + part);
      return raw.answer();
    });
    const { status, body } = await Promise.race(answers);
    expect(status).toBe(429);
    expect(JSON.parse(body)).toMatchObject({ code: "TooManyBytes" });
    for (const answer of answers) {
      answer.catch(() => undefined);
    }
    for (const raw of open) {
      raw.socket.destroy();
    }
    await Promise.all(open.map((raw) => raw.closed()));
    const filler = " ".repeat(15 * MIB);
    const response = await post("/api/query", filler + list);
    expect(await response.json()).toMatchObject({ status: "success" });
  });
});
