/** `npm run sim -- <scenario>`: a believable Kapso that posts signed deliveries. */
import { randomInt } from "node:crypto";
import path from "node:path";
import { DAY_MS } from "../src/lib/time/units";
import {
  dueTimes,
  findToldDays,
  simulateDigests,
  type DigestDay,
} from "./sim/digestWeek";
import { formatProgress } from "./sim/progress";
import type { Tally } from "./sim/report";
import { runScenario, type RunOptions, type RunResult } from "./sim/run";
import { verify, type Verification } from "./sim/verify";
import { withActivity } from "./cli/activity";
import { runCommand } from "./cli/command";
import { Live } from "./cli/live";
import { UsageError } from "./cli/options";
import { ROOT } from "./checks/processes";
import { serveApi } from "./sim/command/api";
import { parseSimOptions, USAGE, type SimOptions } from "./sim/command/options";
import {
  describeHello,
  formatDay,
  formatResult,
  formatToldDays,
} from "./sim/command/report";
import {
  findRecipient,
  findTarget,
  type Recipient,
  type Target,
  type Workspace,
} from "./sim/command/target";

/** Says each answer where there are few of them. */
const isTalkative = ({ scenario, isJson }: SimOptions) =>
  !isJson && (scenario === "hello" || scenario === "fixtures");

type StoryOptions = Omit<RunOptions, "scenario">;

function toStoryOptions(
  options: SimOptions,
  { url, secret }: Target,
  { phoneNumberId }: Recipient,
): StoryOptions {
  const { durationSeconds, answerLimitSeconds } = options;
  const toMs = (seconds: number | undefined) =>
    seconds === undefined ? undefined : seconds * 1000;
  return {
    url,
    secret,
    phoneNumberId,
    seed: options.seed,
    people: options.people,
    senders: options.senders,
    rate: options.rate,
    durationMs: toMs(durationSeconds),
    answerLimitMs: toMs(answerLimitSeconds),
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
  story: StoryOptions,
  { client, workspaceId }: Workspace,
): Promise<number> {
  const told = await findToldDays(client, workspaceId, options.now);
  const taken = new Set(told.map(({ due_at }) => due_at));
  const due = dueTimes(options.now).filter((dueAt) => !taken.has(dueAt));
  if (told.length > 0) {
    process.stderr.write(`${formatToldDays(told)}\n`);
  }
  if (due.length === 0) {
    const earlier = new Date(options.now - 7 * DAY_MS).toISOString();
    throw new Error(
      `Nothing was sent: every day of this week has its digest. Tell another week, such as with --now ${earlier}.`,
    );
  }
  const days: DigestDay[] = [];
  const live = new Live(() =>
    formatProgress("digests", { done: days.length, total: due.length }),
  );
  try {
    for await (const day of simulateDigests(client, workspaceId, story, due)) {
      days.push(day);
      live.pause();
      process.stdout.write(
        options.isJson ? `${JSON.stringify(day)}\n` : `${formatDay(day)}\n\n`,
      );
    }
  } finally {
    live.stop();
  }
  return days.every(({ outcome }) => outcome?.status === "done") ? 0 : 1;
}

async function play(
  options: SimOptions & { scenario: RunOptions["scenario"] },
  story: StoryOptions,
): Promise<RunResult> {
  const { scenario } = options;
  let read = () => formatProgress(scenario, { done: 0 });
  const live = new Live(() => read());
  try {
    return await runScenario({
      ...story,
      scenario,
      onStart: (tally: Tally, total) => {
        read = () =>
          formatProgress(scenario, {
            done: tally.accepted + tally.duplicates + tally.rejected,
            total,
            note: `${tally.retries} retries, ${tally.failures} failures`,
          });
      },
    });
  } finally {
    live.stop();
  }
}

async function report(
  options: SimOptions,
  result: RunResult,
  workspace: Workspace | undefined,
): Promise<Verification | undefined> {
  const { isVerified, isJson } = options;
  const verification =
    isVerified && workspace !== undefined
      ? await withActivity("Comparing the database with what was sent", () =>
          verify(workspace.client, workspace.workspaceId, result.ledger),
        )
      : undefined;
  const lookup = options.scenario === "hello" ? workspace?.lookup : undefined;
  if (lookup !== undefined && !isJson) {
    const text = await withActivity("Waiting for the contact", () =>
      describeHello(lookup, result),
    );
    process.stdout.write(`${text}\n`);
  }
  if (lookup === undefined || isJson || isVerified) {
    process.stdout.write(`${formatResult(options, result, verification)}\n`);
  }
  return verification;
}

/**
 * The workspace, if what is sent will be found in one. Said before it is sent.
 *
 * @throws UsageError when that is what the run is for.
 */
function checkWorkspace(
  { scenario, isVerified }: SimOptions,
  { admin }: Target,
  { workspace }: Recipient,
): Workspace | undefined {
  if (typeof workspace !== "string") {
    return workspace;
  }
  const isShown = scenario === "hello" && admin !== undefined;
  if (isVerified || isShown || scenario === "digest") {
    throw new UsageError(workspace);
  }
  process.stderr.write(`${workspace} Sending all the same.\n`);
  return undefined;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "api") {
    return await serveApi(args.slice(1));
  }
  const options = parseSimOptions(args, process.env, ROOT, {
    seed: randomInt(2 ** 31),
    now: Date.now(),
  });
  const target = await findTarget(options, process.env);
  const recipient = await findRecipient(options, target);
  const workspace = checkWorkspace(options, target, recipient);
  const story = toStoryOptions(options, target, recipient);
  const { scenario } = options;
  if (scenario === "digest") {
    return workspace === undefined ? 1 : tellDigests(options, story, workspace);
  }
  const result = await play({ ...options, scenario }, story);
  const verification = await report(options, result, workspace);
  const isWrong = (verification?.problems.length ?? 0) > 0;
  // Chaos lets batches fail on purpose, to see their parts sent alone.
  const isLost = scenario !== "chaos" && result.tally.exhausted > 0;
  return isWrong || isLost ? 1 : 0;
}

await runCommand({ usage: USAGE, main });
