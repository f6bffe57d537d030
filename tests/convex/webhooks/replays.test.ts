/** Replays of one delivery and of many: never twice, never lost, always counted. */
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { DAY_MS, MINUTE_MS } from "../../../src/lib/time/units";
import { batch, inbound, SEKAR } from "../../support/bodies";
import {
  packBatches,
  factArbitrary,
  tellFact,
} from "../../support/conversationArbitrary";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { readFinalState } from "../../support/finalState";
import { loseJobs } from "../../support/jobs";
import { cure, poison } from "../../support/poison";
import { propertyRuns } from "../../support/propertyRuns";
import { deliver, postSigned } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";
import { codeOf, type Caller } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const says = (id: string) => inbound({ id, person: SEKAR, at: 0 });

/** Deliveries whose message cannot be stored, with no retry in sight. */
async function failing(count: number) {
  for (let i = 0; i < count; i += 1) {
    await poison(t, `w${i}`);
    await post(t, says(`w${i}`), `key-${i}`);
  }
  await passTime(t, 0);
  await t.run(async (ctx) => {
    for await (const row of ctx.db.query("syncFailures")) {
      await ctx.db.patch("syncFailures", row._id, {
        kind: "dead_letter",
        next_retry_at: undefined,
      });
    }
  });
  await loseJobs(t);
  vi.advanceTimersByTime(1000);
}

const replayFailed = async (more: object = {}) =>
  await asOwner.action(api.audit.replayFailed, {
    workspace_id: workspaceId,
    since: 0,
    ...more,
  });

async function startAll(more: object = {}) {
  const { nonce, filter } = await replayFailed(more);
  return await replayFailed({ ...more, nonce, until: filter.until });
}

const theRun = async () => await onlyRow(t, "replayRuns");
/** Lets what is due begin, and end. */
const aMoment = async () => {
  for (let i = 0; i < 3; i += 1) {
    await passTime(t, 1);
  }
};
/** So many seconds of a run's steps. */
const seconds = async (count: number) => {
  for (let i = 0; i < count; i += 1) {
    await passTime(t, 1000);
    await passTime(t, 0);
  }
};

describe("a replay", () => {
  it("of a failed delivery applies it and says what it brought", async () => {
    await failing(1);
    await cure(t);
    const { _id: audit_id } = await onlyRow(t, "webhookAudit");
    await asOwner.mutation(api.audit.replay, { audit_id });
    await drain(t);
    const life = await asOwner.query(api.audit.get, { audit_id });
    expect(life.delivery).toMatchObject({
      status: "processed",
      applied_count: 1,
    });
    expect(life.replays).toMatchObject([
      {
        by: "Demo owner",
        status_before: "failed",
        status_after: "processed",
        news_count: 1,
      },
    ]);
    expect(life.failures).toMatchObject([
      { error_code: "apply_failed", resolved_at: expect.any(Number) as number },
    ]);
  });

  it("of a processed one changes nothing, and keeps what it did at first", async () => {
    await deliver(t, says("w1"));
    const before = await readFinalState(t);
    const item = await onlyRow(t, "deliveryItems");
    const { _id: audit_id, processed_at } = await onlyRow(t, "webhookAudit");
    vi.advanceTimersByTime(MINUTE_MS);
    await asOwner.mutation(api.audit.replay, { audit_id });
    await drain(t);
    expect(await readFinalState(t)).toEqual(before);
    expect(await onlyRow(t, "deliveryItems")).toEqual(item);
    expect(await onlyRow(t, "deliveryReplays")).toMatchObject({
      status_after: "processed",
      news_count: 0,
    });
    expect(await onlyRow(t, "webhookAudit")).toMatchObject({
      first_processed_at: processed_at,
    });
  });

  it("is refused while it is processed, and once its body is gone", async () => {
    await post(t, says("w1"), "key");
    const { _id: audit_id } = await onlyRow(t, "webhookAudit");
    const replay = () => asOwner.mutation(api.audit.replay, { audit_id });
    expect(await codeOf(replay())).toBe("delivery_running");
    await drain(t);
    vi.advanceTimersByTime(31 * DAY_MS);
    expect(await codeOf(replay())).toBe("payload_expired");
    expect(await rowsOf(t, "deliveryReplays")).toEqual([]);
  });

  it("at any time changes nothing that was applied", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(factArbitrary, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
        async (facts, replayed) => {
          const tellings = packBatches(
            facts.flatMap((fact, i) => tellFact(fact, i, facts)),
            2,
          );
          const run = async (isReplayed: boolean) => {
            ({ t, asOwner, workspaceId } = await setupDemo());
            for (const [i, telling] of tellings.entries()) {
              await post(t, telling, `key-${i}`);
              if (isReplayed && replayed.includes(i)) {
                await drain(t);
                const audits = await rowsOf(t, "webhookAudit");
                for (const pick of replayed) {
                  const audit = audits[pick % audits.length];
                  if (audit) {
                    await t.mutation(internal.webhooks.reprocess.start, {
                      audit_id: audit._id,
                    });
                  }
                }
              }
            }
            await drain(t);
            return await readFinalState(t);
          };
          expect(await run(true)).toEqual(await run(false));
        },
      ),
      { numRuns: propertyRuns(6) },
    );
  });
});

describe("a replay of many", () => {
  it("says what it would mean, and changes nothing", async () => {
    await failing(3);
    const estimate = await replayFailed({ per_second: 2 });
    expect(estimate).toMatchObject({
      deliveries: 3,
      at_most_items: 3,
      duration_ms: 2000,
      oldest_at: (await rowsOf(t, "webhookAudit"))[0]?.received_at,
    });
    expect(estimate).not.toHaveProperty("run_id");
    expect(await rowsOf(t, "replayRuns")).toEqual([]);
  });

  it("starts what was estimated and nothing else", async () => {
    await failing(2);
    const { nonce, filter } = await replayFailed();
    const { until } = filter;
    vi.advanceTimersByTime(1);
    expect(await codeOf(replayFailed({ nonce }))).toBe("replay_changed");
    const [first] = await rowsOf(t, "webhookAudit");
    await t.run(async (ctx) => {
      if (first) {
        await ctx.db.patch("webhookAudit", first._id, { status: "processed" });
      }
    });
    expect(await codeOf(replayFailed({ nonce, until }))).toBe("replay_changed");
    expect(await rowsOf(t, "replayRuns")).toEqual([]);
  });

  it("takes up so many a second, and reports what came of each", async () => {
    await failing(5);
    await cure(t);
    await poison(t, "w4");
    const { run_id } = await startAll({ per_second: 2 });
    expect(run_id).toBeDefined();
    await aMoment();
    expect((await theRun()).counts.started).toBe(2);
    expect(await codeOf(startAll())).toBe("replay_running");
    await seconds(8);
    expect(await theRun()).toMatchObject({
      status: "done",
      counts: { started: 5, processed: 4, failed: 1, news: 4, skipped: 0 },
    });
    expect(await rowsOf(t, "messages")).toHaveLength(4);
  });

  it("pauses, goes on, and ends where it is", async () => {
    await failing(6);
    await cure(t);
    const { run_id } = await startAll({ per_second: 2 });
    const change = async (status: "running" | "paused" | "canceled") => {
      if (run_id !== undefined) {
        await asOwner.mutation(api.audit.changeReplay, { run_id, status });
      }
    };
    await aMoment();
    await change("paused");
    await seconds(10);
    expect(await theRun()).toMatchObject({
      status: "paused",
      counts: { started: 2, processed: 2 },
    });
    await change("running");
    await aMoment();
    expect((await theRun()).counts.started).toBe(4);
    await change("canceled");
    await seconds(10);
    expect(await theRun()).toMatchObject({
      status: "canceled",
      ended_at: expect.any(Number) as number,
      counts: { started: 4, processed: 4 },
    });
    expect(await rowsOf(t, "messages")).toHaveLength(4);
  });

  it("goes on after its job was lost", async () => {
    await failing(4);
    await cure(t);
    await startAll({ per_second: 2 });
    await aMoment();
    await loseJobs(t);
    await seconds(5);
    expect((await theRun()).counts.started).toBe(2);
    await t.mutation(internal.webhooks.replays.sweep, {});
    await t.action(internal.webhooks.sweep.restartLost, {});
    await seconds(8);
    expect(await theRun()).toMatchObject({
      status: "done",
      counts: { started: 4, processed: 4 },
    });
  });

  it("passes over what has no body any more, and leaves others alone", async () => {
    await failing(2);
    await deliver(t, says("fine"));
    const [first] = await rowsOf(t, "webhookPayloads");
    await t.run(async (ctx) => {
      if (first) {
        await ctx.db.delete("webhookPayloads", first._id);
      }
    });
    await cure(t);
    await startAll();
    await seconds(5);
    expect((await theRun()).counts).toMatchObject({ started: 1, expired: 1 });
    expect(await rowsOf(t, "deliveryReplays")).toHaveLength(1);
  });

  it("refuses a rate, a time or statuses that make no sense", async () => {
    for (const wrong of [
      { per_second: 0 },
      { per_second: 51 },
      { since: 2, until: 1 },
      { statuses: [] },
    ]) {
      expect(await codeOf(replayFailed(wrong))).toBe("invalid_replay");
    }
    const { nonce, filter } = await replayFailed();
    const { until } = filter;
    expect(await codeOf(replayFailed({ nonce, until }))).toBe(
      "nothing_to_replay",
    );
  });

  it("takes rejected ones and those of one event where it is told to", async () => {
    await postSigned(t, {
      body: '{"message":7,"phone_number_id":"100000000000017"}',
      headers: { "X-Webhook-Event": "whatsapp.message.received" },
    });
    await failing(1);
    await deliver(t, batch(says("w9").body, null));
    const statuses = ["rejected" as const];
    expect(await replayFailed({ statuses })).toMatchObject({ deliveries: 1 });
    expect(await replayFailed({})).toMatchObject({ deliveries: 2 });
    const event_type = "whatsapp.message.read";
    expect(await replayFailed({ event_type })).toMatchObject({ deliveries: 0 });
  });
});
