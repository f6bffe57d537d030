/**
 * What a delivery costs and how many there can be, with full durability, beside
 * the same work done by hand in the same run.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { z } from "zod";
import { Post, type Delivery } from "../sim/delivery";
import { deliverPaced } from "../sim/pace";
import { createRandom } from "../sim/random";
import type { LatencySummary } from "../sim/report";
import { Sender } from "../sim/sender";
import { castPeople } from "../sim/story";
import { Wire } from "../sim/wire";
import { World } from "../sim/world";
import { prepareBundle } from "../local/bundle";
import { startScript } from "../local/children";
import { readPeak, readProcessTime } from "./processTime";
import {
  isThere,
  openTarget,
  startService,
  TARGETS,
  type Counts,
  type Target,
  type TargetName,
} from "./targets";

/** What is sent to each target. */
export interface Load {
  /** Measured ones. */
  deliveries: number;
  /** Before them: code is compiled, and most people become known. */
  warmUp: number;
  people: number;
  senders: number;
  /** Deliveries a second; absent = as fast as answers come. */
  rate?: number;
}

export interface IngestOptions {
  deliveries: number;
  people: number;
  senders: readonly number[];
  /** Deliveries a second of the measurement at a given rate. */
  rate: number;
}

export interface Figure {
  target: TargetName;
  load: Load;
  /** Absent where the target is not installed. */
  measured?: Measured;
}

export interface Measured {
  accepted: number;
  failures: number;
  /** Until the last answer. */
  acceptedPerSecond: number;
  /** Until every one of them has been made into rows. */
  sustainedPerSecond: number;
  /** Processor time of the target by delivery; absent where it is unknown. */
  cpuMs?: number;
  /** Of that, what was used until the last answer. */
  cpuMsToAccept?: number;
  latencyMs: LatencySummary;
  peakMiB?: number;
  /** Rows at the end, the warm-up's included. */
  rows: Counts;
}

export interface IngestReport {
  startedAt: string;
  machine: { node: string; cpus: number; loadBefore: number };
  startUpMs: { first: number; second: number };
  costPerTransaction: Record<string, Record<string, number>>;
  figures: Figure[];
}

const costSchema = z.record(z.string(), z.record(z.string(), z.number()));

const SEED = 1;
const WARM_UP = 1_000;

/** Messages of customers, signed in advance so that signing costs no time. */
export function writeMessages(secret: string, load: Load): Delivery[] {
  const random = createRandom(SEED);
  const world = new World(random);
  const people = castPeople(random, load.people);
  const post = new Post(random, secret);
  const now = Date.now();
  return Array.from({ length: load.warmUp + load.deliveries }, () =>
    post.single(world.receive(random.pick(people), now)),
  );
}

/** Sends deliveries and waits for their answers. */
export async function send(
  { webhook, secret }: Pick<Target, "webhook" | "secret">,
  deliveries: readonly Delivery[],
  { senders, rate }: Pick<Load, "senders" | "rate">,
): Promise<Sender> {
  const post = new Post(createRandom(SEED), secret);
  const wire = new Wire(webhook, senders);
  const sender = new Sender({ wire, post, timeFactor: 0 });
  const durationMs = rate && (deliveries.length / rate) * 1000;
  try {
    await deliverPaced(sender, deliveries, { senders, rate, durationMs });
  } finally {
    wire.close();
  }
  return sender;
}

/** One load on one target, which is started for it. */
export async function measureLoad(
  name: TargetName,
  load: Load,
): Promise<Measured> {
  const target = await openTarget(name);
  try {
    const { pid } = target.child;
    const all = writeMessages(target.secret, load);
    const warmUp = all.slice(0, load.warmUp);
    await send(target, warmUp, { senders: load.senders });
    await target.settle();
    const cpuBefore = await readProcessTime(pid);
    const startedAt = performance.now();
    const sender = await send(target, all.slice(load.warmUp), load);
    const acceptSeconds = (performance.now() - startedAt) / 1000;
    const cpuAccepted = await readProcessTime(pid);
    await target.settle();
    const allSeconds = (performance.now() - startedAt) / 1000;
    const cpuAfter = await readProcessTime(pid);
    const { accepted, failures } = sender.tally;
    const perDelivery = (after: number | undefined) =>
      after === undefined || cpuBefore === undefined
        ? undefined
        : (after - cpuBefore) / load.deliveries;
    return {
      accepted,
      failures,
      acceptedPerSecond: accepted / acceptSeconds,
      sustainedPerSecond: accepted / allSeconds,
      cpuMs: perDelivery(cpuAfter),
      cpuMsToAccept: perDelivery(cpuAccepted),
      latencyMs: sender.latencies.summarize(),
      peakMiB: await readPeak(pid),
      rows: await target.counts(),
    };
  } finally {
    await target.stop();
  }
}

/** From nothing to the ready line: an empty data folder, then the same again. */
async function measureStartUp(): Promise<IngestReport["startUpMs"]> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const time = async () => {
    const startedAt = performance.now();
    const child = startService(path.join(folder, "data"));
    await child.ready;
    const elapsed = performance.now() - startedAt;
    await child.stop();
    return Math.round(elapsed);
  };
  const startUp = { first: await time(), second: await time() };
  await rm(folder, { recursive: true });
  return startUp;
}

/** Means of what one transaction reads and writes. */
async function measureCost(): Promise<IngestReport["costPerTransaction"]> {
  const probe = startScript("scripts/bench/costProbe.ts", []);
  const totals = costSchema.parse(JSON.parse(await probe.ready));
  await probe.exited;
  return Object.fromEntries(
    Object.entries(totals).map(([label, { transactions = 1, ...sums }]) => [
      label,
      Object.fromEntries(
        Object.entries(sums).map(([name, sum]) => [
          name,
          Math.round((10 * sum) / transactions) / 10,
        ]),
      ),
    ]),
  );
}

/** Every load of a run: as fast as can be, then at the given rate. */
function loadsOf({ deliveries, people, senders, rate }: IngestOptions): Load[] {
  const base = { deliveries, people, warmUp: Math.min(WARM_UP, deliveries) };
  return [
    ...senders.map((count) => ({ ...base, senders: count })),
    { ...base, senders: Math.max(...senders), rate },
  ];
}

/** @param note says what is measured now */
export async function benchIngest(
  options: IngestOptions,
  note: (text: string) => void,
): Promise<IngestReport> {
  const startedAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    loadBefore: loadavg()[0] ?? 0,
  };
  await prepareBundle();
  note("start-up");
  const startUpMs = await measureStartUp();
  note("documents read and written");
  const costPerTransaction = await measureCost();
  const figures: Figure[] = [];
  for (const load of loadsOf(options)) {
    for (const target of TARGETS) {
      const pace = load.rate === undefined ? "" : ` at ${load.rate}/s`;
      note(`${target}, ${load.senders} senders${pace}`);
      figures.push({
        target,
        load,
        ...(isThere(target) && { measured: await measureLoad(target, load) }),
      });
    }
  }
  return { startedAt, machine, startUpMs, costPerTransaction, figures };
}
