/**
 * Counts what each transaction of a delivery reads and writes, as production
 * would count it. Runs in a process of its own: the counter wraps the engine.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startServer, type RunningServer } from "local-convex";
import { createAdminClient } from "../sim/adminClient";
import { settle } from "../sim/tables";
import { prepareBundle } from "../local/bundle";
import { READY } from "../local/children";
import { send, writeMessages } from "./ingest";

const SECRET = "cost-probe-".repeat(4);
const ADMIN_KEY = "cost-probe-admin-key";
/** The two transactions that every delivery causes. */
const COUNTED = [
  "webhooks/record:recordDelivery",
  "webhooks/process:processDelivery",
];
/** Until everybody has a conversation, a delivery writes more than it will later. */
const LOAD = { warmUp: 400, deliveries: 400, people: 100, senders: 1 };

/** What functions ask of a transaction; each is a call out of their realm. */
const CALLS = [
  "get",
  "insert",
  "patch",
  "replace",
  "remove",
  "openStream",
  "page",
  "count",
  "recordScheduled",
];

interface Cost {
  transactions: number;
  /** Of functions on the database, a query counted once however long it is. */
  calls: number;
  /** Processor time of the process meanwhile. */
  cpuMs: number;
  documentsRead: number;
  documentsWritten: number;
  indexRanges: number;
}

/**
 * Counts what is asked of transactions from now on. The host's own rows are
 * another object's.
 */
function countCalls(transaction: object): { calls: number } {
  const counter = { calls: 0 };
  const prototype = Object.getPrototypeOf(transaction) as object;
  for (const name of CALLS) {
    const method: unknown = Reflect.get(prototype, name);
    if (typeof method !== "function") {
      throw new Error(`a transaction has ${name} -- invariant`);
    }
    const value = function (this: unknown, ...args: unknown[]): unknown {
      counter.calls += 1;
      return Reflect.apply(method, this, args);
    };
    Reflect.defineProperty(prototype, name, { value, configurable: true });
  }
  return counter;
}

function countWrites(server: RunningServer): Map<string, Cost> {
  const costs = new Map<string, Cost>();
  let counter: { calls: number } | undefined;
  const { engine } = server;
  const write = engine.write.bind(engine);
  engine.write = (label, body) =>
    write(label, async (tx) => {
      counter ??= countCalls(tx);
      counter.calls = 0;
      const before = process.cpuUsage();
      const value = await body(tx);
      const name = label.replace(".js:", ":");
      if (COUNTED.includes(name)) {
        const metrics = tx.metrics();
        const cost = costs.get(name) ?? {
          transactions: 0,
          calls: 0,
          cpuMs: 0,
          documentsRead: 0,
          documentsWritten: 0,
          indexRanges: 0,
        };
        cost.transactions += 1;
        cost.calls += counter.calls;
        const used = process.cpuUsage(before);
        cost.cpuMs += (used.user + used.system) / 1000;
        cost.documentsRead += metrics.documentsRead.used;
        cost.documentsWritten += metrics.documentsWritten.used;
        cost.indexRanges += metrics.databaseQueries.used;
        costs.set(name, cost);
      }
      return value;
    });
  return costs;
}

const data = await mkdtemp(path.join(tmpdir(), "kapso-crm-cost-"));
const bundle = await prepareBundle();
const server = await startServer({
  directory: data,
  adminKey: ADMIN_KEY,
  port: 0,
  sitePort: 0,
  durability: "process",
  pushFile: bundle.file,
  env: { KAPSO_WEBHOOK_SECRET: SECRET },
  onLog: () => undefined,
});
const admin = createAdminClient(server.url, ADMIN_KEY);
await admin.call("ops:seedDemo");
const target = { webhook: `${server.siteUrl}/webhooks/kapso`, secret: SECRET };
const messages = writeMessages(SECRET, LOAD);
await send(target, messages.slice(0, LOAD.warmUp), LOAD);
await settle(admin);
const costs = countWrites(server);
await send(target, messages.slice(LOAD.warmUp), LOAD);
await settle(admin);
await server.close();
await rm(data, { recursive: true });
process.stdout.write(`${READY}${JSON.stringify(Object.fromEntries(costs))}\n`);
