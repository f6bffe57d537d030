/** `npm run bench -- <name>`: figures, most of them also as JSON in bench-results/. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { formatIngest } from "./support/benchTable";
import { describeDigests } from "./support/digestBench";
import { giveHelp } from "./support/help";
import { benchIngest } from "./support/ingestBench";
import { ROOT } from "./support/processes";

const USAGE = `npm run bench -- runtime
npm run bench -- digest
npm run bench -- ingest [options]
  --seconds <n>      of each measurement (10)
  --senders <list>   connections, comma-separated (1,16,64)
  --rate <n>         deliveries per second of the last measurement (500)`;

/** The runtime measures itself: it knows nothing of this project. */
async function benchRuntime(folder: string): Promise<void> {
  const script = path.join(ROOT, "packages/local-convex/bench/runtime.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, folder], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const exit: unknown[] = await once(child, "exit");
  process.exitCode = Number(exit[0] ?? 1);
}

async function main(): Promise<void> {
  if (giveHelp(process.argv.slice(2), USAGE)) {
    return;
  }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "10" },
      senders: { type: "string", default: "1,16,64" },
      rate: { type: "string", default: "500" },
    },
  });
  const [name, ...more] = positionals;
  const folder = path.join(ROOT, "bench-results");
  if (name === "runtime" && more.length === 0) {
    await benchRuntime(folder);
    return;
  }
  if (name === "digest" && more.length === 0) {
    process.stdout.write(`${describeDigests()}\n`);
    return;
  }
  if (name !== "ingest" || more.length > 0) {
    throw new Error(USAGE);
  }
  const report = await benchIngest(
    {
      seconds: Number(values.seconds),
      senders: values.senders.split(",").map(Number),
      rate: Number(values.rate),
    },
    (text) => process.stderr.write(`... ${text}\n`),
  );
  await mkdir(folder, { recursive: true });
  const file = `ingest-${report.startedAt.replace(/[:.]/g, "-")}.json`;
  await writeFile(
    path.join(folder, file),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  process.stdout.write(`${formatIngest(report)}\n\nbench-results/${file}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});
