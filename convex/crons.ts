/** Sweepers. Each works in batches and goes on by itself when a batch is full. */
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

// Starts deliveries again whose job was lost or failed.
crons.interval(
  "restart lost deliveries",
  { minutes: 1 },
  internal.webhooks.sweep.restartLost,
  {},
);

// Starts retries again whose scheduled run was lost.
crons.interval(
  "restart lost retries",
  { minutes: 5 },
  internal.webhooks.sweep.restartLostRetries,
  {},
);

// Starts replays of many again whose step was lost.
crons.interval(
  "restart lost replays",
  { minutes: 1 },
  internal.webhooks.replays.sweep,
  {},
);

// Counts deliveries an hour.
crons.interval(
  "count deliveries",
  { minutes: 5 },
  internal.webhooks.hours.count,
  {},
);

// Deletes raw bodies, parked events and previous secrets past their time.
crons.interval(
  "delete what has expired",
  { hours: 1 },
  internal.ops.retentionSweep,
  {},
);

// Claims digests whose cron did not fire and starts runs again that got lost.
crons.interval(
  "catch up on digests",
  { minutes: 5 },
  internal.digests.claim.sweep,
  {},
);

// Charges calls to AI providers whose end nobody saw.
crons.interval(
  "settle lost AI calls",
  { minutes: 5 },
  internal.ai.calls.settleLost,
  {},
);

// Starts bulk changes again whose step was lost; deletes rows past their undo.
crons.interval(
  "look after bulk changes",
  { minutes: 1 },
  internal.contacts.bulkSteps.sweep,
  {},
);

// Starts imports and exports again whose step was lost.
crons.interval(
  "restart lost imports",
  { minutes: 1 },
  internal.imports.steps.restartLost,
  {},
);
crons.interval(
  "restart lost exports",
  { minutes: 1 },
  internal.exports.steps.restartLost,
  {},
);

// Deletes what was imported from, exported, and linked to, when its time is over.
crons.interval(
  "delete old imports",
  { hours: 1 },
  internal.imports.steps.deleteExpired,
  {},
);
crons.interval(
  "delete old exports",
  { hours: 1 },
  internal.exports.steps.deleteExpired,
  {},
);
crons.interval(
  "delete unused download links",
  { hours: 1 },
  internal.downloads.links.deleteExpired,
  {},
);

// Archives leads without engagement; looks at contacts whose look was lost.
crons.interval(
  "look after leads",
  { minutes: 5 },
  internal.leads.checks.sweep,
  {},
);

// Goes on with erasures whose step was lost.
crons.interval(
  "go on with erasures",
  { hours: 1 },
  internal.privacy.erasing.sweep,
  {},
);

// Deletes messages past the time that their workspace keeps them.
crons.interval(
  "delete old messages",
  { hours: 1 },
  internal.privacy.retention.sweep,
  {},
);

// Closes alerts whose cause is gone; tells of AI that cannot be used.
crons.interval(
  "look after alerts",
  { minutes: 5 },
  internal.alerts.sweep.sweepAlerts,
  {},
);

// Judges each workspace's hour against what is usual for it.
crons.interval(
  "judge hours",
  { minutes: 5 },
  internal.alerts.judge.judgeHours,
  {},
);

// Gives notification channels whose job was lost a new one; deletes old rows.
crons.interval(
  "look after notifications",
  { minutes: 5 },
  internal.notifications.queue.sweep,
  {},
);

// Deletes expired sessions, links, codes, mails and invitations.
crons.interval("sweep sign-ins", { hours: 24 }, internal.auth.sweep.run, {});

// Goes on with merges and undos whose job was lost.
crons.interval(
  "restart lost merges",
  { minutes: 5 },
  internal.contacts.merges.restartLost,
  {},
);

// Compares with Kapso what is due this hour, each workspace at its own minute.
crons.interval(
  "compare with Kapso",
  { minutes: 1 },
  internal.kapso.reconcile.startDue,
  {},
);

export default crons;
