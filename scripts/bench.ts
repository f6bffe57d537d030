/** `npm run bench -- ingest`: figures as a table, and as JSON in bench-results/. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { formatIngest } from "./support/benchTable";
import { giveHelp } from "./support/help";
import { benchIngest } from "./support/ingestBench";
import { ROOT } from "./support/processes";

const USAGE = `npm run bench -- ingest [options]
  --seconds <n>      of each measurement (10)
  --senders <list>   connections, comma-separated (1,16,64)
  --rate <n>         deliveries per second of the last measurement (500)`;

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
  if (positionals.length !== 1 || positionals[0] !== "ingest") {
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
  const folder = path.join(ROOT, "bench-results");
  await mkdir(folder, { recursive: true });
  const name = `ingest-${report.startedAt.replace(/[:.]/g, "-")}.json`;
  await writeFile(
    path.join(folder, name),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  process.stdout.write(`${formatIngest(report)}\n\nbench-results/${name}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});
