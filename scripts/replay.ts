/**
 * `npm run replay -- <file>`: posts recorded deliveries to a running server, with
 * a new signature, through the same door as Kapso's. Their idempotency keys are
 * kept, so what has arrived already counts as a duplicate.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { runCommand } from "./cli/command";
import {
  dataFolder,
  readArguments,
  readSetting,
  UsageError,
  wholeNumber,
} from "./cli/options";
import { readSecret, readServerInfo, toPaths } from "./local/dataFolder";
import { sign } from "./sim/delivery";

const USAGE = `npm run replay -- <file> [options]

Posts recorded deliveries to the server, each signed anew, and says what came of
them. The file has a delivery a line, as JSON:
  {"headers":{"X-Webhook-Event":"…","X-Idempotency-Key":"…"},"body":"<base64>"}

  --data <folder>        data folder of npm start (.data, or CRM_DATA)
  --url <address>        another server's webhook address
  --secret-file <file>   its secret, if it is not in the data folder
  --rate <n>             deliveries a second, 1 to 1000 (10)`;

const DEFAULT_RATE = 10;
const MAX_RATE = 1000;

const lineSchema = z.object({
  headers: z.record(z.string(), z.string()),
  body: z.base64(),
});

/** Headers of the delivery; signatures and lengths of then are made anew. */
const KEPT = /^x-(?:webhook-(?!signature)[\w-]+|idempotency-key)$/i;

interface Target {
  url: string;
  secret: string;
  rate: number;
}

/** @returns what the server answered: "accepted", "duplicate", a status code … */
async function post(
  { url, secret }: Target,
  line: z.infer<typeof lineSchema>,
): Promise<string> {
  const body = Buffer.from(line.body, "base64");
  const headers = Object.entries(line.headers).filter(([name]) =>
    KEPT.test(name),
  );
  const response = await fetch(url, {
    method: "POST",
    headers: {
      ...Object.fromEntries(headers),
      "Content-Type": "application/json",
      "X-Webhook-Signature": sign(secret, body),
    },
    body: new Uint8Array(body),
  });
  const answer = z
    .object({ status: z.string() })
    .safeParse(await response.json().catch(() => null));
  return response.ok && answer.success
    ? answer.data.status
    : `answered ${response.status}`;
}

async function findTarget(
  given: ReturnType<typeof readArguments>,
): Promise<Target> {
  const data = readSetting(dataFolder, given, process.env);
  const folder = data ?? ".data";
  const info = await readServerInfo(folder);
  const url = given.texts.get("url") ?? info?.webhook;
  if (url === undefined) {
    throw new UsageError(
      `No server runs on ${folder}. Run npm start first, or give --url or --data.`,
    );
  }
  const file = given.texts.get("secret-file") ?? toPaths(folder).webhookSecret;
  const secret = await readSecret(file);
  if (secret === undefined) {
    throw new UsageError(`There is no webhook secret in ${file}.`);
  }
  const rate =
    readSetting(
      {
        option: "rate",
        schema: wholeNumber(1, MAX_RATE),
        must: `a whole number from 1 to ${MAX_RATE}`,
      },
      given,
    ) ?? DEFAULT_RATE;
  return { url, secret, rate };
}

function readLine(text: string, number: number): z.infer<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(
      `Line ${number} is no delivery: it must hold headers and a base64 body.`,
    );
  }
}

async function main(args: readonly string[]): Promise<void> {
  const given = readArguments(args, {
    command: "npm run replay --",
    texts: ["data", "url", "secret-file", "rate"],
    words: 1,
  });
  const [file] = given.words;
  if (file === undefined) {
    throw new UsageError("Say which file.");
  }
  const target = await findTarget(given);
  const outcomes = new Map<string, number>();
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    number += 1;
    if (text.trim() === "") {
      continue;
    }
    const outcome = await post(target, readLine(text, number));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    await delay(1000 / target.rate);
  }
  const report = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`);
  process.stdout.write(`${report.join(", ") || "The file is empty."}\n`);
}

await runCommand({ usage: USAGE, main });
