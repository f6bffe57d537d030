/** The table that `npm run bench` prints. */
import type { IngestReport } from "./ingest";

const COLUMNS = [
  "target",
  "senders",
  "rate",
  "accepted/s",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "failures",
  "peak MiB",
];

function align(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0
            ? cell.padEnd(widths[column] ?? 0)
            : cell.padStart(widths[column] ?? 0),
        )
        .join("  "),
    )
    .join("\n");
}

export function formatIngest(report: IngestReport): string {
  const { machine, startUpMs, costPerTransaction, figures } = report;
  const rows = figures.map((figure) => [
    figure.target,
    String(figure.senders),
    figure.rate === undefined ? "max" : String(figure.rate),
    figure.perSecond.toFixed(0),
    figure.latencyMs.p50.toFixed(1),
    figure.latencyMs.p95.toFixed(1),
    figure.latencyMs.p99.toFixed(1),
    String(figure.failures),
    figure.peakMiB === undefined ? "-" : String(figure.peakMiB),
  ]);
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
    align([COLUMNS, ...rows]),
  ].join("\n");
}
