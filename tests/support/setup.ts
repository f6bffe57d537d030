/// <reference types="vite/client" />
/** One convex-test instance per test, with every component of the app. */
import aggregate from "@convex-dev/aggregate/test";
import batchWorker from "@convex-dev/batch-worker/test";
import crons from "@convex-dev/crons/test";
import migrations from "@convex-dev/migrations/test";
import rateLimiter from "@convex-dev/rate-limiter/test";
import resend from "@convex-dev/resend/test";
import workpool from "@convex-dev/workpool/test";
import { convexTest } from "convex-test";
import { vi } from "vitest";
import { internal } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import schema from "../../convex/schema";

const modules = import.meta.glob("../../convex/**/*.*s");

export type TestConvex = ReturnType<typeof setup>;

/** A fresh deployment with production's transaction limits. */
export function setup() {
  const t = convexTest({ schema, modules, transactionLimits: true });
  aggregate.register(t, "contactCounts");
  batchWorker.register(t, "contactCounts/batchWorker");
  crons.register(t);
  migrations.register(t);
  rateLimiter.register(t);
  resend.register(t);
  rateLimiter.register(t, "resend/rateLimiter");
  workpool.register(t, "resend/emailWorkpool");
  workpool.register(t, "resend/callbackWorkpool");
  workpool.register(t, "digestPool");
  return t;
}

/** A fresh deployment with the demo workspace. Needs fake timers. */
export async function setupDemo(): Promise<{
  t: TestConvex;
  workspaceId: Id<"workspaces">;
  asOwner: ReturnType<TestConvex["withIdentity"]>;
}> {
  const t = setup();
  const demo = await t.mutation(internal.ops.seedDemo, {});
  await drain(t);
  const asOwner = t.withIdentity({
    subject: demo.owner_subject,
    issuer: "https://local.invalid",
  });
  return { t, workspaceId: demo.workspace_id, asOwner };
}

/** Runs everything that was scheduled, and what that schedules. */
export async function drain(t: TestConvex): Promise<void> {
  await t.finishAllScheduledFunctions(vi.runAllTimers);
}

/** Lets time pass and runs what falls due in it, but not what that schedules. */
export async function passTime(t: TestConvex, ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await t.finishInProgressScheduledFunctions();
}
