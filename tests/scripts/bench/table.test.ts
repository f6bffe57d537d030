/** The table of `npm run bench`. */
import { expect, it } from "vitest";
import { formatIngest } from "../../../scripts/bench/table";

it("aligns the figures and names the machine", () => {
  const latencyMs = { count: 9, p50: 1.25, p95: 20, p99: 300.04, max: 400 };
  const text = formatIngest({
    startedAt: "2026-09-14T02:15:00.000Z",
    machine: { node: "v20.19.0", cpus: 2, loadBefore: 0.25 },
    startUpMs: { first: 1500, second: 900 },
    costPerTransaction: {
      "webhooks/record:recordDelivery": { documentsRead: 2 },
    },
    figures: [
      {
        target: "kapso-crm",
        senders: 64,
        rate: 500,
        accepted: 5000,
        perSecond: 499.6,
        failures: 0,
        latencyMs,
        peakMiB: 210,
      },
      {
        target: "yardstick",
        senders: 1,
        accepted: 10,
        perSecond: 1,
        failures: 0,
        latencyMs,
      },
    ],
  });
  expect(text.split("\n")).toEqual([
    "Node v20.19.0, 2 CPUs, load 0.3 before; client on the same machine; full durability",
    "start-up: 1500 ms on an empty folder, 900 ms on the same again",
    "webhooks/record:recordDelivery: documentsRead 2",
    "",
    "target     senders  rate  accepted/s  p50 ms  p95 ms  p99 ms  failures  peak MiB",
    "kapso-crm       64   500         500     1.3    20.0   300.0         0       210",
    "yardstick        1   max           1     1.3    20.0   300.0         0         -",
  ]);
});
