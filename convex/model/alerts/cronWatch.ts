/**
 * Whether the crons run: each notes its end, one of them looks for those that do
 * not, and all others look for that one. When none runs any more, nobody can
 * raise an alert: `GET /health` and operators see it.
 */
import {
  CRON_MINUTES,
  CRON_NAMES,
  isCronName,
  isOverdue,
  isSteady,
  patienceOf,
  steadySince,
  WATCHER,
  type CronName,
} from "../../../src/lib/ops/crons";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { logEvent } from "../shared/log";
import { raiseAlertOnce } from "./alerts";

/** Before the cron's name in the key of its alert. */
const KEY_PREFIX = "cron:";

/** Starts a cron's work now, beside its own times. */
export type StartCron = (ctx: MutationCtx, name: CronName) => Promise<void>;

export async function findCronRun(
  ctx: QueryCtx,
  name: CronName,
): Promise<Doc<"cronRuns"> | null> {
  return await ctx.db
    .query("cronRuns")
    .withIndex("by_name", (q) => q.eq("name", name))
    .first();
}

/** Notes that a cron's run came to its end; since when it runs without a pause. */
async function noteCronRun(ctx: MutationCtx, name: CronName): Promise<number> {
  const ran_at = Date.now();
  const known = await findCronRun(ctx, name);
  const since = steadySince(name, known, ran_at);
  if (known === null) {
    await ctx.db.insert("cronRuns", { name, ran_at, since });
  } else {
    await ctx.db.patch("cronRuns", known._id, { ran_at, since });
  }
  return since;
}

/**
 * Notes that a cron's run came to its end. One that comes often tells of the
 * watcher when that one has stopped, and starts it.
 */
export async function endCronRun(
  ctx: MutationCtx,
  name: CronName,
  startCron: StartCron,
): Promise<void> {
  const since = await noteCronRun(ctx, name);
  const now = Date.now();
  if (CRON_MINUTES[name] > CRON_MINUTES[WATCHER] || !isSteady(since, now)) {
    return;
  }
  const watcher = await findCronRun(ctx, WATCHER);
  if (watcher !== null && isOverdue(WATCHER, watcher.ran_at, now)) {
    await tellOfLost(ctx, WATCHER, startCron);
  }
}

/** Crons that have missed their time; those that nobody has watched yet have not. */
export async function listOverdue(
  ctx: QueryCtx,
  now: number,
): Promise<CronName[]> {
  const runs = await Promise.all(
    CRON_NAMES.map(async (name) => ({
      name,
      run: await findCronRun(ctx, name),
    })),
  );
  return runs
    .filter(({ name, run }) => run !== null && isOverdue(name, run.ran_at, now))
    .map(({ name }) => name);
}

/**
 * Tells of crons that have stopped, and starts them. For the watcher. After a
 * stop of the whole service all are late for a moment: then it waits.
 */
export async function tellOfCrons(
  ctx: MutationCtx,
  startCron: StartCron,
): Promise<void> {
  const now = Date.now();
  const own = await findCronRun(ctx, WATCHER);
  for (const name of CRON_NAMES) {
    // From now on it is missed if it does not run.
    if ((await findCronRun(ctx, name)) === null) {
      await noteCronRun(ctx, name);
    }
  }
  if (!isSteady(steadySince(WATCHER, own, now), now)) {
    return;
  }
  for (const name of await listOverdue(ctx, now)) {
    await tellOfLost(ctx, name, startCron);
  }
}

async function tellOfLost(
  ctx: MutationCtx,
  name: CronName,
  startCron: StartCron,
): Promise<void> {
  logEvent("cron.lost", { cron_code: name.replaceAll(" ", "-") });
  await raiseAlertOnce(ctx, { kind: "cron_lost", key: KEY_PREFIX + name });
  await startCron(ctx, name);
}

/**
 * Whether an alert's cron runs by itself again: it was started when it was
 * missed, so it must have been well for longer than that lasts. True for a cron
 * that there is no more.
 */
export async function isRunningAgain(
  ctx: QueryCtx,
  { key, last_at }: Pick<Doc<"alerts">, "key" | "last_at">,
  now: number,
): Promise<boolean> {
  const name = key.slice(KEY_PREFIX.length);
  if (!isCronName(name)) {
    return true;
  }
  const run = await findCronRun(ctx, name);
  return (
    run !== null &&
    !isOverdue(name, run.ran_at, now) &&
    last_at + 2 * patienceOf(name) <= now
  );
}

/** Whether an alert is about a cron of the deployment, not of a workspace. */
export const isOfDeployment = ({ key }: Pick<Doc<"alerts">, "key">) =>
  key.startsWith(KEY_PREFIX);
