/** `npm run typecheck`: the compiler over every room. */
import { types } from "./checks/checks";
import { runCommand } from "./cli/command";
import { readArguments } from "./cli/options";
import { runSteps } from "./checks/steps";

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
