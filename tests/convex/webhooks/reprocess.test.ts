/** Deliveries taken up again: of numbers claimed late, or by an operator. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { ITEMS_PER_SLICE } from "../../../convex/model/webhooks/deliveries";
import { DAY_MS } from "../../../src/lib/time/units";
import { batch, inbound, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { pendingJobs } from "../../support/jobs";
import { longHistory } from "../../support/longHistory";
import { cure, poison } from "../../support/poison";
import { deliver, postSigned } from "../../support/requests";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

const NUMBER = "100000000000099";
const OTHER_NUMBER = "100000000000098";

const says = (id: string, phoneNumberId?: string) =>
  inbound({ id, person: SEKAR, at: 0, phoneNumberId });
/** A body of three slices with a message in each. */
const HISTORY = {
  person: SEKAR,
  items: 2 * ITEMS_PER_SLICE + 1,
  every: ITEMS_PER_SLICE,
  phoneNumberId: NUMBER,
};

/** A second tenant that owns the numbers. */
async function claim(t: TestConvex, slug: string, ...numbers: string[]) {
  const { workspace_id } = await t.mutation(internal.ops.createWorkspace, {
    slug,
    name: "Late",
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: "late-owner",
    phone_number_ids: numbers,
  });
  return workspace_id;
}

const openFailedItems = async (t: TestConvex) =>
  (await rowsOf(t, "syncFailures")).filter(
    ({ resolved_at }) => resolved_at === undefined,
  );

describe("a delivery for a number that nobody owns", () => {
  it("waits as one failed item without retries, and raises an alert", async () => {
    const { t } = await setupDemo();
    const bodies = ["w1", "w2", "w3"].map((id) => says(id, NUMBER).body);
    await post(t, batch(...bodies), "key-1");
    await post(t, says("w4", NUMBER), "key-2");
    await passTime(t, 0);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.map((row) => [row.status, row.failed_count])).toEqual([
      ["failed", 3],
      ["failed", 1],
    ]);
    const failedItems = await rowsOf(t, "syncFailures");
    expect(failedItems).toHaveLength(2);
    for (const [i, failedItem] of failedItems.entries()) {
      expect(failedItem).toMatchObject({
        audit_id: audits[i]?._id,
        kind: "delivery",
        phone_number_id: NUMBER,
        error_code: "unclaimed_phone_number",
      });
      expect(failedItem).not.toHaveProperty("item_index");
      expect(failedItem).not.toHaveProperty("next_retry_at");
    }
    // The alert is told to channels.
    await passTime(t, 0);
    expect(await pendingJobs(t)).toEqual([]);
    expect(await onlyRow(t, "alerts")).toMatchObject({
      kind: "unclaimed_phone_number",
      key: NUMBER,
      count: 2,
    });
    expect(await rowsOf(t, "contacts")).toEqual([]);
  });

  it("waits as one failed item however many slices it has", async () => {
    const { t } = await setupDemo();
    await deliver(t, longHistory(HISTORY));
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      kind: "delivery",
    });
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
      failed_count: 3,
    });
    const workspaceId = await claim(t, "late", NUMBER);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      workspace_id: workspaceId,
      applied_count: 3,
      failed_count: 0,
    });
    expect(await rowsOf(t, "messages")).toHaveLength(3);
    expect(await rowsOf(t, "webhookSlices")).toEqual([]);
  });

  it("is applied when the number is claimed, weeks later too", async () => {
    const { t } = await setupDemo();
    await post(t, batch(says("w1", NUMBER).body, says("w0").body), "key");
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
    });
    await passTime(t, 29 * DAY_MS);
    const workspaceId = await claim(t, "late", NUMBER);
    await drain(t);
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
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      workspace_id: workspaceId,
      resolved_at: expect.any(Number) as unknown,
    });
  });

  it("waits for each of its numbers", async () => {
    const { t } = await setupDemo();
    const bodies = [says("w1", NUMBER).body, says("w2", OTHER_NUMBER).body];
    await deliver(t, batch(...bodies));
    expect(await openFailedItems(t)).toHaveLength(2);
    await claim(t, "late", NUMBER);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "partial",
      applied_count: 1,
      failed_count: 1,
    });
    expect(await openFailedItems(t)).toMatchObject([
      { phone_number_id: OTHER_NUMBER },
    ]);
    await claim(t, "later", OTHER_NUMBER);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 2,
    });
    expect(await openFailedItems(t)).toEqual([]);
  });

  it("is woken however many wait", async () => {
    const { t } = await setupDemo();
    const count = 110;
    await deliver(
      t,
      ...Array.from({ length: count }, (_, i) => says(`w${i}`, NUMBER)),
    );
    expect(await openFailedItems(t)).toHaveLength(count);
    await claim(t, "late", NUMBER);
    await drain(t);
    expect(await openFailedItems(t)).toEqual([]);
    expect(await rowsOf(t, "messages")).toHaveLength(count);
  });

  it("is lost for good only with its body, and says so", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1", NUMBER));
    vi.advanceTimersByTime(31 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    await claim(t, "late", NUMBER);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "failed",
      error_code: "payload_expired",
    });
  });

  it("is applied whole when the number is claimed between two slices", async () => {
    const { t } = await setupDemo();
    await post(t, longHistory(HISTORY), "key");
    await passTime(t, 0);
    await passTime(t, 0);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "received",
      failed_count: 1,
      next_item: ITEMS_PER_SLICE,
    });
    await claim(t, "late", NUMBER);
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      applied_count: 3,
      failed_count: 0,
    });
    expect(await rowsOf(t, "messages")).toHaveLength(3);
    expect(await openFailedItems(t)).toEqual([]);
  });
});

describe("ops:reprocess", () => {
  const reprocess = async (
    t: TestConvex,
    args: typeof internal.ops.reprocess._args,
  ) => await t.action(internal.ops.reprocess, args);

  /** A delivery that ended as failed, and could be applied by now. */
  async function postFailed(t: TestConvex, id: string): Promise<void> {
    await poison(t, id);
    await deliver(t, says(id));
    expect(await rowsOf(t, "messages")).toEqual([]);
  }

  it("says how many it would take up, and starts nothing", async () => {
    const { t } = await setupDemo();
    await postFailed(t, "w1");
    const before = await snapshot(t);
    expect(await reprocess(t, {})).toEqual({
      matching: 1,
      is_started: false,
      message:
        '1 delivery would be processed again. Add "confirm": true to start.',
    });
    expect(await snapshot(t)).toEqual(before);
    expect(await pendingJobs(t)).toEqual([]);
  });

  it("takes up what failed", async () => {
    const { t } = await setupDemo();
    await postFailed(t, "w1");
    await cure(t);
    expect(await reprocess(t, { confirm: true })).toEqual({
      matching: 1,
      is_started: true,
      message: "1 delivery will be processed again.",
    });
    await drain(t);
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      status: "processed",
      attempts: 1,
    });
    expect(await openFailedItems(t)).toEqual([]);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
    expect(await reprocess(t, { confirm: true })).toMatchObject({
      matching: 0,
      is_started: false,
    });
  });

  it("takes up one by its audit id, and changes nothing that was right", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1"), says("w2"));
    const state = async () => {
      // What is said of the delivery, and that its hour is counted anew.
      const {
        webhookAudit: _audit,
        hourlyRecounts: _marks,
        ...rest
      } = await snapshot(t);
      return rest;
    };
    const before = await state();
    const [audit] = await rowsOf(t, "webhookAudit");
    const audit_id = audit?._id;
    await reprocess(t, { audit_id, confirm: true });
    expect(await pendingJobs(t)).toHaveLength(1);
    await drain(t);
    expect(await state()).toEqual(before);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.map((row) => row.status)).toEqual(["processed", "processed"]);
  });

  it("takes up what a time and a status name", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1"));
    await passTime(t, DAY_MS);
    await postSigned(t, { body: "{" });
    await deliver(t, says("w2"));
    const [first, rejected] = await rowsOf(t, "webhookAudit");
    const since = (rejected?.received_at ?? 0) - 1;
    const status = "processed" as const;
    const matching = async (args: typeof internal.ops.reprocess._args) =>
      (await reprocess(t, args)).matching;
    expect(await matching({ status })).toBe(2);
    expect(await matching({ status, received_after: since })).toBe(1);
    expect(await matching({ status, received_before: since })).toBe(1);
    const text = new Date(first?.received_at ?? 0).toISOString();
    expect(await matching({ status, received_after: text })).toBe(2);
    expect(await matching({ status, received_before: text })).toBe(0);
    expect(await matching({ status: "rejected" })).toBe(1);
  });

  it("refuses a time that could be many, and an unknown audit id", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1"));
    expect(await codeOf(reprocess(t, { received_after: "2026-09-15" }))).toBe(
      "invalid_time",
    );
    const { _id: audit_id } = await onlyRow(t, "webhookAudit");
    await t.run(async (ctx) => await ctx.db.delete("webhookAudit", audit_id));
    expect(await codeOf(reprocess(t, { audit_id }))).toBe("not_found");
  });

  it("takes up hundreds, and thousands of failed items of one", async () => {
    const { t } = await setupDemo();
    const ids = Array.from({ length: 120 }, (_, i) => `w${i}`);
    await deliver(t, ...ids.map((id) => says(id)));
    const [audit] = await rowsOf(t, "webhookAudit");
    await t.run(async (ctx) => {
      for (let i = 0; i < 1100; i++) {
        await ctx.db.insert("syncFailures", {
          audit_id: audit?._id,
          kind: "dead_letter",
          item_index: i,
          error_code: "apply_failed",
          attempts: 1,
        });
      }
    });
    await reprocess(t, { status: "processed", confirm: true });
    await drain(t);
    expect(await openFailedItems(t)).toEqual([]);
    const audits = await rowsOf(t, "webhookAudit");
    expect(audits.every(({ status }) => status === "processed")).toBe(true);
    expect(await rowsOf(t, "messages")).toHaveLength(120);
  });
});
