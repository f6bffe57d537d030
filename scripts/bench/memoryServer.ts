/**
 * `npm start` in a process that says what its memory holds: at SIGUSR2 it
 * collects garbage and prints a line. For `npm run bench -- memory`,
 * with Node's `--expose-gc`.
 */
import { memoryUsage } from "node:process";
import { READY } from "../local/children";
import { Console } from "../local/console";
import { startLocal } from "../local/local";
import { MEMORY } from "./memory";
import { ROOT } from "../checks/processes";
import { parseStartOptions } from "../local/options";

function tell(): void {
  // What the first one finds unreachable may free more.
  globalThis.gc?.();
  globalThis.gc?.();
  process.stdout.write(`${MEMORY}${JSON.stringify(memoryUsage())}\n`);
}

const options = parseStartOptions(process.argv.slice(2), process.env, ROOT);
const log = new Console(options.log, (line) => process.stderr.write(line));
const local = await startLocal(options, log.log);
process.on("SIGUSR2", tell);
process.on("SIGTERM", () => {
  void local.close().then(() => process.exit(0));
});
process.stdout.write(`${READY}${JSON.stringify(local.info)}\n`);
