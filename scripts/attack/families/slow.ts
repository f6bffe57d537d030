/** Connections that are held open (slowloris): dripping, silent, or very many. */
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { eachOf, type Family, type Scene } from "../family";
import { openSocket } from "../http";

const DRIP_MS = 100;
/** Gives up only on a server that lets it drip for ever. */
const MAX_DRIPS = 6_000;
const MAX_IDLE = 10_000;
/** Files that both processes need besides the sockets. */
const OTHER_FILES = 500;
const OPENING_AT_ONCE = 200;

const HEAD = "Host: 127.0.0.1\r\n";
const STARTS = [
  [
    "site",
    `POST /webhooks/kapso HTTP/1.1\r\n${HEAD}Content-Length: 99999\r\n\r\n`,
  ],
  [
    "site",
    `POST /webhooks/kapso HTTP/1.1\r\n${HEAD}Content-Length: 2000000\r\n\r\n`,
  ],
  [
    "site",
    `POST /webhooks/kapso HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
  ],
  ["site", "POST /webhooks/kapso HTTP/1.1\r\nX-Slow: "],
  ["api", `POST /api/query HTTP/1.1\r\n${HEAD}Content-Length: 99999\r\n\r\n`],
  ["api", "GET /"],
  ["web", "GET / HTTP/1.1\r\nX-Slow: "],
  ["web", `POST / HTTP/1.1\r\n${HEAD}Content-Length: 99999\r\n\r\n`],
] as const;

/** Whether the server ends the connection before the sender gives up. */
async function isCutOff(
  url: URL,
  start: string,
  drip: string,
): Promise<boolean> {
  const socket = openSocket(url);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume();
  socket.write(start);
  for (let drips = 0; drips < MAX_DRIPS; drips += 1) {
    if (socket.destroyed) {
      return true;
    }
    if (drip !== "" && socket.writable) {
      socket.write(drip);
    }
    await Promise.race([closed, delay(DRIP_MS)]);
  }
  socket.destroy();
  return false;
}

async function dripMany({ target, tally, runs }: Scene): Promise<void> {
  const times = Math.max(1, Math.min(Math.ceil(runs / 200), 100));
  const all = Array.from({ length: times }, () => STARTS).flat();
  await Promise.all(
    all.map(async ([port, start]) => {
      const isChunked = start.includes("chunked");
      const held = await isCutOff(
        target[port],
        start,
        isChunked ? "1\r\nx\r\n" : "x",
      );
      tally.count(held, `${port}: ${start.split("\r\n")[0]} goes on dripping`);
    }),
  );
}

/** As many sockets as may be open at once. */
async function countSockets(wanted: number): Promise<number> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const files = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  const most = files === undefined ? 1_000 : Number(files) - OTHER_FILES;
  return Math.max(1, Math.min(wanted, most, MAX_IDLE));
}

async function idle({ target, tally, runs }: Scene): Promise<void> {
  const wanted = await countSockets(runs);
  const closed: Promise<void>[] = [];
  await eachOf(
    Array.from({ length: wanted }, (_, i) => (i % 2 === 0 ? "api" : "site")),
    async (port) => {
      const socket = openSocket(target[port]);
      socket.resume();
      const ended = new Promise<void>((resolve) =>
        socket.once("close", () => resolve()),
      );
      closed.push(ended);
      await Promise.race([
        ended,
        new Promise<void>((resolve) => socket.once("connect", resolve)),
      ]);
    },
    OPENING_AT_ONCE,
  );
  for (const ended of closed) {
    const giveUp = delay(DRIP_MS * MAX_DRIPS, "open", { ref: false });
    const end = await Promise.race([ended, giveUp]);
    tally.count(end !== "open", "an idle connection stays open");
  }
}

export const slow: Family = {
  name: "slow",
  about: "dripping requests and up to 10,000 connections that say nothing",
  needsShortLimit: true,
  async run(scene) {
    await dripMany(scene);
    await idle(scene);
  },
};
