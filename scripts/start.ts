/** `npm start`: a whole local deployment in this process, until it is stopped. */
import path from "node:path";
import { aiLine } from "./local/aiCheck";
import { READY } from "./local/children";
import { runCommand } from "./cli/command";
import { Console } from "./local/console";
import { startLocal, type Demo, type LocalDeployment } from "./local/local";
import { ROOT } from "./checks/processes";
import { parseStartOptions, USAGE, type StartOptions } from "./local/options";

/** Past the grace of what runs, the process ends after so long anyway. */
const STOP_MARGIN_MS = 10_000;
const DEFAULT_DATA = path.join(ROOT, ".data");

/** As a person would type it from the repository. */
const shown = (file: string) => {
  const relative = path.relative(ROOT, file);
  return relative.startsWith("..") ? file : relative;
};

function demoLines(demo: Demo): string[] {
  if (demo.kind !== "refused") {
    return [];
  }
  const { closed } = demo;
  const taken =
    closed.length === 0
      ? "made"
      : `kept open: its owner is no member any more of ${closed.join(", ")}, whose data stays`;
  return [
    `The demo workspace is not ${taken}. Everybody knows its owner, and others can call this server (docs/security.md).`,
  ];
}

function linkLines(demo: Demo): string[] {
  return demo.kind === "seeded"
    ? [
        `Sign in    ${demo.link}`,
        "  once, within 15 minutes; npm run link -- demo-owner makes another",
      ]
    : [];
}

function describe(local: LocalDeployment, options: StartOptions): string {
  const { info, webhookSecretFile } = local;
  const secret =
    webhookSecretFile === undefined
      ? "from the environment (KAPSO_WEBHOOK_SECRET)"
      : `in ${shown(webhookSecretFile)}`;
  const where =
    options.data === DEFAULT_DATA ? "" : ` --data ${shown(options.data)}`;
  const restored = local.restored.map(
    (name) =>
      `${name} was missing and has been written again: the database still knew it. Keep a copy of the data folder (npm run backup).`,
  );
  return [
    "",
    ...restored,
    ...demoLines(local.demo),
    `API        ${info.api}`,
    `Site       ${info.site}`,
    `Page       ${info.web}`,
    `Webhook    ${info.webhook}`,
    `  secret   ${secret}`,
    `Admin key  in ${shown(info.admin_key_file)}`,
    ...linkLines(local.demo),
    "",
    "Send a signed sample from another terminal:",
    `  npm run sim -- hello${where}`,
    "",
    "",
  ].join("\n");
}

/** Stops once, however often it is asked to: Ctrl-C reaches npm's children too. */
function stopOnSignals(
  starting: Promise<LocalDeployment>,
  log: Console,
  stopGraceMs: number,
): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) {
      return;
    }
    isStopping = true;
    setTimeout(() => {
      process.stderr.write("Stopping did not end in time.\n");
      process.exit(1);
    }, stopGraceMs + STOP_MARGIN_MS).unref();
    void starting
      .then((local) => local.close())
      .finally(() => log.close())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** Standard error, also where a function's code would see another `process`. */
const { stderr } = process;
/** Takes a bar away before a line is written over it. */
const CLEAR = stderr.isTTY ? "\r\u001b[K" : "";

async function main(args: readonly string[]): Promise<void> {
  // The database and everything else in the data folder is for its owner only.
  process.umask(0o077);
  const options = parseStartOptions(args, process.env, ROOT);
  // A reader of the log that goes away must not take the server with it.
  stderr.on("error", () => undefined);
  const log = new Console(options.log, (line) => stderr.write(CLEAR + line));
  const starting = startLocal(options, log.log);
  stopOnSignals(starting, log, options.stopGraceMs);
  const local = await starting;
  process.stdout.write(describe(local, options));
  process.stdout.write(await aiLine(local.info));
  process.stdout.write(`${READY}${JSON.stringify(local.info)}\n`);
}

await runCommand({ usage: USAGE, main });
