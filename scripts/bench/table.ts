/** The table that `npm run bench -- ingest` prints. */
import { formatColumns } from "../cli/columns";
import type { Figure, IngestReport } from "./ingest";
import type { TargetName } from "./targets";

const COLUMNS = [
  "target",
  "senders",
  "rate",
  "accepted/s",
  "end to end/s",
  "cpu ms",
  "to accept",
  "p50 ms",
  "p99 ms",
  "failures",
  "peak MiB",
].map((title, at) =>
  at === 0 ? { title } : { title, align: "right" as const },
);

export const TITLES: Readonly<Record<TargetName, string>> = {
  "kapso-crm": "kapso-crm",
  sqlite: "by hand, SQLite",
  postgres: "by hand, PostgreSQL",
};

const orDash = (value: number | undefined, digits: number) =>
  value?.toFixed(digits) ?? "-";

function rowOf({ target, load, measured }: Figure): string[] {
  const head = [
    TITLES[target],
    String(load.senders),
    load.rate === undefined ? "max" : String(load.rate),
  ];
  return measured === undefined
    ? [...head, "not installed"]
    : [
        ...head,
        measured.acceptedPerSecond.toFixed(0),
        measured.sustainedPerSecond.toFixed(0),
        orDash(measured.cpuMs, 2),
        orDash(measured.cpuMsToAccept, 2),
        measured.latencyMs.p50.toFixed(1),
        measured.latencyMs.p99.toFixed(1),
        String(measured.failures),
        orDash(measured.peakMiB, 0),
      ];
}

export function formatIngest(report: IngestReport): string {
  const { machine, startUpMs, costPerTransaction, figures } = report;
  const costs = Object.entries(costPerTransaction).map(
    ([label, cost]) =>
      `${label}: ${Object.entries(cost)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")}`,
  );
  return [
    `Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.loadBefore.toFixed(1)} before; client on the same machine; full durability`,
    `start-up: ${startUpMs.first} ms on an empty folder, ${startUpMs.second} ms on the same again`,
    ...costs,
    "",
    formatColumns(COLUMNS, figures.map(rowOf), Infinity),
  ].join("\n");
}
