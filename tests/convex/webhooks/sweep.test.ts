/** What fell out of the scheduler is found again. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { internal } from "../../../convex/_generated/api";
import { ITEMS_PER_SLICE } from "../../../convex/model/webhooks/deliveries";
import { MINUTE_MS } from "../../../src/lib/time/units";
import { inbound, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loseJobs, pendingJobs } from "../../support/jobs";
import { longHistory, messagesIn } from "../../support/longHistory";
import { onlyRow, rowsOf } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";

useConvexEnvironment();

let t: TestConvex;
beforeEach(async () => {
  ({ t } = await setupDemo());
});

const sweep = async () => {
  await t.action(internal.webhooks.sweep.restartLost, {});
};
const auditRow = async () => await onlyRow(t, "webhookAudit");

describe("a delivery whose job was lost", () => {
  beforeEach(async () => {
    await post(t, inbound({ id: "w1", person: SEKAR, at: 0 }), "key");
    await loseJobs(t);
    expect(await auditRow()).toMatchObject({ status: "received" });
  });

  it("is looked at after a minute", async () => {
    await passTime(t, MINUTE_MS);
    await sweep();
    expect(await pendingJobs(t)).toEqual([]);
    await passTime(t, 1);
    await sweep();
    expect(await pendingJobs(t)).toHaveLength(1);
  });

  it("is started again and processed once", async () => {
    await passTime(t, 3 * MINUTE_MS);
    await sweep();
    await sweep();
    expect(await pendingJobs(t)).toHaveLength(1);
    await passTime(t, 0);
    expect(await auditRow()).toMatchObject({
      status: "processed",
      applied_count: 1,
      attempts: 1,
    });
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 1,
      unread_count: 1,
    });
    await passTime(t, 3 * MINUTE_MS);
    await sweep();
    expect(await pendingJobs(t)).toEqual([]);
  });

  it("is started again however often that happens", async () => {
    for (let i = 0; i < 12; i++) {
      await passTime(t, 3 * MINUTE_MS);
      await sweep();
      expect(await pendingJobs(t)).toHaveLength(1);
      await loseJobs(t);
    }
    expect(await auditRow()).toMatchObject({ status: "received", attempts: 0 });
    await sweep();
    await passTime(t, 0);
    expect(await auditRow()).toMatchObject({ status: "processed" });
    expect(await rowsOf(t, "syncFailures")).toEqual([]);
  });
});

describe("a delivery whose job still waits", () => {
  it("is left to it, however long it takes", async () => {
    await post(t, inbound({ id: "w1", person: SEKAR, at: 0 }), "key");
    const jobs = await pendingJobs(t);
    vi.setSystemTime(Date.now() + 24 * 60 * MINUTE_MS);
    await sweep();
    expect(await pendingJobs(t)).toEqual(jobs);
    expect(await auditRow()).toMatchObject({ status: "received", attempts: 0 });
  });
});

describe("a delivery that has two jobs for one slice", () => {
  it("goes on once", async () => {
    const long = { person: SEKAR, items: 2 * ITEMS_PER_SLICE + 1, every: 50 };
    await post(t, longHistory(long), "key");
    await passTime(t, 0);
    const { _id: audit_id } = await auditRow();
    await t.run(async (ctx) => {
      const twin = { audit_id, next_item: 0 };
      await ctx.scheduler.runAfter(
        0,
        internal.webhooks.process.processDelivery,
        twin,
      );
    });
    await drain(t);
    const jobs = await t.run(async (ctx) => {
      const all = await ctx.db.system.query("_scheduled_functions").collect();
      return all.filter(({ name }) => name.includes("webhooks/process"));
    });
    // The cut, three slices and the twin, which found its slice done.
    expect(jobs).toHaveLength(5);
    expect(await rowsOf(t, "messages")).toHaveLength(messagesIn(long));
    expect(await auditRow()).toMatchObject({
      status: "processed",
      applied_count: messagesIn(long),
    });
  });
});

const sliceSchema = z.looseObject({ items: z.array(z.unknown()) });

describe("a delivery whose processing fails", () => {
  const LONG = { person: SEKAR, items: ITEMS_PER_SLICE + 20, every: 10 };
  const BROKEN = 35;

  const breakBody = async () => {
    await t.run(async (ctx) => {
      for (const { _id } of await ctx.db.query("webhookPayloads").collect()) {
        await ctx.db.patch("webhookPayloads", _id, { body: "{" });
      }
    });
  };

  /** Cuts the stored slices anew, with one that nothing can read. */
  const breakSlice = async () => {
    const { _id: audit_id } = await auditRow();
    await t.run(async (ctx) => {
      const rows = await ctx.db.query("webhookSlices").collect();
      const [first] = rows;
      if (first === undefined) {
        throw new Error("the delivery was cut");
      }
      const { _id, _creationTime, ...row } = first;
      const { items, ...shared } = sliceSchema.parse(JSON.parse(row.items));
      const store = async (first_item: number, part: unknown[]) =>
        await ctx.db.insert("webhookSlices", {
          ...row,
          audit_id,
          first_item,
          item_count: part.length,
          items: JSON.stringify({ ...shared, items: part }),
        });
      await ctx.db.delete("webhookSlices", _id);
      await store(0, items.slice(0, BROKEN));
      await store(BROKEN, [{ kind: "unreadable" }]);
      await store(BROKEN + 1, items.slice(BROKEN + 1));
    });
  };

  it("reads a slice that cannot be read from the body", async () => {
    await post(t, longHistory(LONG), "key");
    await passTime(t, 0);
    await breakSlice();
    await drain(t);
    expect(await auditRow()).toMatchObject({
      status: "processed",
      applied_count: messagesIn(LONG),
    });
    expect(await rowsOf(t, "messages")).toHaveLength(messagesIn(LONG));
    expect(await rowsOf(t, "syncFailures")).toEqual([]);
  });

  it("gives up one item after five starts and goes on behind it", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await post(t, longHistory(LONG), "key");
    await passTime(t, 0);
    await breakSlice();
    await breakBody();
    await passTime(t, 0);
    expect(await auditRow()).toMatchObject({ next_item: BROKEN, attempts: 0 });
    for (let failed = 1; failed <= 4; failed++) {
      await passTime(t, 2 * MINUTE_MS);
      await sweep();
      expect(await auditRow()).toMatchObject({
        status: "received",
        next_item: BROKEN,
        attempts: failed,
      });
      await passTime(t, 0);
    }
    await passTime(t, 2 * MINUTE_MS);
    await sweep();
    expect(await auditRow()).toMatchObject({
      next_item: BROKEN + 1,
      attempts: 0,
    });
    await drain(t);
    const audit = await auditRow();
    expect(audit).toMatchObject({
      status: "partial",
      applied_count: messagesIn(LONG),
      failed_count: 1,
      error_code: "processing_failed",
    });
    expect(await onlyRow(t, "syncFailures")).toMatchObject({
      audit_id: audit._id,
      item_index: BROKEN,
      kind: "dead_letter",
      error_code: "processing_failed",
    });
    expect(await rowsOf(t, "messages")).toHaveLength(messagesIn(LONG));
  });
});

describe("a retry whose job was lost", () => {
  const failedItem = { kind: "item" as const, error_code: "x", attempts: 1 };

  it("is started again once it is five minutes late", async () => {
    const due = Date.now();
    await t.run(async (ctx) => {
      await ctx.db.insert("syncFailures", {
        ...failedItem,
        next_retry_at: due,
      });
    });
    await passTime(t, 5 * MINUTE_MS);
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    expect(await pendingJobs(t)).toEqual([]);
    await passTime(t, 1);
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    expect(await pendingJobs(t)).toHaveLength(1);
  });

  it("is not started when it is resolved or waits for people", async () => {
    await t.run(async (ctx) => {
      await ctx.db.insert("syncFailures", {
        ...failedItem,
        next_retry_at: 1,
        resolved_at: 2,
      });
      await ctx.db.insert("syncFailures", {
        ...failedItem,
        kind: "dead_letter",
      });
      await ctx.db.insert("syncFailures", { ...failedItem, kind: "delivery" });
    });
    await t.mutation(internal.webhooks.sweep.restartLostRetries, {});
    expect(await pendingJobs(t)).toEqual([]);
  });
});
