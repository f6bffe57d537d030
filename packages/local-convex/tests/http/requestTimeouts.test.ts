/** Request timeouts: slow senders (slowloris) and silent ones are cut off. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { requestTimeoutOptions } from "../../src/http/requestTimeouts";
import { startFixture, type TestServer } from "../hostHarness";

/** The fixture server's limit; a drip comes many times within it. */
const LIMIT_MS = 400;
const DRIP_MS = 20;
/** Drips until the sender has finished, far past the limit. */
const MAX_DRIPS = 250;

let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ requestLimitMs: LIMIT_MS });
});

const portOf = (name: "api" | "site") =>
  new URL(name === "api" ? server.url : server.siteUrl);

/** Writes `start`, then the letters of `drips` one by one, until it is closed. */
async function drip(
  port: "api" | "site",
  start: string,
  drips: string,
): Promise<{ answer: string; sent: number }> {
  const { hostname, port: number } = portOf(port);
  const socket: Socket = connect(Number(number), hostname);
  let answer = "";
  let sent = 0;
  socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
  socket.on("error", () => undefined);
  socket.write(start);
  const timer = setInterval(() => {
    const letter = drips[sent];
    if (letter === undefined || socket.destroyed) {
      return;
    }
    sent += 1;
    socket.write(letter);
  }, DRIP_MS);
  await once(socket, "close");
  clearInterval(timer);
  return { answer, sent };
}

const HEAD = "HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
const body = "x".repeat(MAX_DRIPS);
const withLength = `${HEAD}content-length: ${MAX_DRIPS}\r\n\r\n`;
const keptAlive = withLength.replace("connection: close\r\n", "");
const chunked = `${HEAD}transfer-encoding: chunked\r\n\r\n`;
const chunks = "1\r\nx\r\n".repeat(MAX_DRIPS / 6);

const requests = [
  ["a body of known length", "site", `POST /digest ${withLength}`, body],
  ["a body in chunks", "site", `POST /digest ${chunked}`, chunks],
  ["a body for nobody", "site", `POST /nowhere ${keptAlive}`, body],
  ["a function's arguments", "api", `POST /api/query ${withLength}`, body],
  ["headers", "site", "POST /digest HTTP/1.1\r\n", `x: ${body}\r\n\r\n`],
  ["headers", "api", "GET /version HTTP/1.1\r\n", `x: ${body}\r\n\r\n`],
  ["a request line", "api", "GET /", body],
] as const;

describe.each(requests)("%s on %s", (what, port, start, drips) => {
  it("byte by byte is cut off", async () => {
    const { answer, sent } = await drip(port, start, drips);
    // What nobody reads is answered at once.
    const status = what === "a body for nobody" ? 404 : 408;
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(sent).toBeLessThan(drips.length);
  });
});

it.each(["api", "site"] as const)(
  "a connection to %s that says nothing is closed",
  async (port) => {
    const { answer } = await drip(port, "", "");
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
  },
);

it.each(["api", "site"] as const)(
  "a connection to %s stays open longer than a proxy keeps it",
  async (port) => {
    const { headers } = await fetch(new URL("/version", portOf(port)));
    expect(headers.get("keep-alive")).toBe("timeout=72");
  },
);

it("whoever waits for a slow function is not cut off", async () => {
  const { hostname, port } = portOf("site");
  const socket = connect(Number(port), hostname);
  socket.write(`GET /later/${4 * LIMIT_MS} ${HEAD}\r\n`);
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
  await once(socket, "close");
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
});

it("requestTimeoutOptions are within a minute by default", () => {
  const { requestTimeout = NaN, connectionsCheckingInterval = NaN } =
    requestTimeoutOptions();
  expect(requestTimeout + connectionsCheckingInterval).toBeLessThan(60_000);
});
