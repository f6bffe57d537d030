/** Options of `npm run sim`, with what a running `npm start` left to be found. */
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { SCENARIOS } from "../../src/sim/run";
import {
  readSecret,
  readServerInfo,
  toPaths,
  type ServerInfo,
} from "./dataFolder";
import { UsageError } from "./startOptions";

export const USAGE = `npm run sim -- <scenario> [options]

  hello      one customer writes once; shows the contact that came of it
  fixtures   the documented deliveries of fixtures/kapso, signed anew
  day        a company's day: people, answers, receipts, handoffs
  flood      load at --rate for --duration
  chaos      a day with repeats, disorder, batches resent, answers unread
  digest     a week of days, each with the digest that was due at its end

  --url <url>              webhook; default: the running npm start
  --secret-file <file>     its secret; default: in the data folder, or the
                           environment variable KAPSO_WEBHOOK_SECRET
  --data <folder>          data folder of npm start (.data, or CRM_DATA)
  --phone-number-id <id>   the business number written to
  --people <n>             customers who take part
  --senders <n>            connections, and deliveries in flight
  --rate <n>               deliveries per second; default: no pause
  --duration <seconds>     of flood (10)
  --seed <n>               another run each time unless it is given
  --now <time>             when the story ends, ISO; with --seed repeats a run
  --time-factor <x>        1 retries after 10, 40 and 90 s; default 0.01
  --buffer                 received messages come in batches
  --verify                 compares the database with what was sent
  --json                   the summary as one line of JSON`;

/** A week is told through the scenarios of the simulator, so it is none of them. */
const NAMES = [...SCENARIOS, "digest"] as const;

const number = z.coerce.number();
const optionsSchema = z.object({
  scenario: z.enum(NAMES),
  data: z.string(),
  url: z.url().optional(),
  secretFile: z.string().optional(),
  phoneNumberId: z.string().regex(/^\d+$/).optional(),
  people: number.int().positive(),
  senders: number.int().positive().max(1024),
  rate: number.positive().optional(),
  durationSeconds: number.positive().optional(),
  seed: number.int().nonnegative(),
  now: z.iso.datetime({ offset: true }).transform(Date.parse),
  timeFactor: number.nonnegative(),
  isBuffered: z.boolean(),
  isVerified: z.boolean(),
  isJson: z.boolean(),
});
export type SimOptions = z.infer<typeof optionsSchema>;

/** How a scenario runs unless it is told otherwise. */
const DEFAULTS = {
  hello: { people: 1, senders: 1 },
  fixtures: { people: 1, senders: 1 },
  day: { people: 40, senders: 4 },
  flood: { people: 500, senders: 16, duration: 10 },
  chaos: { people: 40, senders: 8 },
  digest: { people: 12, senders: 4 },
} satisfies Record<
  (typeof NAMES)[number],
  { people: number; senders: number; duration?: number }
>;

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: "string" },
        "secret-file": { type: "string" },
        data: { type: "string" },
        "phone-number-id": { type: "string" },
        people: { type: "string" },
        senders: { type: "string" },
        rate: { type: "string" },
        duration: { type: "string" },
        seed: { type: "string" },
        now: { type: "string" },
        "time-factor": { type: "string" },
        buffer: { type: "boolean" },
        verify: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "");
  }
}

/**
 * @param fresh used when no seed or time is asked for
 * @throws UsageError that names the option.
 */
export function parseSimOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
  fresh: { seed: number; now: number },
): SimOptions {
  const { values, positionals } = parseArguments(args);
  const scenario = NAMES.find((name) => name === positionals[0]);
  if (scenario === undefined || positionals.length !== 1) {
    throw new UsageError("Which scenario?");
  }
  const defaults: { people: number; senders: number; duration?: number } =
    DEFAULTS[scenario];
  const parsed = optionsSchema.safeParse({
    scenario,
    data: path.resolve(
      cwd,
      values.data ?? (environment["CRM_DATA"] || ".data"),
    ),
    url: values.url,
    secretFile:
      values["secret-file"] && path.resolve(cwd, values["secret-file"]),
    phoneNumberId: values["phone-number-id"],
    people: values.people ?? defaults.people,
    senders: values.senders ?? defaults.senders,
    rate: values.rate,
    durationSeconds: values.duration ?? defaults.duration,
    seed: values.seed ?? fresh.seed,
    now: values.now ?? new Date(fresh.now).toISOString(),
    timeFactor: values["time-factor"] ?? 0.01,
    isBuffered: values.buffer ?? false,
    isVerified: values.verify ?? false,
    isJson: values.json ?? false,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${issue?.path.join(".")}: ${issue?.message}`);
  }
  return parsed.data;
}

export interface Target {
  url: string;
  secret: string;
  /** How to ask the database; undefined for an endpoint that is not ours. */
  admin: { url: string; key: string } | undefined;
}

async function findSecret(
  options: SimOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const file = options.secretFile ?? toPaths(options.data).webhookSecret;
  const given = environment["KAPSO_WEBHOOK_SECRET"];
  const secret =
    options.secretFile === undefined && given !== undefined && given !== ""
      ? given
      : await readSecret(file);
  if (secret === undefined) {
    throw new UsageError(
      `No webhook secret in ${file}. Start the server, or give --secret-file.`,
    );
  }
  return secret;
}

async function findAdmin(
  info: ServerInfo | undefined,
): Promise<Target["admin"]> {
  const key = info && (await readSecret(info.admin_key_file));
  return info === undefined || key === undefined
    ? undefined
    : { url: info.api, key };
}

/** @throws UsageError when there is nobody to send to. */
export async function findTarget(
  options: SimOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Target> {
  const info = await readServerInfo(options.data);
  const url = options.url ?? info?.webhook;
  if (url === undefined) {
    throw new UsageError(
      `No server runs on ${options.data}. Run npm start first, or give --url.`,
    );
  }
  return {
    url,
    secret: await findSecret(options, environment),
    admin: await findAdmin(info),
  };
}
