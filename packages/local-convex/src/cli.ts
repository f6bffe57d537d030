/** Command line: `local-convex --data DIR --admin-key KEY [...]`. */
import { parseArgs } from "node:util";
import { requestBackup } from "./admin/backup";
import type { Durability, OccMode } from "./engine";
import { messageOf } from "./errors";
import { process } from "./host/hostGlobals";
import { isHostName, isOrigin } from "./http/access";
import { isNetwork } from "./http/proxies";
import { type StartServerOptions, startServer } from "./host/server";

const USAGE = `Usage: local-convex --data DIR --admin-key KEY [options]
  --port N             API port (default 3210; 0 = any free port)
  --site-port N        port of the HTTP actions (default: port + 1)
  --host ADDRESS       address to bind (default 127.0.0.1)
  --push FILE.json     serve this saved push request
  --env NAME=VALUE     initial environment variable; may be repeated
  --durability MODE    full (default) or process
  --limits MODE        production (default) or off
  --occ MODE           off (default); report = log on exit the conflicts that
                       production would have had; strict = retry and fail too
  --cloud-origin URL   public address of the API, behind a proxy
  --site-origin URL    public address of the HTTP actions, behind a proxy
  --web-origin LIST    origins of the pages that may call, comma-separated
                       (default: pages of this machine when it alone can call,
                       else none)
  --allow-host LIST    names that the API is asked under, comma-separated,
                       besides loopback ones and --cloud-origin's (default:
                       no others on a loopback address, else any)
  --trust-proxy LIST   proxies whose X-Forwarded-For is believed: addresses,
                       networks (10.0.0.0/8) or loopback, comma-separated
  --concurrency N      scheduled functions in flight, per kind (default 64)
  --check-data         look at every page of the data file before it is opened;
                       without, at the first 128 MiB
  --redact             tell callers without the admin key no messages, stack
                       traces or console lines; the default where an address
                       or a name is not a loopback one or a proxy is trusted;
                       --no-redact tells them
  --stop-grace N       seconds that running actions have when the server is
                       asked to stop (default 10); then they are cut off

       local-convex backup --to NEW_DIR --admin-key KEY [--url URL]
  copies the data folder of the server at URL (default http://127.0.0.1:3210)
The admin key may also be given as LOCAL_CONVEX_ADMIN_KEY: as an option it shows
in the process list.`;

const FLAGS = {
  data: { type: "string" },
  "admin-key": { type: "string" },
  port: { type: "string" },
  "site-port": { type: "string" },
  host: { type: "string" },
  push: { type: "string" },
  env: { type: "string", multiple: true },
  durability: { type: "string" },
  limits: { type: "string" },
  occ: { type: "string" },
  "cloud-origin": { type: "string" },
  "site-origin": { type: "string" },
  "web-origin": { type: "string" },
  "allow-host": { type: "string" },
  "trust-proxy": { type: "string" },
  concurrency: { type: "string" },
  "check-data": { type: "boolean" },
  redact: { type: "boolean" },
  "stop-grace": { type: "string" },
} as const;

class UsageError extends Error {}

/** @throws UsageError with what is wrong. */
function readOptions(argv: string[]): StartServerOptions {
  const { values } = parseArgs({
    args: argv,
    options: FLAGS,
    allowNegative: true,
  });
  const adminKey = values["admin-key"] ?? process.env["LOCAL_CONVEX_ADMIN_KEY"];
  if (values.data === undefined || adminKey === undefined) {
    throw new UsageError(`--data and --admin-key are needed.\n${USAGE}`);
  }
  return {
    directory: values.data,
    adminKey,
    port: numberFlag("--port", values.port),
    sitePort: numberFlag("--site-port", values["site-port"]),
    host: values.host,
    pushFile: values.push,
    env: envFlags(values.env ?? []),
    durability: choice("--durability", values.durability, DURABILITIES),
    limits: choice("--limits", values.limits, LIMITS),
    occ: choice("--occ", values.occ, OCC_MODES),
    cloudOrigin: values["cloud-origin"],
    siteOrigin: values["site-origin"],
    webOrigins: list("--web-origin", values["web-origin"], isOrigin),
    allowedHosts: list("--allow-host", values["allow-host"], isHostName),
    trustProxy: list("--trust-proxy", values["trust-proxy"], isNetwork),
    schedulerConcurrency: numberFlag("--concurrency", values.concurrency),
    checksWholeFile: values["check-data"],
    redact: values.redact,
    stopGraceMs: secondsFlag("--stop-grace", values["stop-grace"]),
  };
}

async function backUp(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: "string", default: "http://127.0.0.1:3210" },
      "admin-key": FLAGS["admin-key"],
      to: { type: "string" },
    },
  });
  const adminKey = values["admin-key"] ?? process.env["LOCAL_CONVEX_ADMIN_KEY"];
  const { url, to } = values;
  if (to === undefined || adminKey === undefined) {
    throw new UsageError(`--to and --admin-key are needed.\n${USAGE}`);
  }
  await requestBackup({ url, adminKey, to });
}

const DURABILITIES: readonly Durability[] = ["full", "process"];
const OCC_MODES: readonly OccMode[] = ["off", "report", "strict"];
const LIMITS = ["production", "off"] as const;

function choice<T extends string>(
  flag: string,
  text: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (text === undefined) {
    return undefined;
  }
  const found = allowed.find((value) => value === text);
  if (found !== undefined) {
    return found;
  }
  throw new UsageError(`${flag} must be one of ${allowed.join(", ")}.`);
}

/** Comma-separated. */
function list(
  flag: string,
  text: string | undefined,
  isOne: (entry: string) => boolean,
): string[] | undefined {
  const entries = text?.split(",").map((entry) => entry.trim());
  const wrong = entries?.find((entry) => !isOne(entry));
  if (wrong === undefined) {
    return entries;
  }
  throw new UsageError(`${flag}: "${wrong}" cannot be meant.`);
}

function numberFlag(
  flag: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) {
    return value;
  }
  throw new UsageError(`${flag} must be a whole number.`);
}

/** In ms. */
function secondsFlag(
  flag: string,
  text: string | undefined,
): number | undefined {
  const seconds = numberFlag(flag, text);
  return seconds === undefined ? undefined : 1_000 * seconds;
}

function envFlags(flags: readonly string[]): Record<string, string> {
  const entries = flags.map((flag) => {
    const separator = flag.indexOf("=");
    if (separator < 1) {
      throw new UsageError("--env must be NAME=VALUE.");
    }
    return [flag.slice(0, separator), flag.slice(separator + 1)] as const;
  });
  return Object.fromEntries(entries);
}

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const [, , command, ...rest] = process.argv;
  if (command === "backup") {
    return backUp(rest);
  }
  const server = await startServer(readOptions(process.argv.slice(2)));
  const stop = () => void server.close().then(() => process.exit(0), fail);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const { url, siteUrl } = server;
  process.stdout.write(`ready ${JSON.stringify({ url, siteUrl })}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}

main().catch(fail);
