/** What arrived and what went wrong, as the command line shows it. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { inbound, SEKAR } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver, postSigned } from "../../support/requests";
import { setupDemo, type TestConvex } from "../../support/setup";
import { createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

const NOW = Date.parse("2026-09-14T02:15:07Z");

let t: TestConvex;
beforeEach(async () => {
  vi.setSystemTime(NOW);
  ({ t } = await setupDemo());
});

const says = (id: string, phoneNumberId?: string) =>
  inbound({ id, person: SEKAR, at: 0, phoneNumberId });
const deliveries = (args: object) => t.query(internal.ops.listDeliveries, args);
const failedItems = (args: object) =>
  t.query(internal.ops.listFailedItems, args);

describe("listDeliveries", () => {
  it("shows a workspace's, newest first, on its clock", async () => {
    await deliver(t, says("w1"));
    vi.setSystemTime(NOW + 60_000);
    await deliver(t, says("w2"), says("w3", "55"));
    const list = await deliveries({ workspace: "demo" });
    expect(list.has_more).toBe(false);
    expect(list.rows).toHaveLength(2);
    expect(list.rows[1]).toMatchObject({
      received_at: NOW,
      received_local: "2026-09-14T09:15:07+07:00",
      event_type: "whatsapp.message.received",
      payload_form: "v2",
      status: "processed",
      item_count: 1,
      applied_count: 1,
      duplicate_count: 0,
      phone_number_id: "100000000000017",
    });
    expect(list.rows[0]?.received_local).toBe("2026-09-14T09:16:07+07:00");
  });

  it("shows everybody's and nobody's without one, in UTC", async () => {
    await deliver(t, says("w1"), says("w2", "55"));
    const list = await deliveries({});
    expect(list.rows.map((row) => row.phone_number_id)).toEqual([
      "55",
      "100000000000017",
    ]);
    expect(list.rows[1]?.received_local).toBe("2026-09-14T02:15:07+00:00");
  });

  it("shows one status, and so many", async () => {
    await createTenant(t, "other", ["77"]);
    await deliver(
      t,
      says("w1"),
      says("w2"),
      says("w3", "55"),
      says("w4", "77"),
    );
    const counted = async (args: object) => {
      const { rows, has_more } = await deliveries(args);
      return [rows.length, has_more];
    };
    expect(await counted({ status: "failed" })).toEqual([1, false]);
    expect(await counted({ status: "processed" })).toEqual([3, false]);
    const demo = { workspace: "demo" };
    expect(await counted({ ...demo, status: "processed" })).toEqual([2, false]);
    expect(await counted({ ...demo, limit: 1 })).toEqual([1, true]);
    expect(await refusalOf(deliveries({ workspace: "no" }))).toMatchObject({
      code: "not_found",
      what: "workspace",
    });
  });
});

describe("listFailedItems", () => {
  it("shows what waits and what is dead, newest first, and nothing mended", async () => {
    await postSigned(t, { body: "[]" });
    vi.setSystemTime(NOW + 1000);
    const { body } = says("w1", "55");
    const response = await postSigned(t, { body: JSON.stringify(body) });
    expect(response.status).toBe(200);
    vi.advanceTimersByTime(0);
    await t.finishInProgressScheduledFunctions();
    await t.run(
      async (ctx) =>
        await ctx.db.insert("syncFailures", {
          kind: "item",
          item_index: 2,
          error_code: "apply_failed",
          attempts: 1,
          next_retry_at: NOW + 40_000,
        }),
    );
    const { rows } = await failedItems({});
    expect(rows).toMatchObject([
      {
        kind: "item",
        error_code: "apply_failed",
        item_index: 2,
        next_retry_at: NOW + 40_000,
        next_retry_local: "2026-09-14T02:15:47+00:00",
      },
      {
        kind: "delivery",
        error_code: "unclaimed_phone_number",
        phone_number_id: "55",
        failed_local: "2026-09-14T02:15:08+00:00",
      },
      { kind: "dead_letter", error_code: "not_an_object" },
    ]);
    expect(rows[1]).not.toHaveProperty("next_retry_local");
    await t.mutation(internal.ops.addNumber, {
      workspace: "demo",
      phone_number_id: "55",
    });
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    const left = await failedItems({});
    expect(left.rows.map((row) => row.error_code)).toEqual([
      "apply_failed",
      "not_an_object",
    ]);
  });

  it("shows a workspace only its own", async () => {
    await createTenant(t, "other", ["77"]);
    await t.run(async (ctx) => {
      const workspaces = await ctx.db.query("workspaces").collect();
      for (const { _id: workspace_id, slug } of workspaces) {
        await ctx.db.insert("syncFailures", {
          workspace_id,
          kind: "dead_letter",
          error_code: slug === "demo" ? "invalid_event" : "apply_failed",
          attempts: 1,
        });
      }
    });
    const { rows } = await failedItems({ workspace: "demo" });
    expect(rows.map((row) => row.error_code)).toEqual(["invalid_event"]);
    expect((await failedItems({ limit: 1 })).has_more).toBe(true);
  });
});
