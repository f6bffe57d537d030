/** What the default runtime does with the answers of other servers. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADMIN_KEY, startFixture, type TestServer } from "../hostHarness";

const TEXT = "unpacked ".repeat(100);

let server: TestServer;
let other: Server;
let url = "";
beforeAll(async () => {
  server = await startFixture();
  other = createServer(({ url: path }, response) => {
    if (path === "/silent") {
      return;
    }
    const body = gzipSync(TEXT);
    response.writeHead(201, {
      "content-encoding": "gzip",
      "content-length": body.length,
      "x-kept": "yes",
    });
    response.end(body);
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
});
afterAll(() => {
  other.closeAllConnections();
  other.close();
});

it.each(["as it is", "anew", "clone"])(
  "a packed answer is passed on unpacked (%s)",
  async (how) => {
    const parameters = new URLSearchParams({ url, how });
    const response = await fetch(`${server.siteUrl}/fetched?${parameters}`);
    expect(response.status).toBe(201);
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(response.headers.get("x-kept")).toBe("yes");
    expect(await response.text()).toBe(TEXT);
  },
);

async function linesOf(args: { url: string; waits: boolean }) {
  const response = await fetch(`${server.url}/api/action`, {
    method: "POST",
    headers: { authorization: `Convex ${ADMIN_KEY}` },
    body: JSON.stringify({ path: "sandbox:beginning", args }),
  });
  const answer: unknown = await response.json();
  return answer;
}

it("warns of operations that an action did not wait for", async () => {
  const silent = { url: `${url}/silent`, waits: false };
  expect(await linesOf(silent)).toMatchObject({
    status: "success",
    logLines: [
      "[WARN] 3 unawaited operations: [fetch, query]. Async operations should be awaited or they might not run. See https://docs.convex.dev/functions/actions#dangling-promises for more information.",
    ],
  });
});

it("warns of nothing that was waited for", async () => {
  expect(await linesOf({ url, waits: true })).toMatchObject({
    status: "success",
    logLines: [],
  });
});
