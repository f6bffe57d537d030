/** Decompression bombs: small on the wire, huge in memory, or never finished. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { eachOf, type Family, type Scene } from "../family";
import { isRefused } from "../http";
import { sendSigned } from "../signed";

/** What it grows to: more than any limit. */
const BOMB_BYTES = 96 * 2 ** 20;
/** 15 million empty lists, as 46 KB of gzip. */
const LISTS = 15_000_000;
/** The server may take this much, all of it together. */
const MAX_MEMORY_BYTES = 2 ** 30;

interface Bomb {
  name: string;
  encoding: string;
  body: Buffer;
}

function buildBombs(): Bomb[] {
  const spaces = Buffer.alloc(BOMB_BYTES, " ");
  const arguments_ = `{"path":"workspaces:listMine","args":{"x":[${"[],".repeat(LISTS)}[]]}}`;
  const lists = Buffer.from(arguments_);
  const packed = gzipSync(spaces);
  return [
    { name: "gzip", encoding: "gzip", body: packed },
    { name: "gzip twice", encoding: "gzip, gzip", body: gzipSync(packed) },
    { name: "brotli", encoding: "br", body: brotliCompressSync(spaces) },
    { name: "deflate", encoding: "deflate", body: deflateSync(spaces) },
    { name: "lists", encoding: "gzip", body: gzipSync(lists) },
    { name: "no gzip", encoding: "gzip", body: Buffer.from("not compressed") },
    { name: "no brotli", encoding: "br", body: Buffer.alloc(1000, 0xff) },
    { name: "half a gzip", encoding: "gzip", body: packed.subarray(0, 500) },
    { name: "unknown", encoding: "x-unknown", body: Buffer.from("{}") },
    { name: "zstd", encoding: "zstd", body: Buffer.from("{}") },
  ];
}

const FUNCTION_PATHS = [
  "/api/query",
  "/api/mutation",
  "/api/action",
  "/api/function",
  "/api/query_at_ts",
  "/api/run/workspaces/listMine",
];

async function run(scene: Scene): Promise<void> {
  const { target, client, tally, runs } = scene;
  const bombs = buildBombs();
  for (const { name, encoding, body } of bombs) {
    const headers = { "Content-Encoding": encoding };
    const signed = await sendSigned(scene, body, headers);
    // What is answered before it is read may be closed before that is seen.
    tally.count(isRefused(signed.status), `signed ${name}: ${signed.status}`);
    for (const path of FUNCTION_PATHS) {
      const { status } = await client.send(new URL(path, target.api), {
        headers: { ...headers, "Content-Type": "application/json" },
        body,
      });
      tally.count(isRefused(status), `${path}, ${name}: ${status}`);
    }
  }
  await abort(scene, bombs, Math.min(runs, 200));
  const peak = await readPeakBytes(target.pid);
  if (peak !== undefined) {
    const mebibytes = Math.round(peak / 2 ** 20);
    tally.count(peak < MAX_MEMORY_BYTES, `the server took ${mebibytes} MiB`);
  }
}

/** Uploads that are broken off: none of them may count as under way for ever. */
async function abort(
  { target, client, tally }: Scene,
  bombs: readonly Bomb[],
  times: number,
): Promise<void> {
  const sent = Array.from({ length: times }, (_, i) => bombs[i % bombs.length]);
  await eachOf(sent, async (bomb) => {
    if (bomb === undefined) {
      return;
    }
    for (const url of [target.webhook, new URL("/api/query", target.api)]) {
      const { status } = await client.send(url, {
        headers: {
          "Content-Encoding": bomb.encoding,
          "Content-Length": String(2 * bomb.body.length),
        },
        body: bomb.body.subarray(0, 1000),
        isAborted: true,
      });
      tally.count(isRefused(status), `aborted ${bomb.name}: ${status}`);
    }
  });
}

/** The most memory that a process ever had; undefined where nobody says. */
async function readPeakBytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

export const compression: Family = {
  name: "compression",
  about: "decompression bombs, broken and unfinished compressed bodies",
  run,
};
