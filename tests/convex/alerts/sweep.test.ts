/** Alerts are kept while their cause is there, resolved, and raised again. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { MINUTE_MS, HOUR_MS, DAY_MS } from "../../../src/lib/time/units";
import {
  raise,
  skip,
  stands,
  standsAfter,
  sweepAlerts,
} from "../../support/alertWatch";
import { useConvexEnvironment } from "../../support/environment";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";

useConvexEnvironment();

const PHONE_NUMBER_ID = "100000000000099";

let t: TestConvex;
let workspaceId: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime(Date.parse("2026-11-21T02:00:00Z"));
  ({ t, workspaceId } = await setupDemo());
});

describe("every kind of alert", () => {
  it("is looked after, however many stand", async () => {
    for (let number = 0; number < 250; number += 1) {
      await raise(t, { kind: "v1_webhook", key: `endpoint-${number}` });
    }
    skip(DAY_MS);
    await sweepAlerts(t);
    await drain(t);
    const alerts = await rowsOf(t, "alerts");
    expect(alerts.every((row) => row.resolved_at === Date.now())).toBe(true);
  });

  it("keeps the time when it was resolved, until it is raised again", async () => {
    await raise(t, { kind: "v1_webhook", key: "default" });
    await standsAfter(t, DAY_MS, "v1_webhook");
    const resolvedAt = Date.now();
    await standsAfter(t, HOUR_MS, "v1_webhook");
    expect(await onlyRow(t, "alerts")).toMatchObject({
      count: 1,
      resolved_at: resolvedAt,
    });
    await raise(t, { kind: "v1_webhook", key: "default" });
    const again = await onlyRow(t, "alerts");
    expect(again).toMatchObject({ count: 2, last_at: Date.now() });
    expect(again.resolved_at).toBeUndefined();
  });
});

describe("v1_webhook", () => {
  it("is over a day after the last delivery in the old form", async () => {
    const seen = { kind: "v1_webhook", key: "default" } as const;
    await raise(t, seen);
    expect(await standsAfter(t, DAY_MS - 1, "v1_webhook")).toBe(true);
    await raise(t, seen);
    expect(await standsAfter(t, DAY_MS - 1, "v1_webhook")).toBe(true);
    expect(await standsAfter(t, 1, "v1_webhook")).toBe(false);
    await raise(t, seen);
    expect(await stands(t, "v1_webhook")).toBe(true);
  });
});

describe("unclaimed_phone_number", () => {
  const KIND = "unclaimed_phone_number";
  const wait = async () => {
    await t.run(
      async (ctx) =>
        await ctx.db.insert("syncFailures", {
          phone_number_id: PHONE_NUMBER_ID,
          kind: "delivery",
          error_code: KIND,
          attempts: 1,
        }),
    );
    await raise(t, { kind: KIND, key: PHONE_NUMBER_ID });
  };

  it("stands while messages wait for an owner, and is over once there is one", async () => {
    await wait();
    expect(await standsAfter(t, 7 * DAY_MS, KIND)).toBe(true);
    await t.mutation(internal.ops.createWorkspace, {
      slug: "acme",
      name: "Acme",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      owner_subject: "acme-owner",
      phone_number_ids: [PHONE_NUMBER_ID],
    });
    expect(await standsAfter(t, 0, KIND)).toBe(false);
  });

  it("is over when nothing waits any more, ten minutes after the last", async () => {
    await wait();
    await t.run(async (ctx) => {
      for (const row of await ctx.db.query("syncFailures").collect()) {
        await ctx.db.patch("syncFailures", row._id, {
          resolved_at: Date.now(),
        });
      }
    });
    expect(await standsAfter(t, 10 * MINUTE_MS - 1, KIND)).toBe(true);
    expect(await standsAfter(t, 1, KIND)).toBe(false);
    await wait();
    expect(await standsAfter(t, DAY_MS, KIND)).toBe(true);
  });
});

describe("digest_failed", () => {
  const KIND = "digest_failed";
  const alert = () =>
    ({
      kind: KIND,
      key: workspaceId,
      workspace_id: workspaceId,
    }) as const;
  const endRun = async (status: "done" | "skipped" | "failed") =>
    await t.run(
      async (ctx) =>
        await ctx.db.insert("digestRuns", {
          workspace_id: workspaceId,
          local_date: "2026-11-22",
          trigger: "schedule",
          due_at: Date.now(),
          status,
          up_to: 1n,
          attempts: 1,
          claimed_at: Date.now(),
          call_attempts: 0,
          finished_at: Date.now(),
        }),
    );

  it("is over with the workspace's next digest, not with another failure", async () => {
    await endRun("done");
    skip(1);
    await raise(t, alert());
    expect(await standsAfter(t, 30 * DAY_MS, KIND)).toBe(true);
    await endRun("failed");
    expect(await standsAfter(t, 0, KIND)).toBe(true);
    skip(1);
    await endRun("skipped");
    expect(await standsAfter(t, 0, KIND)).toBe(false);
    await raise(t, alert());
    expect(await standsAfter(t, DAY_MS, KIND)).toBe(true);
  });
});
