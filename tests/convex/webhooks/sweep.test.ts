/** What fell out of the scheduler is found again. */
import { beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { inbound, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const MINUTE_MS = 60_000;
const NUMBER = "100000000000099";

/** Loses what is scheduled, as a restored backup or a lost queue would. */
async function loseJobs(t: TestConvex): Promise<void> {
  await t.run(async (ctx) => {
    const jobs = await ctx.db.system.query("_scheduled_functions").collect();
    for (const job of jobs.filter(({ state }) => state.kind === "pending")) {
      await ctx.scheduler.cancel(job._id);
    }
  });
}

const pendingJobs = async (t: TestConvex) =>
  await t.run(async (ctx) => {
    const jobs = await ctx.db.system.query("_scheduled_functions").collect();
    return jobs.filter(({ state }) => state.kind === "pending").length;
  });

describe("a delivery whose job was lost", () => {
  let t: TestConvex;
  beforeEach(async () => {
    ({ t } = await setupDemo());
    await post(t, inbound({ id: "w1", person: SEKAR, at: 0 }), "key");
    await loseJobs(t);
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "received",
    });
  });
  const sweep = async () => {
    await t.mutation(internal.webhooks.sweep.restartStuck, {});
    await passTime(t, 0);
  };

  it("is left alone for two minutes", async () => {
    await passTime(t, 2 * MINUTE_MS);
    await t.mutation(internal.webhooks.sweep.restartStuck, {});
    expect(await pendingJobs(t)).toBe(0);
    await passTime(t, 1);
    await t.mutation(internal.webhooks.sweep.restartStuck, {});
    expect(await pendingJobs(t)).toBe(1);
  });

  it("is started again and processed once", async () => {
    await passTime(t, 3 * MINUTE_MS);
    await t.mutation(internal.webhooks.sweep.restartStuck, {});
    await sweep();
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 1,
    });
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 1,
      unread_count: 1,
    });
    await sweep();
    expect(await pendingJobs(t)).toBe(0);
  });

  it("is given up after five starts and kept as a dead letter", async () => {
    await passTime(t, 3 * MINUTE_MS);
    for (let i = 1; i <= 5; i++) {
      await t.mutation(internal.webhooks.sweep.restartStuck, {});
      await loseJobs(t);
      expect(await onlyRow(t, "webhookAudit")).toMatchObject({
        status: "received",
        attempts: i,
      });
    }
    await sweep();
    const audit = await onlyRow(t, "webhookAudit");
    expect(audit).toMatchObject({
      status: "failed",
      error_code: "processing_failed",
      attempts: 5,
      processed_at: expect.any(Number) as unknown,
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      audit_id: audit._id,
      kind: "dead_letter",
      error_code: "processing_failed",
    });
    await sweep();
    expect(await rowsOf(t, "syncFailures")).toHaveLength(1);
  });
});

describe("a retry whose job was lost", () => {
  it("is started again once it is five minutes late", async () => {
    const { t } = await setupDemo();
    const body = inbound({
      id: "w1",
      person: SEKAR,
      at: 0,
      phoneNumberId: NUMBER,
    });
    await post(t, body, "key");
    await passTime(t, 0);
    await loseJobs(t);
    await passTime(t, 10_000 + 5 * MINUTE_MS);
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    expect(await pendingJobs(t)).toBe(0);
    await passTime(t, 1);
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    await passTime(t, 0);
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      attempts: 2,
      next_retry_at: Date.now() + 40_000,
    });
  });

  it("is not started when it is resolved or a dead letter", async () => {
    const { t } = await setupDemo();
    await t.run(async (ctx) => {
      const failure = { kind: "item" as const, error_code: "x", attempts: 1 };
      await ctx.db.insert("syncFailures", {
        ...failure,
        next_retry_at: 1,
        resolved_at: 2,
      });
      await ctx.db.insert("syncFailures", failure);
    });
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    expect(await pendingJobs(t)).toBe(0);
  });
});
