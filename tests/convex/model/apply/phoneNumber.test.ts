/** Our own numbers come and go; none of them makes a tenant. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../../convex/_generated/api";
import { phoneNumberChanged, storyTimeMs } from "../../../support/bodies";
import { findCase } from "../../../support/cases";
import { PHONE_NUMBER_ID } from "../../../support/conversationArbitrary";
import { post } from "../../../support/deliver";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

describe("a number that nobody knows", () => {
  it("is recorded as unclaimed, and stays so when it comes back", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      phoneNumberChanged("created", "55", 0),
      phoneNumberChanged("disconnected", "55", 1),
    );
    const last = async () => (await rowsOf(t, "phoneNumbers")).at(-1);
    expect(await last()).toMatchObject({
      phone_number_id: "55",
      status: "disconnected",
    });
    await deliver(t, phoneNumberChanged("reconnected", "55", 2));
    expect(await last()).toMatchObject({ status: "unclaimed" });
    expect(await last()).not.toHaveProperty("workspace_id");
    expect(await rowsOf(t, "workspaces")).toHaveLength(1);
  });
});

describe("a workspace's number", () => {
  it("has the status of its latest event, in any order", async () => {
    for (const tellings of permutations([
      phoneNumberChanged("disconnected", PHONE_NUMBER_ID, 1),
      phoneNumberChanged("reconnected", PHONE_NUMBER_ID, 2),
      phoneNumberChanged("deleted", PHONE_NUMBER_ID, 3),
    ])) {
      const { t, workspaceId } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "phoneNumbers")).toMatchObject({
        workspace_id: workspaceId,
        status: "deleted",
        status_at: storyTimeMs(3),
      });
    }
  });
});

describe("an event without a time", () => {
  const statusNow = async (t: TestConvex) =>
    (await rowsOf(t, "phoneNumbers")).at(-1)?.status;

  it("is ordered by its arrival (field case 11)", async () => {
    // Before, at and after the provider's time in the case.
    for (const day of ["2026-11-17", "2026-11-18T11:06:40Z", "2026-11-20"]) {
      const { t } = await setupDemo();
      vi.setSystemTime(new Date(day));
      for (const { headers, body } of findCase("11").deliveries) {
        await deliver(t, { event: headers["x-webhook-event"], body });
        vi.advanceTimersByTime(1000);
      }
      expect([day, await statusNow(t)]).toEqual([day, "deleted"]);
    }
  });

  it("keeps its place when it is applied after a later one", async () => {
    const { t } = await setupDemo();
    await post(t, phoneNumberChanged("deleted", PHONE_NUMBER_ID), "first");
    vi.setSystemTime(Date.now() + 1000);
    await post(t, phoneNumberChanged("created", PHONE_NUMBER_ID), "second");
    for (const audit of (await rowsOf(t, "webhookAudit")).toReversed()) {
      await t.mutation(internal.webhooks.process.processDelivery, {
        audit_id: audit._id,
      });
    }
    expect(await statusNow(t)).toBe("active");
  });

  it("keeps its place when a retry applies it", async () => {
    const { t } = await setupDemo();
    await post(t, phoneNumberChanged("deleted", PHONE_NUMBER_ID), "first");
    const { _id: auditId } = await onlyRow(t, "webhookAudit");
    const failedItemId = await t.run(async (ctx) => {
      await ctx.db.patch("webhookAudit", auditId, {
        status: "failed",
        failed_count: 1,
        next_item: 1,
      });
      return await ctx.db.insert("syncFailures", {
        audit_id: auditId,
        item_index: 0,
        kind: "item",
        error_code: "apply_failed",
        attempts: 1,
      });
    });
    vi.setSystemTime(Date.now() + 1000);
    await deliver(t, phoneNumberChanged("created", PHONE_NUMBER_ID));
    await t.mutation(internal.webhooks.retry.retryFailedItem, {
      failed_item_id: failedItemId,
    });
    expect(await onlyRow(t, "syncFailures")).toHaveProperty("resolved_at");
    expect(await statusNow(t)).toBe("active");
  });

  it("changes nothing when it is delivered again", async () => {
    const { t } = await setupDemo();
    const deleted = phoneNumberChanged("deleted", PHONE_NUMBER_ID);
    await post(t, deleted, "first");
    await drain(t);
    vi.setSystemTime(Date.now() + 1000);
    await deliver(t, phoneNumberChanged("created", PHONE_NUMBER_ID));
    vi.setSystemTime(Date.now() + 1000);
    await post(t, deleted, "first");
    await drain(t);
    expect(await statusNow(t)).toBe("active");
  });

  it("ends the life of a number known from before reports were kept", async () => {
    const { t } = await setupDemo();
    const number = await onlyRow(t, "phoneNumbers");
    await t.run(
      async (ctx) =>
        await ctx.db.patch("phoneNumbers", number._id, {
          status: "disconnected",
          status_at: storyTimeMs(0),
        }),
    );
    vi.setSystemTime(storyTimeMs(60));
    await deliver(t, phoneNumberChanged("reconnected", PHONE_NUMBER_ID, -5));
    expect(await statusNow(t)).toBe("disconnected");
    await deliver(t, phoneNumberChanged("deleted", PHONE_NUMBER_ID));
    expect(await statusNow(t)).toBe("deleted");
  });
});
