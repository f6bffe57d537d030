/** `npm run sim -- <scenario>`: a believable Kapso that posts signed deliveries. */
import { randomInt } from "node:crypto";
import path from "node:path";
import { createAdminClient } from "../src/sim/adminClient";
import { simulateDigests, type DigestDay } from "../src/sim/digestWeek";
import { Progress } from "../src/sim/progress";
import type { Tally } from "../src/sim/report";
import { runScenario, type RunOptions } from "../src/sim/run";
import { giveHelp } from "./support/help";
import { ROOT } from "./support/processes";
import {
  findTarget,
  parseSimOptions,
  USAGE,
  type SimOptions,
  type Target,
} from "./support/simOptions";
import {
  describeHello,
  findWorkspace,
  formatDay,
  formatResult,
  needAdmin,
  verifyRun,
} from "./support/simReport";
import { UsageError } from "./support/startOptions";

/** Says each answer where there are few of them. */
const isTalkative = ({ scenario, isJson }: SimOptions) =>
  !isJson && (scenario === "hello" || scenario === "fixtures");

type StoryOptions = Omit<RunOptions, "scenario">;

function toStoryOptions(options: SimOptions, target: Target): StoryOptions {
  const { durationSeconds } = options;
  return {
    url: target.url,
    secret: target.secret,
    phoneNumberId: options.phoneNumberId,
    seed: options.seed,
    people: options.people,
    senders: options.senders,
    rate: options.rate,
    durationMs:
      durationSeconds === undefined ? undefined : durationSeconds * 1000,
    timeFactor: options.timeFactor,
    isBuffered: options.isBuffered,
    fixtures: path.join(ROOT, "fixtures/kapso"),
    now: options.now,
    ...(isTalkative(options)
      ? {
          onAnswer: ({ name }, { status, body, milliseconds, failure }) => {
            const answer = failure ?? `${status} ${body.trim()}`;
            process.stdout.write(
              `${name}: ${answer} (${milliseconds.toFixed(0)} ms)\n`,
            );
          },
        }
      : {}),
  };
}

/** A week of digests, each shown as it is made. */
async function tellDigests(
  options: SimOptions,
  target: Target,
): Promise<number> {
  const admin = needAdmin(target);
  const client = createAdminClient(admin.url, admin.key);
  const workspaceId = await findWorkspace(client);
  const story = toStoryOptions(options, target);
  const days: DigestDay[] = [];
  for await (const day of simulateDigests(client, workspaceId, story)) {
    days.push(day);
    process.stdout.write(
      options.isJson ? `${JSON.stringify(day)}\n` : `${formatDay(day)}\n\n`,
    );
  }
  return days.every(({ outcome }) => outcome?.status === "done") ? 0 : 1;
}

async function main(): Promise<number> {
  if (giveHelp(process.argv.slice(2), USAGE)) {
    return 0;
  }
  const options = parseSimOptions(process.argv.slice(2), process.env, ROOT, {
    seed: randomInt(2 ** 31),
    now: Date.now(),
  });
  const target = await findTarget(options, process.env);
  const { scenario } = options;
  if (scenario === "digest") {
    return await tellDigests(options, target);
  }
  let progress: Progress | undefined;
  const result = await runScenario({
    ...toStoryOptions(options, target),
    scenario,
    onStart: (tally: Tally, total) => {
      progress = new Progress(options.scenario, () => ({
        done: tally.accepted + tally.duplicates + tally.rejected,
        total,
        note: `${tally.retries} retries, ${tally.failures} failures`,
      }));
    },
  });
  progress?.stop();
  const verification = options.isVerified
    ? await verifyRun(target, result)
    : undefined;
  const isShown = options.scenario === "hello" && target.admin !== undefined;
  if (isShown && !options.isJson) {
    process.stdout.write(`${await describeHello(target, result)}\n`);
  } else {
    process.stdout.write(`${formatResult(options, result, verification)}\n`);
  }
  const isWrong = (verification?.problems.length ?? 0) > 0;
  // Chaos lets batches fail on purpose, to see their parts sent alone.
  const isLost = options.scenario !== "chaos" && result.tally.exhausted > 0;
  return isWrong || isLost ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const usage = error instanceof UsageError ? `\n\n${USAGE}` : "";
    process.stderr.write(`${message}${usage}\n`);
    process.exitCode = 1;
  },
);
