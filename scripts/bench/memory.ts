/**
 * Whether memory grows with the deliveries that went through: the heap after a
 * collection, every so many of them.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { createAdminClient } from "../sim/adminClient";
import { Post, type Delivery } from "../sim/delivery";
import { createRandom, type Random } from "../sim/random";
import { castPeople } from "../sim/story";
import { hasSettled } from "../sim/digestWeek";
import { Wire } from "../sim/wire";
import { World } from "../sim/world";
import { startScript, type Child } from "../local/children";
import { formatColumns } from "../cli/columns";
import { readSecret, serverSchema, toPaths } from "../local/dataFolder";

/** How `memoryServer.ts` says what its memory holds. */
export const MEMORY = "memory ";

const SENDERS = 16;
const LOOK_EVERY_MS = 20;
const SETTLE_LOOK_MS = 200;
/** One in so many has a signature that does not fit. */
const UNSIGNED_ONE_IN = 10;
const PATIENCE_MS = 10 * 60 * 1000;
const MIB = 2 ** 20;
/** Until then, caches fill and code is compiled. */
export const WARM_UP = 10_000;

const usageSchema = z.object({
  rss: z.number(),
  heapUsed: z.number(),
  external: z.number(),
});

export interface MemoryOptions {
  deliveries: number;
  people: number;
  /** Between two readings. */
  every: number;
  seed: number;
}

/** What the process holds after a collection, bytes. */
export interface Reading extends z.infer<typeof usageSchema> {
  deliveries: number;
  /** Resident and its own: the rest is the database file, mapped. */
  anonymous?: number;
}

export interface MemoryReport {
  readings: Reading[];
  accepted: number;
  unsigned: number;
  /** Of the heap by delivery since the warm-up (least squares), bytes. */
  growth: number;
}

/** RssAnon of a process, where the system tells. */
async function readAnonymous(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** What the process of `memoryServer.ts` holds after a collection. */
export async function readMemory(
  child: Child,
): Promise<z.infer<typeof usageSchema>> {
  const said = () =>
    child.output().split("\n").slice(0, -1).filter(isReading).map(parseReading);
  const before = said().length;
  process.kill(child.pid, "SIGUSR2");
  for (;;) {
    const readings = said();
    const latest = readings.at(-1);
    if (latest !== undefined && readings.length > before) {
      return latest;
    }
    await delay(LOOK_EVERY_MS);
  }
}

const isReading = (line: string) => line.startsWith(MEMORY);
const parseReading = (line: string) =>
  usageSchema.parse(JSON.parse(line.slice(MEMORY.length)));

/** Customers write without end; some deliveries are not signed. */
function* tellFlood(
  random: Random,
  people: number,
  secret: string,
): Generator<Delivery, never> {
  const world = new World(random);
  const cast = castPeople(random, people);
  const post = new Post(random, secret);
  for (let sent = 1; ; sent += 1) {
    const delivery = post.single(world.receive(random.pick(cast), Date.now()));
    const forged = { ...delivery.headers, "X-Webhook-Signature": "0" };
    yield sent % UNSIGNED_ONE_IN === 0
      ? { ...delivery, headers: forged }
      : delivery;
  }
}

/** Change of the heap by delivery, by least squares over all readings. */
export function growthOf(readings: readonly Reading[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(readings.map(({ deliveries }) => deliveries));
  const heap = mean(readings.map(({ heapUsed }) => heapUsed));
  const spread = mean(readings.map(({ deliveries }) => (deliveries - at) ** 2));
  const together = mean(
    readings.map((one) => (one.deliveries - at) * (one.heapUsed - heap)),
  );
  return spread === 0 ? 0 : together / spread;
}

/** A server that says what its memory holds. */
export interface MemoryServer {
  child: Child;
  info: z.infer<typeof serverSchema>;
  data: string;
}

async function flood(
  { child, info, data }: MemoryServer,
  options: MemoryOptions,
  note: (text: string) => void,
): Promise<MemoryReport> {
  const secret = await readSecret(toPaths(data).webhookSecret);
  const adminKey = await readFile(info.admin_key_file, "utf8");
  const admin = createAdminClient(info.api, adminKey.trim());
  const wire = new Wire(info.webhook, SENDERS, PATIENCE_MS);
  const random = createRandom(options.seed);
  const deliveries = tellFlood(random, options.people, secret ?? "");
  const readings: Reading[] = [];
  let accepted = 0;
  let sent = 0;
  const sendUntil = async (count: number) => {
    while (sent < count) {
      sent += 1;
      const { status } = await wire.post(deliveries.next().value);
      accepted += status === 200 ? 1 : 0;
    }
  };
  for (let count = 0; count <= options.deliveries; count += options.every) {
    note(`${count} of ${options.deliveries} deliveries`);
    await Promise.all(Array.from({ length: SENDERS }, () => sendUntil(count)));
    while ((await hasSettled(admin)) === null) {
      await delay(SETTLE_LOOK_MS);
    }
    readings.push({
      deliveries: count,
      ...(await readMemory(child)),
      anonymous: await readAnonymous(child.pid),
    });
  }
  wire.close();
  const warm = readings.filter((one) => one.deliveries >= WARM_UP);
  const growth = growthOf(warm);
  return { readings, accepted, unsigned: sent - accepted, growth };
}

/** Starts such a server on an empty folder and stops it at the end. */
export async function withMemoryServer<T>(
  measure: (server: MemoryServer) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const data = path.join(folder, "data");
  const child = startScript(
    "scripts/bench/memoryServer.ts",
    [
      ...["--port=0", "--site-port=0", "--web-port=0", "--log=error"],
      `--data=${data}`,
    ],
    {},
    ["--expose-gc"],
  );
  try {
    const info = serverSchema.parse(JSON.parse(await child.ready));
    return await measure({ child, info, data });
  } finally {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function benchMemory(
  options: MemoryOptions,
  note: (text: string) => void,
): Promise<MemoryReport> {
  return await withMemoryServer((server) => flood(server, options, note));
}

export const mebibytes = (bytes: number | undefined) =>
  bytes === undefined ? "-" : (bytes / MIB).toFixed(1);

export function formatMemory(report: MemoryReport): string {
  const { readings, accepted, unsigned, growth } = report;
  const rows = readings.map((one) => [
    String(one.deliveries),
    ...[one.heapUsed, one.external, one.anonymous, one.rss].map(mebibytes),
  ]);
  const titles = ["deliveries", "heap", "external", "own", "resident"];
  const columns = titles.map((title) => ({ title, align: "right" as const }));
  return [
    "MiB after a collection",
    formatColumns(columns, rows, Infinity),
    "",
    `${accepted} accepted, ${unsigned} refused`,
    `the heap changes by ${growth.toFixed(1)} bytes a delivery from ${WARM_UP} on`,
  ].join("\n");
}
