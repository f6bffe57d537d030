/** The table and the picture of `npm run bench -- ingest`. */
import { expect, it } from "vitest";
import type { IngestReport } from "../../../scripts/bench/ingest";
import { plotIngest } from "../../../scripts/bench/plot";
import { formatIngest } from "../../../scripts/bench/table";

const load = { deliveries: 2000, warmUp: 1000, people: 300, senders: 16 };
const latencyMs = { count: 9, p50: 1.25, p95: 20, p99: 300.04, max: 400 };
const rows = {
  audits: 3000,
  contacts: 300,
  identities: 420,
  conversations: 300,
  sessions: 300,
  messages: 3000,
};
const report: IngestReport = {
  startedAt: "2026-09-14T02:15:00.000Z",
  machine: { node: "v20.19.0", cpus: 2, loadBefore: 0.25 },
  startUpMs: { first: 1500, second: 900 },
  costPerTransaction: {
    "webhooks/record:recordDelivery": { documentsRead: 2 },
  },
  figures: [
    {
      target: "kapso-crm",
      load: { ...load, rate: 250 },
      measured: {
        accepted: 2000,
        acceptedPerSecond: 499.6,
        sustainedPerSecond: 106.4,
        cpuMs: 9.3,
        cpuMsToAccept: 3.404,
        failures: 0,
        latencyMs,
        peakMiB: 210,
        rows,
      },
    },
    {
      target: "sqlite",
      load,
      measured: {
        accepted: 2000,
        acceptedPerSecond: 787,
        sustainedPerSecond: 787,
        failures: 0,
        latencyMs,
        rows,
      },
    },
    { target: "postgres", load },
  ],
};

it("aligns the figures and names the machine", () => {
  expect(formatIngest(report).split("\n")).toEqual([
    "Node v20.19.0, 2 CPUs, load 0.3 before; client on the same machine; full durability",
    "start-up: 1500 ms on an empty folder, 900 ms on the same again",
    "webhooks/record:recordDelivery: documentsRead 2",
    "",
    "target               senders  rate     accepted/s  end to end/s  cpu ms  to accept  p50 ms  p99 ms  failures  peak MiB",
    "kapso-crm                 16   250            500           106    9.30       3.40     1.3   300.0         0       210",
    "by hand, SQLite           16   max            787           787       -          -     1.3   300.0         0         -",
    "by hand, PostgreSQL       16   max  not installed",
  ]);
});

it("draws what was measured as fast as answers came, and how to repeat it", () => {
  const picture = plotIngest(report, 16);
  expect(picture).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+"/);
  // Of both targets without a rate, in four panels; none for the missing one.
  expect(picture.match(/height="16"/g)).toHaveLength(8);
  expect(picture.match(/not measured/g)).toHaveLength(5);
  expect(picture).toContain("npm run bench -- ingest --senders 16");
  expect(picture).not.toContain(">kapso-crm<");
  expect(() => plotIngest(report, 64)).toThrow("64 senders");
});
