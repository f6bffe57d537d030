/** When the crons run; what they do is in `ops/crons.ts`. */
import { cronJobs } from "convex/server";
import { CRON_MINUTES, CRON_NAMES } from "../src/lib/ops/crons";
import { internal } from "./_generated/api";
import { CRONS } from "./ops/crons";

const crons = cronJobs();

for (const name of CRON_NAMES) {
  const every = { minutes: CRON_MINUTES[name] };
  const { kind, work } = CRONS[name];
  if (kind === "action") {
    crons.interval(name, every, work, {});
  } else {
    crons.interval(name, every, internal.ops.crons.run, { name });
  }
}

export default crons;
