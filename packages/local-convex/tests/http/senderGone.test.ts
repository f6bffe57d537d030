/** A client that disconnects in the middle of its request is nobody's error. */
import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import {
  ADMIN_KEY,
  LogWatch,
  q,
  startFixture,
  type TestServer,
} from "../hostHarness";

const log = new LogWatch();
let server: TestServer;
beforeAll(async () => {
  server = await startFixture({ onLog: log.add });
});

const MIB = 2 ** 20;
const gzipped = gzipSync(JSON.stringify({ path: "events:record", args: {} }));

const uploads = [
  ["site", "/digest", "content-length: 100", "the beginning"],
  ["site", "/digest", `content-length: ${2 * MIB}`, "x".repeat(MIB)],
  ["site", "/digest", "transfer-encoding: chunked", "5\r\nchunk\r\n"],
  ["site", "/events", "content-length: 100", '{"key":'],
  ["api", "/api/mutation", "content-length: 100", '{"path":'],
  [
    "api",
    "/api/mutation",
    `authorization: Convex ${ADMIN_KEY}\r\ncontent-length: 1000\r\ncontent-encoding: gzip`,
    gzipped,
  ],
  ["api", "/http/digest", "content-length: 100", "the beginning"],
] as const;

describe.each(uploads)(
  "on %s, POST %s with %s",
  (port, path, headers, body) => {
    it("leaves one line that is no error", async () => {
      log.entries.length = 0;
      const { hostname, port: number } = new URL(
        port === "api" ? server.url : server.siteUrl,
      );
      const socket = connect(Number(number), hostname);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n\r\n`,
      );
      await new Promise<void>((resolve) => socket.write(body, () => resolve()));
      socket.destroy();
      await log.first(({ event }) => event === "http.sender_gone");
      // A whole request later, whatever else was to come has come.
      await server.client.query(q("events:list"), { key: "" });
      expect(log.entries).toEqual([
        expect.objectContaining({
          level: "info",
          event: "http.sender_gone",
          request: `POST ${path.replace("/http/", "/")}`,
        }),
      ]);
    });
  },
);

it("while the action answers already, it leaves no error either", async () => {
  const own = new LogWatch();
  const stopping = await startFixture({ onLog: own.add });
  const { hostname, port } = new URL(stopping.siteUrl);
  const socket = connect(Number(port), hostname);
  socket.write(
    "POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nchunk\r\n",
  );
  await once(socket, "data");
  socket.destroy();
  await stopping.close();
  const errors = own.entries.filter(({ level }) => level === "error");
  expect(errors).toEqual([]);
});
