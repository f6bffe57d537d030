/** Runs `npm run sim` in a process of its own, as a person would. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ROOT } from "../../scripts/checks/processes";

/** A busy machine answers late: nothing here depends on how soon. */
const PATIENCE_S = "1800";

export function simulate(data: string, ...args: string[]) {
  return spawnSync(
    process.execPath,
    [
      path.join(ROOT, "scripts/run.mjs"),
      "sim",
      ...args,
      ...["--data", data, "--answer-limit", PATIENCE_S],
    ],
    { encoding: "utf8" },
  );
}
