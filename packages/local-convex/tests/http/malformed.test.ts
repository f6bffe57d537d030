/** Malformed requests: refused in one shape, and nothing of them comes back. */
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startFixture, type TestServer } from "../hostHarness";
import { rawAnswer } from "./raw";

let server: TestServer;
beforeAll(async () => {
  server = await startFixture();
});

const MARK = "nobody-81234567890";
const MIB = 2 ** 20;

const apiError = z.strictObject({ code: z.string(), message: z.string() });
const siteError = apiError.extend({ error: z.string() });

const line = (target: string) =>
  `GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const post = (headers: string, body = "") =>
  `POST /digest HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n\r\n${body}`;

const requests: [name: string, request: string, status: number][] = [
  ["//", line("//"), 400],
  ["another host after two slashes", line(`//${MARK}/health`), 400],
  ["a backslash for a slash", line(`/\\${MARK}/health`), 400],
  ["http://[", line("http://["), 400],
  ["no address", line("*"), 400],
  ["an escape that is none", line(`/${MARK}%zz`), 400],
  ["half an escape", line(`/${MARK}%e0%a4%a`), 400],
  ["an escape of no letter", line(`/${MARK}%ff`), 400],
  ["no HTTP", `${MARK}\r\n\r\n`, 400],
  ["a wrong version", `GET /${MARK} HTTP/9.9\r\n\r\n`, 400],
  ["two lengths", post("content-length: 1\r\ncontent-length: 2"), 400],
  ["a chunk without a size", post("transfer-encoding: chunked", "zz\r\n"), 400],
  ["what nobody can expect", post(`expect: ${MARK}\r\ncontent-length: 1`), 417],
  ["a path that is too long", line(`/${MARK.repeat(2_000)}`), 431],
  ["a header that is too long", post(`x: ${MARK.repeat(2_000)}`), 431],
  [
    "a chunk with a long extension",
    post("transfer-encoding: chunked", `5;${MARK.repeat(2_000)}\r\n`),
    413,
  ],
];

describe.each(requests)("%s", (_name, request, status) => {
  it("on the API port", async () => {
    const answer = await rawAnswer(server.url, request);
    expect(answer.status).toBe(status);
    apiError.parse(JSON.parse(answer.body));
    expect(answer.body).not.toContain(MARK);
  });

  it("on the site port", async () => {
    const answer = await rawAnswer(server.siteUrl, request);
    expect(answer.status).toBe(status);
    const { code, error } = siteError.parse(JSON.parse(answer.body));
    expect(error.replaceAll("_", "")).toBe(code.toLowerCase());
    expect(answer.body).not.toContain(MARK);
  });
});

it("whatever host a request names, it is served here", async () => {
  const answer = await rawAnswer(
    server.siteUrl,
    line(`http://elsewhere.example/files/exact`),
  );
  expect(answer).toMatchObject({ status: 200 });
  const own = await rawAnswer(server.url, line(`http://elsewhere.example/`));
  expect(own.status).toBe(404);
});

it("a query is read by the action, escaped or not", async () => {
  const answer = await rawAnswer(server.siteUrl, line("/files/deep/?a=50%"));
  expect(answer).toMatchObject({ status: 200 });
});

it("an escape that is none in a query of the API is refused", async () => {
  const answer = await rawAnswer(server.url, line("/api/query?path=a%zz"));
  expect(answer.status).toBe(400);
  expect(apiError.parse(JSON.parse(answer.body)).code).toBe("BadUrl");
});

describe("a body that is too large for the site", () => {
  const tooLarge = { error: "body_too_large", code: "BodyTooLarge" };

  it("is refused when it says so", async () => {
    const length = `content-length: ${21 * MIB}`;
    const answer = await rawAnswer(server.siteUrl, post(length));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject(tooLarge);
  });

  it("is refused when it turns out to be", async () => {
    const chunk = `100000\r\n${"x".repeat(MIB)}\r\n`.repeat(21);
    const answer = await rawAnswer(
      server.siteUrl,
      post("transfer-encoding: chunked", chunk),
    );
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject(tooLarge);
    expect(server.logs).not.toContainEqual(
      expect.objectContaining({ level: "error" }),
    );
  });

  it("is refused under /http of the API port too", async () => {
    const length = `content-length: ${21 * MIB}`;
    const request = post(length).replace("/digest", "/http/digest");
    const answer = await rawAnswer(server.url, request);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject(tooLarge);
  });
});

it("the site hands over a compressed body as it was sent", async () => {
  const body = "no gzip at all";
  const headers = `content-encoding: gzip\r\ncontent-length: ${body.length}`;
  const sent = await rawAnswer(server.siteUrl, post(headers, body));
  const plain = await rawAnswer(
    server.siteUrl,
    post(`content-length: ${body.length}`, body),
  );
  expect(sent.status).toBe(200);
  expect(sent.body).toBe(plain.body);
});

describe("an upgrade", () => {
  const upgrade = (path: string, version: string) =>
    `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: ${version}\r\n\r\n`;

  it.each([
    ["of another path", upgrade(`/${MARK}`, "13"), 404],
    ["of another version", upgrade("/api/1.48.0/sync", "1"), 400],
    [
      "without a key",
      upgrade("/api/1.48.0/sync", "13").replace(/sec-websocket-key.*\r\n/, ""),
      400,
    ],
  ])("%s is refused in the same shape", async (_name, request, status) => {
    const answer = await rawAnswer(server.url, request);
    expect(answer.status).toBe(status);
    apiError.parse(JSON.parse(answer.body));
    expect(answer.body).not.toContain(MARK);
  });
});
