/** `npm run check`: everything that needs no end-to-end run. */
import { bundle, codegen, format, lint, tests, types } from "./checks/checks";
import { runCommand } from "./cli/command";
import { readArguments } from "./cli/options";
import { formatTotals, runSteps } from "./checks/steps";

const USAGE = `npm run check
  the fast part of npm test: bundle, unit tests with half the property runs, lint,
  types, generated code and format; takes no options. Ends with "N passed, N failed".`;

await runCommand({
  usage: USAGE,
  async main(args) {
    readArguments(args, { command: "npm run check --" });
    const totals = await runSteps(
      [
        bundle,
        tests("unit", ["lib", "convex"], { PROPERTY_RUNS: "half" }),
        lint,
        types,
        codegen,
        format,
      ],
      2,
    );
    process.stdout.write(`${formatTotals(totals)}\n`);
    return totals.failed === 0 ? 0 : 1;
  },
});
