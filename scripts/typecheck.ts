/** `npm run typecheck`: the compiler over every room. */
import { types } from "./support/checks";
import { runCommand } from "./support/command";
import { readArguments } from "./support/options";
import { runSteps } from "./support/steps";

const USAGE = `npm run typecheck
  checks the types of every room; takes no options`;

await runCommand({
  usage: USAGE,
  async main(args) {
    readArguments(args, { command: "npm run typecheck --" });
    const { failed } = await runSteps([types], 1);
    return failed === 0 ? 0 : 1;
  },
});
