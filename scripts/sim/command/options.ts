/** Options of `npm run sim`: which there are, and which go with which scenario. */
import path from "node:path";
import { z } from "zod";
import { SCENARIOS } from "../run";
import {
  dataFolder,
  plainNumber,
  readArguments,
  readSetting,
  UsageError,
  wholeNumber,
  type Arguments,
  type Environment,
  type Setting,
} from "../../cli/options";

/** A week is told through the scenarios of the simulator, so it is none of them. */
const NAMES = [...SCENARIOS, "digest"] as const;
type Scenario = (typeof NAMES)[number];

export const USAGE = `npm run sim -- <scenario> [options]

  hello      one customer writes once; shows the contact that came of it
  fixtures   the documented deliveries of fixtures/kapso, signed anew
  day        a company's day: people, answers, receipts, handoffs
  flood      load at --rate for --duration
  chaos      a day with repeats, disorder, batches resent, answers unread
  digest     a week of days, each with the digest that was due at its end
  api        serves Kapso's read API with a day's talk until it is stopped;
             takes --port, --api-key, --people, --seed, --faults, --limit,
             --webhook

with every scenario
  --url <url>              webhook; default: the running npm start
  --secret-file <file>     its secret; default: in the data folder, or the
                           environment variable KAPSO_WEBHOOK_SECRET
  --data <folder>          data folder of npm start (.data, or CRM_DATA)
  --time-factor <x>        1 retries after 10, 40 and 90 s; default 0.01
  --answer-limit <seconds> gives up on an answer after as long (10)
  --make-demo              makes the demo workspace where nobody owns its number
  --json                   the summary as one line of JSON
with every one but digest
  --verify                 compares the database with what was sent
with every one but fixtures
  --phone-number-id <id>   the business number written to; default: the
                           endpoint's own, or the demo workspace's
  --seed <n>               another run each time unless it is given
  --now <time>             when the story ends, ISO; with --seed repeats a run
with every one but hello
  --senders <n>            connections, and deliveries in flight
  --rate <n>               deliveries per second; default: no pause
with day, flood, chaos, digest
  --people <n>             customers who take part
with flood
  --duration <seconds>     how long (10)
with day, digest
  --buffer                 received messages come in batches`;

/** Options that go with some scenarios only; the others go with all. */
const GOES_WITH: Readonly<Record<string, readonly Scenario[]>> = {
  verify: ["hello", "fixtures", "day", "flood", "chaos"],
  "phone-number-id": ["hello", "day", "flood", "chaos", "digest"],
  seed: ["hello", "day", "flood", "chaos", "digest"],
  now: ["hello", "day", "flood", "chaos", "digest"],
  senders: ["fixtures", "day", "flood", "chaos", "digest"],
  rate: ["fixtures", "day", "flood", "chaos", "digest"],
  people: ["day", "flood", "chaos", "digest"],
  duration: ["flood"],
  buffer: ["day", "digest"],
};

export interface SimOptions {
  scenario: Scenario;
  /** An absolute path. */
  data: string;
  url: string | undefined;
  /** An absolute path. */
  secretFile: string | undefined;
  phoneNumberId: string | undefined;
  people: number;
  senders: number;
  rate: number | undefined;
  durationSeconds: number | undefined;
  seed: number;
  /** ms UTC */
  now: number;
  timeFactor: number;
  answerLimitSeconds: number | undefined;
  isBuffered: boolean;
  isVerified: boolean;
  isDemoMade: boolean;
  isJson: boolean;
}

/** How a scenario runs unless it is told otherwise. */
const DEFAULTS: Record<
  Scenario,
  { people: number; senders: number; duration?: number }
> = {
  hello: { people: 1, senders: 1 },
  fixtures: { people: 1, senders: 1 },
  day: { people: 40, senders: 4 },
  flood: { people: 500, senders: 16, duration: 10 },
  chaos: { people: 40, senders: 8 },
  digest: { people: 12, senders: 4 },
};

const count = (max: number) => ({
  schema: wholeNumber(1, max),
  must: `a whole number from 1 to ${max}`,
});
const positive = {
  schema: plainNumber.pipe(z.number().positive()),
  must: "a number above 0",
};

const SETTINGS = {
  data: dataFolder,
  url: {
    option: "url",
    schema: z.url({ protocol: /^https?$/ }),
    must: "an address that begins with http:// or https://",
  },
  secretFile: {
    option: "secret-file",
    schema: z.string().min(1),
    must: "a file",
  },
  phoneNumberId: {
    option: "phone-number-id",
    schema: z.string().regex(/^\d{1,32}$/),
    must: "Meta's id of a number, digits only",
  },
  people: { option: "people", ...count(1_000_000) },
  senders: { option: "senders", ...count(1024) },
  rate: { option: "rate", ...positive },
  duration: { option: "duration", ...positive },
  seed: {
    option: "seed",
    schema: wholeNumber(0),
    must: "a whole number, 0 or more",
  },
  now: {
    option: "now",
    schema: z.iso.datetime({ offset: true }).transform(Date.parse),
    must: "a time such as 2026-09-14T02:15:00Z",
  },
  answerLimit: {
    option: "answer-limit",
    schema: plainNumber.pipe(z.number().positive().max(86_400)),
    must: "a number of seconds above 0, at most a day",
  },
  timeFactor: {
    option: "time-factor",
    schema: plainNumber,
    must: "a number, 0 or more",
  },
} satisfies Record<string, Setting<string> | Setting<number>>;

const listed = (words: readonly string[]) =>
  words.length === 1
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

function findScenario([word]: readonly string[]): Scenario {
  const scenario = NAMES.find((name) => name === word);
  if (scenario === undefined) {
    const what =
      word === undefined
        ? "Say which scenario"
        : `There is no scenario "${word}"`;
    throw new UsageError(
      `${what}: ${NAMES.slice(0, -1).join(", ")} or ${NAMES.at(-1)}. npm run sim -- --help says what each does.`,
    );
  }
  return scenario;
}

function refuseStrangers(
  scenario: Scenario,
  { texts, flags }: Arguments,
): void {
  for (const option of [...texts.keys(), ...flags]) {
    const scenarios = GOES_WITH[option];
    if (scenarios !== undefined && !scenarios.includes(scenario)) {
      throw new UsageError(
        `--${option} does not go with ${scenario}, only with ${listed(scenarios)}.`,
      );
    }
  }
}

/**
 * @param fresh used when no seed or time is asked for
 * @throws UsageError that names the option.
 */
export function parseSimOptions(
  args: readonly string[],
  environment: Environment,
  cwd: string,
  fresh: { seed: number; now: number },
): SimOptions {
  const given = readArguments(args, {
    command: "npm run sim --",
    texts: Object.values(SETTINGS).map(({ option }) => option),
    flags: ["buffer", "verify", "make-demo", "json"],
    words: 1,
  });
  const scenario = findScenario(given.words);
  refuseStrangers(scenario, given);
  const read = <Value>(setting: Setting<Value>) =>
    readSetting(setting, given, environment);
  const defaults = DEFAULTS[scenario];
  const secretFile = read(SETTINGS.secretFile);
  return {
    scenario,
    data: path.resolve(cwd, read(SETTINGS.data) ?? ".data"),
    url: read(SETTINGS.url),
    secretFile: secretFile && path.resolve(cwd, secretFile),
    phoneNumberId: read(SETTINGS.phoneNumberId),
    people: read(SETTINGS.people) ?? defaults.people,
    senders: read(SETTINGS.senders) ?? defaults.senders,
    rate: read(SETTINGS.rate),
    durationSeconds: read(SETTINGS.duration) ?? defaults.duration,
    seed: read(SETTINGS.seed) ?? fresh.seed,
    now: read(SETTINGS.now) ?? fresh.now,
    answerLimitSeconds: read(SETTINGS.answerLimit),
    timeFactor: read(SETTINGS.timeFactor) ?? 0.01,
    isBuffered: given.flags.has("buffer"),
    isVerified: given.flags.has("verify"),
    isDemoMade: given.flags.has("make-demo"),
    isJson: given.flags.has("json"),
  };
}
