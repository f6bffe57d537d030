/** `npm test`: every check and every test, the longest first. */
import { bundle, codegen, format, lint, tests, types } from "./checks/checks";
import { runCommand } from "./cli/command";
import { readArguments } from "./cli/options";
import { formatTotals, runSteps } from "./checks/steps";

const USAGE = `npm test
  everything: bundle, tests of the runtime, end-to-end and crash tests, unit
  tests, lint, types, format and generated code; takes no options. Ends with
  "N passed, N failed".
  npm run check     the fast part
  npx vitest run <path>
                    some of the tests`;

await runCommand({
  usage: USAGE,
  async main(args) {
    readArguments(args, { command: "npm test --" });
    const totals = await runSteps(
      [
        bundle,
        tests("runtime", ["runtime"]),
        tests("end to end", ["e2e"]),
        tests("unit", ["lib", "linear", "convex"]),
        lint,
        types,
        format,
        codegen,
      ],
      2,
    );
    process.stdout.write(`${formatTotals(totals)}\n`);
    return totals.failed === 0 ? 0 : 1;
  },
});
