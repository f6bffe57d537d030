/** The Origin header of WebSockets: which pages may open one. */
import { connect as dial } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { StartServerOptions } from "../../src/host/server";
import { api, connect, startSync, Watch } from "./harness";

const PAGE = "https://app.example";

/** What a page's socket meets: null when it opens, else the refusal. */
async function open(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const address = `${url.replace("http", "ws")}/api/1.48.0/sync`;
  const socket = new WebSocket(address, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(null));
    socket.once("unexpected-response", (_request, response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("end", () => {
        const { statusCode: status } = response;
        resolve({ status, ...z.looseObject({}).parse(JSON.parse(text)) });
      });
      response.once("error", reject);
    });
    socket.once("error", reject);
  });
}

const FOREIGN = {
  status: 403,
  code: "OriginNotAllowed",
  message: expect.stringContaining("--web-origin"),
};
const MISNAMED = {
  status: 421,
  code: "HostNotAllowed",
  message: expect.stringContaining("--allow-host"),
};

it.each<[Partial<StartServerOptions>, Record<string, string>, unknown]>([
  [{ webOrigins: [PAGE] }, {}, null],
  [{ webOrigins: [PAGE] }, { origin: PAGE }, null],
  [{ webOrigins: [PAGE] }, { origin: "https://evil.example" }, FOREIGN],
  [{ webOrigins: [PAGE] }, { origin: "http://127.0.0.1:8080" }, FOREIGN],
  [{ webOrigins: [PAGE] }, { origin: "null" }, FOREIGN],
  [{ webOrigins: [] }, {}, null],
  [{ webOrigins: [] }, { origin: PAGE }, FOREIGN],
  [{}, { origin: "http://localhost:5173" }, null],
  [{}, { origin: PAGE }, FOREIGN],
  [{ host: "0.0.0.0" }, { origin: "http://localhost:5173" }, FOREIGN],
  [{}, { host: "evil.example" }, MISNAMED],
  [{}, { host: "evil.example", origin: "http://evil.example" }, MISNAMED],
  [{ allowedHosts: ["api.example"] }, { host: "api.example" }, null],
])("with %j a socket with %j is met so", async (options, headers, answer) => {
  const { url } = await startSync(options);
  const { port } = new URL(url);
  expect(await open(`http://127.0.0.1:${port}`, headers)).toEqual(answer);
});

/** A socket as the browser of that page opens it. */
function socketOf(origin: string) {
  class PageSocket extends WebSocket {
    constructor(address: string | URL) {
      super(address, { origin });
    }
  }
  return z
    .custom<typeof globalThis.WebSocket>((value) => value === PageSocket)
    .parse(PageSocket);
}

it("the official client works from an allowed page", async () => {
  const server = await startSync({ webOrigins: [PAGE] });
  const page = connect(server.url, { webSocketConstructor: socketOf(PAGE) });
  const messages = new Watch(page, api.messages.list, { channel: "page" });
  await page.mutation(api.messages.send, {
    ...{ channel: "page", text: "hello", rank: 1 },
  });
  expect(
    await messages.until((list) => Array.isArray(list) && list.length > 0),
  ).toEqual(["hello"]);
});

it("a page that is gone before it is refused does no harm", async () => {
  const server = await startSync({ webOrigins: [PAGE] });
  const { hostname, port } = new URL(server.url);
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = dial(Number(port), hostname);
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.write(
        "GET /api/1/sync HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: null\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
      );
      socket.resetAndDestroy();
    }),
  );
  expect(await open(server.url, {})).toBeNull();
});
