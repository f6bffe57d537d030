/** `npm run bench -- runtime`: every figure of the runtime, as tables and JSON. */
import { cpus, loadavg } from "node:os";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchGrowth, benchMutations } from "./calls";
import { benchFanOut } from "./fanOut";
import { benchInvalidation } from "./invalidation";
import type { Row } from "./support";

/** @param folder where the JSON goes */
async function main(folder: string): Promise<void> {
  const startedAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    loadBefore: loadavg()[0] ?? 0,
  };
  const note = (text: string) => process.stderr.write(`... ${text}\n`);
  const tables: Record<string, Row[]> = {};
  note("mutations");
  tables["single inserts"] = await benchMutations();
  note("fan-out");
  tables["write to subscribers"] = await benchFanOut();
  note("invalidation");
  tables["invalidation"] = benchInvalidation();
  note("growth");
  tables["growth with table size"] = await benchGrowth(note);
  mkdirSync(folder, { recursive: true });
  const name = `runtime-${startedAt.replace(/[:.]/g, "-")}.json`;
  const report = { startedAt, machine, tables };
  writeFileSync(join(folder, name), `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(
    `Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.loadBefore.toFixed(1)} before; clients on the same machine\n`,
  );
  for (const [title, rows] of Object.entries(tables)) {
    process.stdout.write(`\n${title}\n${toTable(rows)}\n`);
  }
}

function toTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [
    columns,
    ...rows.map((row) => columns.map((column) => String(row[column]))),
  ];
  const widths = columns.map((_, at) =>
    Math.max(...cells.map((line) => line[at]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  "),
    )
    .join("\n");
}

await main(process.argv[2] ?? "bench-results");
