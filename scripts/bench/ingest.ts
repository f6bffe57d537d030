/**
 * How much ingestion takes: accepted deliveries per second and the time to the
 * answer, with full durability, beside the yardstick in the same run.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { z } from "zod";
import type { LatencySummary } from "../sim/report";
import { runScenario } from "../sim/run";
import { prepareBundle } from "../local/bundle";
import { startScript, type Child } from "../local/children";
import { readSecret, toPaths } from "../local/dataFolder";

export interface IngestOptions {
  /** How long each measurement takes, after its warm-up. */
  seconds: number;
  senders: readonly number[];
  /** Deliveries per second of the measurement at a given rate. */
  rate: number;
}

export interface Figure {
  target: "kapso-crm" | "yardstick";
  senders: number;
  /** Wanted deliveries per second; absent = as fast as answers come. */
  rate?: number;
  accepted: number;
  perSecond: number;
  failures: number;
  latencyMs: LatencySummary;
  /** Largest resident memory of the server, MiB; absent where it is unknown. */
  peakMiB?: number;
}

export interface IngestReport {
  startedAt: string;
  machine: { node: string; cpus: number; loadBefore: number };
  startUpMs: { first: number; second: number };
  costPerTransaction: Record<string, Record<string, number>>;
  figures: Figure[];
}

interface Target {
  child: Child;
  webhook: string;
  secret: string;
}

const readySchema = z.object({ webhook: z.url() });
const costSchema = z.record(z.string(), z.record(z.string(), z.number()));

const WARM_UP_MS = 2000;
const PEOPLE = 500;

async function startCrm(data: string): Promise<Target> {
  const child = startScript("scripts/start.ts", [
    "--port=0",
    "--site-port=0",
    "--web-port=0",
    `--data=${data}`,
  ]);
  const { webhook } = readySchema.parse(JSON.parse(await child.ready));
  const secret = await readSecret(toPaths(data).webhookSecret);
  return { child, webhook, secret: secret ?? "" };
}

async function startYardstick(folder: string): Promise<Target> {
  const secret = randomBytes(32).toString("hex");
  const child = startScript("scripts/bench/yardstick.ts", [
    `--data=${path.join(folder, "yardstick.db")}`,
    `--secret=${secret}`,
  ]);
  const { webhook } = readySchema.parse(JSON.parse(await child.ready));
  return { child, webhook, secret };
}

/** VmHWM of a process in MiB, where the system tells. */
async function readPeak(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined
    ? undefined
    : Math.round(Number(kibibytes) / 1024);
}

function flood(
  { webhook, secret }: Target,
  senders: number,
  durationMs: number,
  rate?: number,
) {
  return runScenario({
    scenario: "flood",
    url: webhook,
    secret,
    seed: randomBytes(4).readUInt32LE(),
    people: PEOPLE,
    senders,
    rate,
    durationMs,
    timeFactor: 0,
    isBuffered: false,
    fixtures: "",
    now: Date.now(),
  });
}

async function measure(
  name: Figure["target"],
  options: IngestOptions,
  senders: number,
  rate?: number,
): Promise<Figure> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const target =
    name === "kapso-crm"
      ? await startCrm(path.join(folder, "data"))
      : await startYardstick(folder);
  try {
    await flood(target, senders, WARM_UP_MS, rate);
    const run = await flood(target, senders, options.seconds * 1000, rate);
    return {
      target: name,
      senders,
      ...(rate === undefined ? {} : { rate }),
      accepted: run.tally.accepted,
      perSecond: run.tally.accepted / run.seconds,
      failures: run.tally.failures,
      latencyMs: run.latency,
      peakMiB: await readPeak(target.child.pid),
    };
  } finally {
    await target.child.stop();
    await rm(folder, { recursive: true });
  }
}

/** From nothing to the ready line: an empty data folder, then the same again. */
async function measureStartUp(): Promise<IngestReport["startUpMs"]> {
  const folder = await mkdtemp(path.join(tmpdir(), "kapso-crm-bench-"));
  const time = async () => {
    const startedAt = performance.now();
    const { child } = await startCrm(path.join(folder, "data"));
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
  const runs: [number, number | undefined][] = [
    ...options.senders.map((senders): [number, undefined] => [
      senders,
      undefined,
    ]),
    [Math.max(...options.senders), options.rate],
  ];
  for (const [senders, rate] of runs) {
    for (const target of ["kapso-crm", "yardstick"] as const) {
      const pace = rate === undefined ? "" : ` at ${rate}/s`;
      note(`${target}, ${senders} senders${pace}`);
      figures.push(await measure(target, options, senders, rate));
    }
  }
  return { startedAt, machine, startUpMs, costPerTransaction, figures };
}
