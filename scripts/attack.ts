/** `npm run attack`: hostile input of every kind against a server of its own. */
import { randomInt } from "node:crypto";
import { z } from "zod";
import { FAMILIES } from "./attack/families/index";
import { runAttack } from "./attack/runAttack";
import { formatAttack } from "./attack/table";
import { runCommand } from "./cli/command";
import { formatElapsed, Live } from "./cli/live";
import { readArguments, readSetting, wholeNumber } from "./cli/options";

const NAMES = FAMILIES.map(({ name }) => name);
const MAX_SEED = 2 ** 31 - 1;
const DEFAULT_RUNS = 2_000;
/** So that slow senders are soon cut off. */
const SHORT_LIMIT_MS = 5_000;
/** Of a terminal that does not say how wide it is. */
const DEFAULT_WIDTH = 100;

const USAGE = `npm run attack -- [options]
  --runs <n>     how often each family tries what it invents (${DEFAULT_RUNS}); with
                 150000 about a million requests and frames, in an hour or two
  --only <list>  families, comma-separated; without, all of them:
${FAMILIES.map(({ name, about }) => `                 ${name.padEnd(12)} ${about}`).join("\n")}
  --seed <n>     repeats a run; without, one is drawn and printed
It starts a server on this machine, in a folder and on ports of its own, attacks
that one and no other, and removes it. Meanwhile it posts signed deliveries and
tells how long the slowest waited. Exit code 1 when something did not hold.`;

const SETTINGS = {
  runs: {
    option: "runs",
    schema: wholeNumber(1, 10_000_000),
    must: "a whole number from 1 to 10000000",
  },
  only: {
    option: "only",
    schema: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(z.enum(NAMES))),
    must: `families with commas between them (${NAMES.join(", ")})`,
  },
  seed: {
    option: "seed",
    schema: wholeNumber(0, MAX_SEED),
    must: `a whole number up to ${MAX_SEED}`,
  },
};

async function main(args: readonly string[]): Promise<number> {
  const given = readArguments(args, {
    command: "npm run attack --",
    texts: Object.keys(SETTINGS),
  });
  const seed = readSetting(SETTINGS.seed, given) ?? randomInt(MAX_SEED);
  let now = "starting";
  const startedAt = Date.now();
  const live = new Live(
    () => `... ${now} ${formatElapsed(Date.now() - startedAt)}`,
  );
  live.say(`... seed ${seed}`);
  const results = await runAttack({
    seed,
    runs: readSetting(SETTINGS.runs, given) ?? DEFAULT_RUNS,
    only: readSetting(SETTINGS.only, given),
    shortLimitMs: SHORT_LIMIT_MS,
    onFamily: ({ name }) => {
      now = name;
      live.say(`... ${name}`);
    },
  }).finally(() => live.stop());
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(`${formatAttack(results, width)}\n`);
  return results.every(({ tried, held }) => tried === held) ? 0 : 1;
}

await runCommand({ usage: USAGE, main });
