/** `npm start`: a whole local deployment in this process, until it is stopped. */
import path from "node:path";
import { aiLine } from "./support/aiCheck";
import { READY } from "./support/children";
import { startLocal, type LocalDeployment } from "./support/local";
import { giveHelp } from "./support/help";
import { ROOT } from "./support/processes";
import {
  parseStartOptions,
  UsageError,
  USAGE,
  type StartOptions,
} from "./support/startOptions";

/** How long running work may take to finish before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;
const DEFAULT_DATA = path.join(ROOT, ".data");

/** As a person would type it from the repository. */
const shown = (file: string) => {
  const relative = path.relative(ROOT, file);
  return relative.startsWith("..") ? file : relative;
};

function describe(local: LocalDeployment, options: StartOptions): string {
  const { info, webhookSecretFile } = local;
  const secret =
    webhookSecretFile === undefined
      ? "from the environment (KAPSO_WEBHOOK_SECRET)"
      : `in ${shown(webhookSecretFile)}`;
  const where =
    options.data === DEFAULT_DATA ? "" : ` --data ${shown(options.data)}`;
  return [
    "",
    `API        ${info.api}`,
    `Site       ${info.site}`,
    `Page       ${info.web}`,
    `Webhook    ${info.webhook}`,
    `  secret   ${secret}`,
    `Admin key  in ${shown(info.admin_key_file)}`,
    "",
    "Send a signed sample from another terminal:",
    `  npm run sim -- hello${where}`,
    "",
    "",
  ].join("\n");
}

/** What a person can do about a start that failed. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error instanceof UsageError) {
    return `${error.message}\n\n${USAGE}`;
  }
  if ("code" in error && error.code === "EADDRINUSE") {
    return `${error.message}. Choose others with --port, --site-port and --web-port.`;
  }
  return error.message;
}

/** Stops once, however often it is asked to: Ctrl-C reaches npm's children too. */
function stopOnSignals(starting: Promise<LocalDeployment>): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) {
      return;
    }
    isStopping = true;
    setTimeout(() => {
      process.stderr.write("Running work did not finish in time.\n");
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    void starting
      .then((local) => local.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

async function main(): Promise<void> {
  if (giveHelp(process.argv.slice(2), USAGE)) {
    return;
  }
  // The database and everything else in the data folder is for its owner only.
  process.umask(0o077);
  const options = parseStartOptions(process.argv.slice(2), process.env, ROOT);
  const starting = startLocal(options);
  stopOnSignals(starting);
  const local = await starting;
  process.stdout.write(describe(local, options));
  process.stdout.write(await aiLine(local.info));
  process.stdout.write(`${READY}${JSON.stringify(local.info)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
