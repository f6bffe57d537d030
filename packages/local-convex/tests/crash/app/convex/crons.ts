import { cronJobs, makeFunctionReference } from "convex/server";

const crons = cronJobs();
crons.interval(
  "tick",
  { hours: 1 },
  makeFunctionReference<"mutation">("work:mark"),
  { key: "tick", kind: "cron" },
);

export default crons;
