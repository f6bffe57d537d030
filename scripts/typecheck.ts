/** `npm run typecheck`: the compiler over every room. */
import { types } from "./support/checks";
import { runSteps } from "./support/steps";

const { failed } = await runSteps([types], 1);
process.exitCode = failed === 0 ? 0 : 1;
