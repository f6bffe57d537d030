/**
 * Lists, counts and search over a growing number of contacts of one workspace
 * beside ten others: how long a call takes over HTTP, the client on the same
 * machine, and how many documents it reads.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { startServer, type RunningServer } from "local-convex";
import { z } from "zod";
import {
  createAdminClient,
  createMemberClient,
  type AdminClient,
} from "../../sim/adminClient";
import { createRandom, type Random } from "../../sim/random";
import { prepareBundle } from "../../local/bundle";
import { callsOf, type Call } from "./calls";
import { seedWorkspace, type Seeded } from "./seed";

const ADMIN_KEY = "lists-bench-admin-key";
const OWNER = "bench-owner";
/** Workspaces beside the measured one, and their contacts. */
const OTHERS = 10;
const OTHER_CONTACTS = 2_000;
/** Calls of each kind. */
const ROUNDS = 200;
const WARM_UP = 20;

export interface ListFigure {
  contacts: number;
  call: string;
  p50_ms: number;
  p99_ms: number;
  /** Processor time, which another load on the machine leaves as it is. */
  cpu_p50_ms: number;
  cpu_p99_ms: number;
  /** Most of one call. */
  documents_read: number;
}

export interface ListsReport {
  startedAt: string;
  machine: { node: string; cpus: number; loadBefore: number };
  figures: ListFigure[];
}

export async function benchLists(
  sizes: readonly number[],
  note: (text: string) => void,
): Promise<ListsReport> {
  const startedAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    loadBefore: loadavg()[0] ?? 0,
  };
  const figures: ListFigure[] = [];
  for (const contacts of sizes) {
    figures.push(...(await benchSize(contacts, ROUNDS, note)));
  }
  return { startedAt, machine, figures };
}

/** @param rounds calls of each kind */
export async function benchSize(
  contacts: number,
  rounds: number,
  note: (text: string) => void,
): Promise<ListFigure[]> {
  const data = await mkdtemp(path.join(tmpdir(), "kapso-crm-lists-"));
  const bundle = await prepareBundle();
  const server = await startServer({
    directory: data,
    adminKey: ADMIN_KEY,
    port: 0,
    sitePort: 0,
    durability: "process",
    pushFile: bundle.file,
    onLog: () => undefined,
  });
  try {
    const seeded = await seedAll(server, contacts, note);
    note(`${contacts} contacts: measuring`);
    return await measureAll(server, seeded, contacts, rounds);
  } finally {
    await server.close();
    await rm(data, { recursive: true });
  }
}

const createdSchema = z.object({ workspace_id: z.string() });

async function createWorkspace(admin: AdminClient, slug: string) {
  const reply = await admin.call("ops:createWorkspace", {
    slug,
    name: slug,
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: OWNER,
  });
  return createdSchema.parse(reply).workspace_id;
}

async function seedAll(
  server: RunningServer,
  contacts: number,
  note: (text: string) => void,
): Promise<Seeded> {
  const admin = createAdminClient(server.url, ADMIN_KEY);
  for (let at = 0; at < OTHERS; at += 1) {
    const id = await createWorkspace(admin, `other-${at}`);
    await seedWorkspace(server.engine, id, OTHER_CONTACTS, at + 2, () => {
      note(`${contacts} contacts: seeding the others`);
    });
  }
  const id = await createWorkspace(admin, "bench");
  return await seedWorkspace(server.engine, id, contacts, 1, (done) => {
    note(`${contacts} contacts: ${done} seeded`);
  });
}

async function measureAll(
  server: RunningServer,
  seeded: Seeded,
  contacts: number,
  rounds: number,
): Promise<ListFigure[]> {
  const client = createMemberClient(server.url, ADMIN_KEY, OWNER);
  const reads = countReads(server);
  const figures: ListFigure[] = [];
  for (const call of callsOf(seeded)) {
    const random = createRandom(contacts);
    figures.push({
      contacts,
      ...(await measureCall(client, call, { random, reads, rounds })),
    });
  }
  return figures;
}

/** Tells how many documents a call has read since it was asked last. */
function countReads(server: RunningServer): () => number {
  let documents = 0;
  const { engine } = server;
  const read = engine.read.bind(engine);
  engine.read = (body) =>
    read(async (tx) => {
      const value = await body(tx);
      documents += tx.metrics().documentsRead.used;
      return value;
    });
  return () => {
    const since = documents;
    documents = 0;
    return since;
  };
}

async function measureCall(
  client: AdminClient,
  { name, path: functionPath, makeArgs }: Call,
  {
    random,
    reads,
    rounds,
  }: { random: Random; reads: () => number; rounds: number },
) {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let most = 0;
  for (let round = 0; round < WARM_UP + rounds; round += 1) {
    const args = makeArgs(random);
    reads();
    const cpu = process.cpuUsage();
    const sentAt = performance.now();
    await client.call(functionPath, args);
    const took = performance.now() - sentAt;
    if (round >= WARM_UP) {
      const { user, system } = process.cpuUsage(cpu);
      times.push(took);
      cpuTimes.push((user + system) / 1_000);
      most = Math.max(most, reads());
    }
  }
  return {
    call: name,
    p50_ms: percentile(times, 0.5),
    p99_ms: percentile(times, 0.99),
    cpu_p50_ms: percentile(cpuTimes, 0.5),
    cpu_p99_ms: percentile(cpuTimes, 0.99),
    documents_read: most,
  };
}

function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = Math.ceil(share * sorted.length) - 1;
  return Number((sorted[at] ?? 0).toFixed(1));
}

export function formatLists({ machine, figures }: ListsReport): string {
  const columns = [
    "contacts",
    ...["p50 ms", "p99 ms", "cpu p50", "cpu p99", "documents"],
  ];
  const rows = figures.map((figure) => [
    figure.call,
    figure.contacts.toLocaleString("en"),
    figure.p50_ms.toFixed(1),
    figure.p99_ms.toFixed(1),
    figure.cpu_p50_ms.toFixed(1),
    figure.cpu_p99_ms.toFixed(1),
    String(figure.documents_read),
  ]);
  const lines = [["call", ...columns], ...rows];
  const widths = lines[0]?.map((_, at) =>
    Math.max(...lines.map((line) => line[at]?.length ?? 0)),
  );
  const table = lines.map((line) =>
    line
      .map((cell, at) =>
        at === 0
          ? cell.padEnd(widths?.[at] ?? 0)
          : cell.padStart(widths?.[at] ?? 0),
      )
      .join("  "),
  );
  return [
    `Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.loadBefore.toFixed(1)} before; server and client in one process; beside ${OTHERS} workspaces of ${OTHER_CONTACTS} contacts`,
    "",
    ...table,
  ].join("\n");
}
