/** `npm run sim -- api`: serves Kapso's read API until it is stopped. */
import { z } from "zod";
import {
  plainNumber,
  port,
  readArguments,
  readSetting,
  wholeNumber,
  type Setting,
} from "../../cli/options";
import { createDemoArchive } from "../api/demo";
import { faults, sometimes } from "../api/faults";
import { startKapsoApi } from "../api/server";
import { createRandom } from "../random";

const SETTINGS = {
  port: { option: "port", ...port },
  apiKey: {
    option: "api-key",
    schema: z.string().regex(/^[\x21-\x7e]{8,512}$/),
    must: "8 to 512 characters without spaces",
  },
  faultShare: {
    option: "faults",
    schema: plainNumber.pipe(z.number().max(1)),
    must: "a share from 0 to 1",
  },
  people: {
    option: "people",
    schema: wholeNumber(1, 100_000),
    must: "a whole number from 1 to 100000",
  },
  seed: {
    option: "seed",
    schema: wholeNumber(0),
    must: "a whole number, 0 or more",
  },
  limit: {
    option: "limit",
    schema: wholeNumber(1, 100_000),
    must: "requests a minute, 1 to 100000",
  },
  webhookUrl: {
    option: "webhook",
    schema: z.url({ protocol: /^https?$/ }),
    must: "an address that begins with http:// or https://",
  },
} satisfies Record<string, Setting<string> | Setting<number>>;

/** Resolves when the process is told to stop. */
const stopped = () =>
  new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

/** @throws UsageError that names the option. */
export async function serveApi(args: readonly string[]): Promise<number> {
  const given = readArguments(args, {
    command: "npm run sim -- api",
    texts: Object.values(SETTINGS).map(({ option }) => option),
  });
  const read = <Value>(setting: Setting<Value>) => readSetting(setting, given);
  const seed = read(SETTINGS.seed) ?? 1;
  const share = read(SETTINGS.faultShare) ?? 0;
  const api = await startKapsoApi({
    port: read(SETTINGS.port) ?? 3230,
    apiKey: read(SETTINGS.apiKey),
    limit: read(SETTINGS.limit),
    usual: share > 0 ? sometimes(createRandom(seed), share) : faults.none(),
    archive: createDemoArchive({
      seed,
      people: read(SETTINGS.people) ?? 40,
      now: Date.now(),
      webhookUrl:
        read(SETTINGS.webhookUrl) ?? "http://127.0.0.1:3211/webhooks/kapso",
    }),
  });
  const ready = { url: api.url, api_key: api.apiKey };
  process.stdout.write(`ready ${JSON.stringify(ready)}\n`);
  await stopped();
  await api.close();
  return 0;
}
