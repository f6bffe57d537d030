/** `npm run ai -- check`: whether AI can be used, tried with one tiny request. */
import { checkAi, parseCheckOptions, USAGE } from "./local/aiCheck";
import { runCommand } from "./cli/command";
import { ROOT } from "./checks/processes";

async function main(args: readonly string[]): Promise<number> {
  const options = parseCheckOptions(args, process.env, ROOT);
  const { isUsable, text } = await checkAi(options, process.env);
  process.stdout.write(`${text}\n`);
  return isUsable ? 0 : 1;
}

await runCommand({ usage: USAGE, main });
