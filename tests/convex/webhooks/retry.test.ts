/** Failed items: backoff, dead letters, and numbers that are claimed late. */
import { describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { batch, inbound, metaHistory, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const NUMBER = "100000000000099";

const unclaimed = (id: string) =>
  inbound({ id, person: SEKAR, at: 0, phoneNumberId: NUMBER });

/**
 * A second tenant that owns the number; what waited is tried without the help
 * of its own timers.
 */
async function claim(t: TestConvex) {
  const { workspace_id } = await t.mutation(internal.ops.createWorkspace, {
    slug: "late",
    name: "Late",
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: "late-owner",
    phone_number_ids: [NUMBER],
  });
  for (let i = 0; i < 4; i++) {
    await passTime(t, 0);
  }
  return workspace_id;
}

describe("an item of a number that nobody owns", () => {
  it("fails, waits, and raises an alert once per number", async () => {
    const { t } = await setupDemo();
    await post(t, unclaimed("w1"), "key-1");
    await post(t, unclaimed("w2"), "key-2");
    await passTime(t, 0);
    for (const audit of await rowsOf(t, "webhookAudit")) {
      expect(audit).toMatchObject({
        status: "failed",
        error_code: "unclaimed_phone_number",
        failed_count: 1,
      });
    }
    for (const failure of await rowsOf(t, "syncFailures")) {
      expect(failure).toMatchObject({
        kind: "item",
        phone_number_id: NUMBER,
        attempts: 1,
        next_retry_at: Date.now() + 10 * SECOND_MS,
      });
    }
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "unclaimed_phone_number",
      key: NUMBER,
      count: 2,
    });
    expect(await rowsOf(t, "contacts")).toEqual([]);
  });

  it("is applied as soon as somebody claims the number", async () => {
    const { t } = await setupDemo();
    const own = inbound({ id: "w0", person: SEKAR, at: 0 });
    await post(t, batch(unclaimed("w1").body, own.body), "key");
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
    });
    const workspaceId = await claim(t);
    const messages = await rowsOf(t, "messages");
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatchObject({
      kapso_message_id: "w1",
      workspace_id: workspaceId,
    });
    const audit = await onlyRow(t, "webhookAudit");
    expect(audit).toMatchObject({
      status: "processed",
      applied_count: 2,
      failed_count: 0,
    });
    expect(audit).not.toHaveProperty("error_code");
    const failure = await onlyRow(t, "syncFailures");
    expect(failure).toMatchObject({
      attempts: 2,
      resolved_at: expect.any(Number) as unknown,
    });
    expect(failure).not.toHaveProperty("next_retry_at");
  });

  it("is applied late, even after the last retry", async () => {
    const { t } = await setupDemo();
    await deliver(t, unclaimed("w1"));
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      kind: "dead_letter",
    });
    await claim(t);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      resolved_at: expect.any(Number) as unknown,
    });
  });

  it("is then found in the list of its workspace", async () => {
    const { t } = await setupDemo();
    await post(t, unclaimed("w1"), "key");
    await passTime(t, 0);
    const workspaceId = await claim(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      workspace_id: workspaceId,
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      workspace_id: workspaceId,
    });
  });

  it("does not exceed a transaction's limits together with others", async () => {
    const { t } = await setupDemo();
    // 70 items that each read a body of 0.3 MiB: over the 16 MiB of one.
    const sayings = Array.from({ length: 70 }, (_, i) => ({
      id: `w${i}`,
      person: SEKAR,
      at: i,
      text: "x".repeat(4000),
    }));
    await post(t, metaHistory(SEKAR, sayings, NUMBER), "key");
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      failed_count: 70,
    });
    await claim(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 70,
      failed_count: 0,
    });
    for (const failure of await rowsOf(t, "syncFailures")) {
      expect(failure.attempts).toBe(2);
    }
  });

  it("is woken however many wait", async () => {
    const { t } = await setupDemo();
    await deliver(t, unclaimed("w1"));
    const { _id, _creationTime, ...failure } = await onlyRow(t, "syncFailures");
    await t.run(async (ctx) => {
      for (let i = 0; i < 210; i++) {
        await ctx.db.insert("syncFailures", failure);
      }
    });
    await claim(t);
    const failures = await rowsOf(t, "syncFailures");
    expect(failures).toHaveLength(211);
    expect(failures.filter((row) => row.resolved_at === undefined)).toEqual([]);
  });
});

describe("retries", () => {
  it("come after 10 s, 40 s, 160 s ... 6 h, and end after ten tries", async () => {
    const { t } = await setupDemo();
    await post(t, unclaimed("w1"), "key");
    await passTime(t, 0);
    const delays = [10, 40, 160, 640, 2560, 10_240, 21_600, 21_600, 21_600];
    for (const [i, seconds] of delays.entries()) {
      expect(await onlyRow(t, "syncFailures")).toMatchObject({
        kind: "item",
        attempts: i + 1,
        next_retry_at: Date.now() + seconds * SECOND_MS,
      });
      await passTime(t, seconds * SECOND_MS - 1);
      expect(await onlyRow(t, "syncFailures")).toMatchObject({
        attempts: i + 1,
      });
      await passTime(t, 1);
    }
    const last = await onlyRow(t, "syncFailures");
    expect(last).toMatchObject({ kind: "dead_letter", attempts: 10 });
    expect(last).not.toHaveProperty("next_retry_at");
    await passTime(t, 48 * HOUR_MS);
    expect(await onlyRow(t, "syncFailures")).toEqual(last);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "failed",
      failed_count: 1,
    });
  });

  it("stop at once when no further one can help", async () => {
    const { t } = await setupDemo();
    await post(t, unclaimed("w1"), "key");
    await passTime(t, 0);
    const payload = await onlyRow(t, "webhookPayloads");
    await t.run(
      async (ctx) => await ctx.db.delete("webhookPayloads", payload._id),
    );
    await passTime(t, 10 * SECOND_MS);
    const failure = await onlyRow(t, "syncFailures");
    expect(failure).toMatchObject({
      kind: "dead_letter",
      error_code: "payload_expired",
      attempts: 2,
    });
    expect(failure).not.toHaveProperty("next_retry_at");
  });

  it("of a resolved failure do nothing", async () => {
    const { t } = await setupDemo();
    await post(t, unclaimed("w1"), "key");
    await passTime(t, 0);
    await claim(t);
    const [failure, audit] = [
      await onlyRow(t, "syncFailures"),
      await onlyRow(t, "webhookAudit"),
    ];
    await t.mutation(internal.webhooks.retry.run, { failure_id: failure._id });
    expect(await onlyRow(t, "syncFailures")).toEqual(failure);
    expect(await onlyRow(t, "webhookAudit")).toEqual(audit);
  });
});
