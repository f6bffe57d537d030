/** Calls per second and their latency over HTTP, client on the same machine. */
import { Agent, request } from "node:http";
import type { Durability } from "../src/engine";
import {
  BENCH_APP,
  type BenchServer,
  makeFolder,
  percentile,
  type Row,
  startServer,
} from "./support";

const SECONDS = 5;
const WARM_UP_SECONDS = 2;
const CLIENTS = [1, 16, 64];
const TABLE_SIZES = [1_000, 100_000, 1_000_000];
/** A mutation may write 16,000 documents. */
const FILL_BATCH = 2_000;

/** Makes the nth call's body. */
type Body = (n: number) => { path: string; args: Record<string, unknown> };

const insert: Body = (n) => ({
  path: "items:insert",
  args: { key: `new${n}`, text: "x".repeat(100) },
});
const readOne: Body = () => ({
  path: "items:read",
  args: { key: "00000001" },
});
/** Steps by a prime, so that neighbours are not read together. */
const readAny =
  (rows: number): Body =>
  (n) => ({
    path: "items:read",
    args: { key: String((n * 7_919) % rows).padStart(8, "0") },
  });

/** Resolves when the whole answer is there; rejects unless it is a success. */
function post(agent: Agent, url: string, body: string): Promise<void> {
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: "POST", headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      answer.on("end", () => {
        if (text.includes('"status":"success"')) {
          resolve();
        } else {
          reject(new Error(`${url} answered ${text}`));
        }
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function load(
  server: BenchServer,
  kind: "mutation" | "query",
  body: Body,
  clients: number,
  seconds: number,
): Promise<Row> {
  const url = `${server.url}/api/${kind}`;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const startedAt = performance.now();
  let n = 0;
  const client = async () => {
    for (;;) {
      const sentAt = performance.now();
      if (sentAt - startedAt > seconds * 1_000) {
        return;
      }
      await post(agent, url, JSON.stringify(body(n++)));
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return {
    clients,
    per_second: Math.round(times.length / elapsed),
    p50_ms: percentile(times, 0.5),
    p99_ms: percentile(times, 0.99),
  };
}

/** @param firstRow rows before it are there already */
async function fill(
  server: BenchServer,
  firstRow: number,
  rows: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  for (let from = firstRow; from < rows; from += FILL_BATCH) {
    const count = Math.min(FILL_BATCH, rows - from);
    const body = { path: "items:fill", args: { from, count } };
    await post(agent, `${server.url}/api/mutation`, JSON.stringify(body));
  }
  agent.destroy();
}

async function measureMode(durability: Durability): Promise<Row[]> {
  const folder = makeFolder(BENCH_APP);
  const server = await startServer(folder, durability);
  try {
    await load(server, "mutation", insert, 16, WARM_UP_SECONDS);
    const rows: Row[] = [];
    for (const clients of CLIENTS) {
      const row = await load(server, "mutation", insert, clients, SECONDS);
      rows.push({ durability, ...row });
    }
    return rows;
  } finally {
    await server.stop();
    folder.remove();
  }
}

/** Single inserts, with and without waiting for the disk. */
export async function benchMutations(): Promise<Row[]> {
  return [...(await measureMode("full")), ...(await measureMode("process"))];
}

/** The same calls, start-up and memory over a growing table. */
export async function benchGrowth(
  note: (text: string) => void,
): Promise<Row[]> {
  const folder = makeFolder(BENCH_APP);
  const rows: Row[] = [];
  let filled = 0;
  try {
    for (const size of TABLE_SIZES) {
      note(`${size} documents`);
      const filling = await startServer(folder, "process");
      await fill(filling, filled, size);
      await filling.stop();
      filled = size;
      const server = await startServer(folder);
      const startUp = { documents: size, start_up_ms: server.startUpMs };
      await load(server, "mutation", insert, 16, WARM_UP_SECONDS);
      const inserted = await load(server, "mutation", insert, 64, SECONDS);
      const any = await load(server, "query", readAny(size), 64, SECONDS);
      const one = await load(server, "query", readOne, 64, SECONDS);
      rows.push({
        ...startUp,
        inserts_per_second: inserted["per_second"] ?? 0,
        insert_p99_ms: inserted["p99_ms"] ?? 0,
        reads_per_second: any["per_second"] ?? 0,
        read_p99_ms: any["p99_ms"] ?? 0,
        same_reads_per_second: one["per_second"] ?? 0,
        resident_mib: server.residentMiB(),
      });
      await server.stop();
    }
  } finally {
    folder.remove();
  }
  return rows;
}
