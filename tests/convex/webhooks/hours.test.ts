/** Deliveries an hour: what the cron counts is what the rows say. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { HOUR_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { hourOf } from "../../../src/lib/webhooks/hourStats";
import { inbound, SEKAR } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { cure, poison } from "../../support/poison";
import { postPlain } from "../../support/requests";
import { rowsOf } from "../../support/rows";
import { passTime, setupDemo, type TestConvex } from "../../support/setup";
import type { Caller } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  // Minutes pass in each test: from here none of them is another hour's.
  vi.setSystemTime(hourOf(Date.now()) + 10 * MINUTE_MS);
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const tell = async (id: string, key = id) =>
  await post(t, inbound({ id, person: SEKAR, at: 0 }), key);

const countHours = async () =>
  await t.action(internal.webhooks.hours.count, {});

async function lastHours(hours: number) {
  return await asOwner.query(api.audit.hours, {
    workspace_id: workspaceId,
    as_of: Date.now(),
    hours,
  });
}

describe("the hours", () => {
  it("count each delivery once, however often the cron runs", async () => {
    await tell("w1");
    await tell("w1");
    await passTime(t, 0);
    vi.advanceTimersByTime(HOUR_MS);
    await tell("w2");
    await passTime(t, 80);
    await countHours();
    vi.advanceTimersByTime(3 * MINUTE_MS);
    await countHours();
    await countHours();
    const [earlier, now] = await lastHours(2);
    expect(earlier).toMatchObject({ accepted: 1, duplicates: 1, failed: 0 });
    expect(now).toMatchObject({ accepted: 1, duplicates: 0, failed: 0 });
    expect(now?.lag_p99_ms).toBeGreaterThan(0);
    expect(now?.hour_at).toBe(hourOf(Date.now()));
  });

  it("tell the badge what was ignored in the newest delivery's hour", async () => {
    const ignored = async () => {
      const badge = await asOwner.query(api.health.badge, {
        workspace_id: workspaceId,
      });
      return badge.duplicate_count;
    };
    await tell("w1");
    await tell("w1");
    await tell("w1");
    await passTime(t, 0);
    vi.advanceTimersByTime(3 * MINUTE_MS);
    await countHours();
    expect(await ignored()).toBe(2);
    vi.advanceTimersByTime(HOUR_MS);
    await tell("w2");
    expect(await ignored()).toBe(0);
  });

  it("are counted anew when a repeat, a retry or a replay comes later", async () => {
    await poison(t, "w1");
    await tell("w1");
    await passTime(t, 1);
    vi.advanceTimersByTime(3 * MINUTE_MS);
    await countHours();
    expect((await lastHours(1))[0]).toMatchObject({ accepted: 1, failed: 1 });
    await cure(t);
    await tell("w1");
    const [audit] = await rowsOf(t, "webhookAudit");
    if (audit) {
      await t.mutation(internal.ops.replay, { audit_id: audit._id });
    }
    await passTime(t, 1);
    await countHours();
    expect((await lastHours(1))[0]).toMatchObject({
      accepted: 1,
      duplicates: 1,
      failed: 0,
    });
    expect(await rowsOf(t, "hourlyRecounts")).toEqual([]);
  });

  it("know what was refused, and nothing of what was in it", async () => {
    for (let i = 0; i < 3; i += 1) {
      expect((await postPlain(t, `{"n":${i}}`)).status).toBe(401);
    }
    expect(await rowsOf(t, "hourlyStats")).toEqual([]);
    await countHours();
    await countHours();
    expect((await lastHours(1))[0]).toMatchObject({ accepted: 0, refused: 3 });
  });

  it("of another workspace are not among them", async () => {
    await post(
      t,
      inbound({ id: "w", person: SEKAR, at: 0, phoneNumberId: "999" }),
      "k",
    );
    vi.advanceTimersByTime(3 * MINUTE_MS);
    await countHours();
    expect((await lastHours(1))[0]).toMatchObject({ accepted: 0 });
    expect(await rowsOf(t, "hourlyStats")).toMatchObject([{ accepted: 1 }]);
  });
});
