/** `npm run bench -- <name>`: figures, most of them also as JSON in bench-results/. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { formatIngest } from "./bench/table";
import { runCommand } from "./cli/command";
import { describeDigests } from "./bench/digest";
import { benchErase, formatErase } from "./bench/erase";
import { benchImport, formatImport } from "./bench/import";
import { benchIngest, type IngestOptions } from "./bench/ingest";
import { benchFailing, formatFailing } from "./bench/failingCalls";
import { formatElapsed, Live } from "./cli/live";
import { benchLists, formatLists } from "./bench/lists/run";
import { benchMemory, formatMemory } from "./bench/memory";
import { benchMerge, formatMerge } from "./bench/merge";
import { benchPage, formatPage, type PageOptions } from "./bench/page/run";
import { plotIngest } from "./bench/plot";
import {
  oneOf,
  plainNumber,
  readArguments,
  readSetting,
  UsageError,
  wholeNumber,
} from "./cli/options";
import { ROOT } from "./checks/processes";

const USAGE = `npm run bench -- runtime
npm run bench -- digest
npm run bench -- memory [options]
  --failing <n>      instead, calls that fail, so many in each way
npm run bench -- page [options]
  --samples <n>      messages that are waited for (200)
  --contacts <n>     of the list, beside 60 of a day (100000)
npm run bench -- lists [--sizes <list>]
  --sizes <list>     contacts, comma-separated (1000,100000)
npm run bench -- merge
npm run bench -- erase
npm run bench -- import [--lines <n>]
  --lines <n>        of the file, at most 100000 (100000)
npm run bench -- ingest [options]
  --deliveries <n>   of each measurement (2000)
  --people <n>       who write them (300)
  --senders <list>   connections, comma-separated (1,16,64)
  --rate <n>         deliveries per second of the last measurement (250)
  --plot <file>      also draws those of 16 senders, or of the only number`;

const NAMES = [
  "runtime",
  "digest",
  "memory",
  "lists",
  "merge",
  "erase",
  "import",
  "page",
  "ingest",
] as const;
type Name = (typeof NAMES)[number];

const positive = {
  schema: plainNumber.pipe(z.number().positive()),
  must: "a number above 0",
};
const count = {
  schema: wholeNumber(1, 1_000_000),
  must: "a whole number from 1 to 1000000",
};
/** The largest file that is taken. */
const MAX_LINES = 100_000;
const SETTINGS = {
  deliveries: { option: "deliveries", ...count },
  people: { option: "people", ...count },
  failing: { option: "failing", ...count },
  plot: { option: "plot", schema: z.string().min(1), must: "a file" },
  senders: {
    option: "senders",
    schema: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(wholeNumber(1, 1024))),
    must: "whole numbers from 1 to 1024 with commas between them",
  },
  rate: { option: "rate", ...positive },
  lines: {
    option: "lines",
    schema: wholeNumber(1, MAX_LINES),
    must: `a whole number from 1 to ${MAX_LINES}`,
  },
  samples: {
    option: "samples",
    schema: wholeNumber(1, 10_000),
    must: "a whole number from 1 to 10000",
  },
  contacts: {
    option: "contacts",
    schema: wholeNumber(0, 1_000_000),
    must: "a whole number from 0 to 1000000",
  },
  sizes: {
    option: "sizes",
    schema: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(wholeNumber(1, 10_000_000))),
    must: "whole numbers from 1 to 10000000 with commas between them",
  },
};

/** Which benchmark an option goes with. */
const GOES_WITH: Readonly<Record<string, Name>> = {
  deliveries: "ingest",
  people: "ingest",
  plot: "ingest",
  failing: "memory",
  senders: "ingest",
  rate: "ingest",
  samples: "page",
  contacts: "page",
  sizes: "lists",
  lines: "import",
};

function findName([word]: readonly string[]): Name {
  const name = NAMES.find((known) => known === word);
  if (name === undefined) {
    const what =
      word === undefined
        ? "Say which benchmark"
        : `There is none called "${word}"`;
    throw new UsageError(`${what}: ${oneOf(NAMES).must}.`);
  }
  return name;
}

/** The runtime measures itself: it knows nothing of this project. */
async function benchRuntime(folder: string): Promise<number> {
  const script = path.join(ROOT, "packages/local-convex/bench/runtime.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, folder], {
    cwd: ROOT,
    stdio: ["inherit", "pipe", "pipe"],
  });
  let now = "starting";
  const startedAt = Date.now();
  const live = new Live(
    () => `... ${now} ${formatElapsed(Date.now() - startedAt)}`,
  );
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    now = text.trim().replace(/^\.\.\. /, "");
    live.say(`... ${now}`);
  });
  child.stdout.on("data", (chunk: Buffer) => {
    live.pause();
    process.stdout.write(chunk);
  });
  const exit: unknown[] = await once(child, "close");
  live.stop();
  return Number(exit[0] ?? 1);
}

/** 50,000 deliveries of 3,000 people, a reading every 5,000. */
const MEMORY_OPTIONS = {
  deliveries: 50_000,
  people: 3_000,
  every: 5_000,
  seed: 1,
};

/** Says what is measured now, and for how long. */
async function withNotes<T>(
  measure: (note: (text: string) => void) => Promise<T>,
): Promise<T> {
  let now = "";
  let since = Date.now();
  const live = new Live(
    () => `... ${now} ${formatElapsed(Date.now() - since)}`,
  );
  return await measure((text) => {
    now = text;
    since = Date.now();
    live.say(`... ${text}`);
  }).finally(() => live.stop());
}

/** Drawn where several numbers of senders were measured. */
const PLOTTED_SENDERS = 16;

async function benchDeliveries(
  folder: string,
  { plot, ...options }: IngestOptions & { plot: string | undefined },
): Promise<void> {
  const [only, ...others] = options.senders;
  const plotted = others.length > 0 ? PLOTTED_SENDERS : (only ?? 0);
  if (plot !== undefined && !options.senders.includes(plotted)) {
    throw new UsageError(`--plot draws ${plotted} senders: measure them, too.`);
  }
  const report = await withNotes((note) => benchIngest(options, note));
  const file = await keep(folder, "ingest", report.startedAt, report);
  process.stdout.write(`${formatIngest(report)}\n\n${file}\n`);
  if (plot !== undefined) {
    await writeFile(plot, plotIngest(report, plotted));
  }
}

async function keep(
  folder: string,
  name: string,
  startedAt: string,
  report: object,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = `${name}-${startedAt.replace(/[:.]/g, "-")}.json`;
  await writeFile(
    path.join(folder, file),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  return `bench-results/${file}`;
}

async function benchHeap(
  folder: string,
  failing: number | undefined,
): Promise<void> {
  const startedAt = new Date().toISOString();
  if (failing !== undefined) {
    const options = { calls: failing };
    const report = await withNotes((note) => benchFailing(options, note));
    const file = await keep(folder, "failing", startedAt, report);
    process.stdout.write(`${formatFailing(report)}\n\n${file}\n`);
    return;
  }
  const report = await withNotes((note) => benchMemory(MEMORY_OPTIONS, note));
  const file = await keep(folder, "memory", startedAt, report);
  process.stdout.write(`${formatMemory(report)}\n\n${file}\n`);
}

async function benchContacts(
  folder: string,
  sizes: readonly number[],
): Promise<void> {
  const report = await withNotes((note) => benchLists(sizes, note));
  const file = await keep(folder, "lists", report.startedAt, report);
  process.stdout.write(`${formatLists(report)}\n\n${file}\n`);
}

async function benchMerging(folder: string): Promise<void> {
  const options = { messages: 10_000, seed: 1 };
  const report = await withNotes((note) => benchMerge(options, note));
  const file = await keep(folder, "merge", report.startedAt, report);
  process.stdout.write(`${formatMerge(report)}\n\n${file}\n`);
}

async function benchErasing(folder: string): Promise<void> {
  const options = { messages: 10_000, seed: 1 };
  const report = await withNotes((note) => benchErase(options, note));
  const file = await keep(folder, "erase", report.startedAt, report);
  process.stdout.write(`${formatErase(report)}\n\n${file}\n`);
}

async function benchFile(folder: string, lines: number): Promise<void> {
  const report = await withNotes((note) => benchImport({ lines }, note));
  const file = await keep(folder, "import", report.startedAt, report);
  process.stdout.write(`${formatImport(report)}\n\n${file}\n`);
}

async function benchScreens(
  folder: string,
  options: PageOptions,
): Promise<void> {
  const report = await withNotes((note) => benchPage(options, note));
  const file = await keep(folder, "page", report.startedAt, report);
  process.stdout.write(`${formatPage(report)}\n\n${file}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args, {
    command: "npm run bench --",
    texts: Object.keys(SETTINGS),
    words: 1,
  });
  const name = findName(given.words);
  for (const option of given.texts.keys()) {
    const other = GOES_WITH[option];
    if (other !== undefined && other !== name) {
      throw new UsageError(`--${option} goes with ${other} only.`);
    }
  }
  const folder = path.join(ROOT, "bench-results");
  switch (name) {
    case "runtime":
      return await benchRuntime(folder);
    case "digest":
      process.stdout.write(
        `${describeDigests((text) => process.stderr.write(`... ${text}\n`))}\n`,
      );
      return 0;
    case "memory":
      await benchHeap(folder, readSetting(SETTINGS.failing, given));
      return 0;
    case "lists":
      await benchContacts(
        folder,
        readSetting(SETTINGS.sizes, given) ?? [1_000, 100_000],
      );
      return 0;
    case "merge":
      await benchMerging(folder);
      return 0;
    case "erase":
      await benchErasing(folder);
      return 0;
    case "import":
      await benchFile(folder, readSetting(SETTINGS.lines, given) ?? MAX_LINES);
      return 0;
    case "page":
      await benchScreens(folder, {
        samples: readSetting(SETTINGS.samples, given) ?? 200,
        contacts: readSetting(SETTINGS.contacts, given) ?? 100_000,
      });
      return 0;
    case "ingest":
      await benchDeliveries(folder, {
        deliveries: readSetting(SETTINGS.deliveries, given) ?? 2_000,
        people: readSetting(SETTINGS.people, given) ?? 300,
        senders: readSetting(SETTINGS.senders, given) ?? [1, 16, 64],
        rate: readSetting(SETTINGS.rate, given) ?? 250,
        plot: readSetting(SETTINGS.plot, given),
      });
      return 0;
  }
}

await runCommand({ usage: USAGE, main });
