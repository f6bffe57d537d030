/** `npm test`: every check and every test, the longest first. */
import { bundle, codegen, format, lint, tests, types } from "./support/checks";
import { formatTotals, runSteps } from "./support/steps";

const totals = await runSteps(
  [
    bundle,
    tests("runtime", ["runtime"]),
    tests("end to end", ["e2e"]),
    tests("unit", ["lib", "convex"]),
    lint,
    types,
    format,
    codegen,
  ],
  2,
);
process.stdout.write(`${formatTotals(totals)}\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
