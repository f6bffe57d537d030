/** `npm run ai -- check`: whether AI can be used, tried with one tiny request. */
import { checkAi, parseCheckOptions, USAGE } from "./support/aiCheck";
import { giveHelp } from "./support/help";
import { ROOT } from "./support/processes";

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (giveHelp(args, USAGE)) {
    return 0;
  }
  const options = parseCheckOptions(args, process.env, ROOT);
  const { isUsable, text } = await checkAi(options, process.env);
  process.stdout.write(`${text}\n`);
  return isUsable ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  },
);
