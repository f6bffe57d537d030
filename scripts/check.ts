/** `npm run check`: everything that needs no end-to-end run. */
import { bundle, codegen, format, lint, tests, types } from "./support/checks";
import { formatTotals, runSteps } from "./support/steps";

const totals = await runSteps(
  [bundle, tests("unit", ["lib", "convex"]), lint, types, codegen, format],
  2,
);
process.stdout.write(`${formatTotals(totals)}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
