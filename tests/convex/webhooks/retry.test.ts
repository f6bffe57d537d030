/** Failed items: backoff, recovery and dead letters. */
import { describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { SECOND_MS, HOUR_MS } from "../../../src/lib/time/units";
import { batch, inbound, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { cure, poison } from "../../support/poison";
import { onlyRow, rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const says = (id: string) => inbound({ id, person: SEKAR, at: 0 });

/** A delivery of one message that cannot be stored for now. */
async function postFailing(t: TestConvex): Promise<void> {
  await poison(t, "w1");
  await post(t, says("w1"), "key");
  await passTime(t, 0);
}

describe("an item that works at a later try", () => {
  it("is applied, and the delivery counts it as applied", async () => {
    const { t, workspaceId } = await setupDemo();
    await poison(t, "w1");
    await post(t, batch(says("w1").body, says("w0").body), "key");
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
      applied_count: 1,
      failed_count: 1,
    });
    await cure(t);
    await passTime(t, 10 * SECOND_MS);
    const audit = await onlyRow(t, "webhookAudit");
    expect(audit).toMatchObject({
      status: "processed",
      applied_count: 2,
      failed_count: 0,
    });
    expect(audit).not.toHaveProperty("error_code");
    const failedItem = await onlyRow(t, "syncFailures");
    expect(failedItem).toMatchObject({
      workspace_id: workspaceId,
      attempts: 2,
      resolved_at: expect.any(Number) as unknown,
    });
    expect(failedItem).not.toHaveProperty("next_retry_at");
    expect(await rowsOf(t, "messages")).toHaveLength(2);
  });
});

describe("retries", () => {
  it("come after 10 s, 40 s, 160 s ... 6 h, and end after ten tries", async () => {
    const { t } = await setupDemo();
    await postFailing(t);
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
    await postFailing(t);
    const payload = await onlyRow(t, "webhookPayloads");
    await t.run(
      async (ctx) => await ctx.db.delete("webhookPayloads", payload._id),
    );
    await passTime(t, 10 * SECOND_MS);
    const failedItem = await onlyRow(t, "syncFailures");
    expect(failedItem).toMatchObject({
      kind: "dead_letter",
      error_code: "payload_expired",
      attempts: 2,
    });
    expect(failedItem).not.toHaveProperty("next_retry_at");
  });

  it("of a resolved failed item do nothing", async () => {
    const { t } = await setupDemo();
    await postFailing(t);
    await cure(t);
    await passTime(t, 10 * SECOND_MS);
    const [failedItem, audit] = [
      await onlyRow(t, "syncFailures"),
      await onlyRow(t, "webhookAudit"),
    ];
    await t.mutation(internal.webhooks.retry.retryFailedItem, {
      failed_item_id: failedItem._id,
    });
    expect(await onlyRow(t, "syncFailures")).toEqual(failedItem);
    expect(await onlyRow(t, "webhookAudit")).toEqual(audit);
  });
});
