/** Is ingestion moving? */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import { ITEMS_PER_SLICE } from "../../convex/model/webhooks/deliveries";
import { MINUTE_MS } from "../../src/lib/time/units";
import { inbound, SEKAR } from "../support/bodies";
import { post } from "../support/deliver";
import { useConvexEnvironment } from "../support/environment";
import { loseJobs, pendingJobs } from "../support/jobs";
import { longHistory } from "../support/longHistory";
import { deliver } from "../support/requests";
import { passTime, setupDemo, type TestConvex } from "../support/setup";

useConvexEnvironment();

let t: TestConvex;
beforeEach(async () => {
  ({ t } = await setupDemo());
});

const says = (id: string, phoneNumberId?: string) =>
  inbound({ id, person: SEKAR, at: 0, phoneNumberId });

async function health() {
  const response = await t.fetch("/health");
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const answer = (state: Record<string, unknown> = {}) => ({
  status: "ok",
  storage: "ok",
  oldest_unprocessed_age_ms: 0,
  oldest_without_progress_ms: 0,
  waiting_for_retry: 0,
  waiting_for_number: 0,
  dead_letters: 0,
  problems: [],
  ...state,
});

it("is ok when there is nothing to do and when all is done", async () => {
  expect(await health()).toEqual({ status: 200, body: answer() });
  await deliver(t, says("w1"));
  expect(await health()).toEqual({ status: 200, body: answer() });
});

describe("a delivery that waits", () => {
  it("is stuck when nothing moves for more than five minutes", async () => {
    await post(t, says("w1"), "key");
    vi.setSystemTime(Date.now() + 5 * MINUTE_MS);
    const waited = (ms: number) => ({
      oldest_unprocessed_age_ms: ms,
      oldest_without_progress_ms: ms,
    });
    expect(await health()).toEqual({
      status: 200,
      body: answer(waited(5 * MINUTE_MS)),
    });
    vi.setSystemTime(Date.now() + 1);
    expect(await health()).toEqual({
      status: 503,
      body: answer({ status: "stuck", ...waited(5 * MINUTE_MS + 1) }),
    });
  });

  it("is not stuck, however old, while others get on before it", async () => {
    await post(t, says("w1"), "key-1");
    expect(await pendingJobs(t)).toHaveLength(1);
    const now = Date.now();
    // Its job waits behind a long queue of which something was just done.
    await t.run(async (ctx) => {
      const [audit] = await ctx.db.query("webhookAudit").collect();
      if (audit !== undefined) {
        const { _id, _creationTime, job_id: _job, ...row } = audit;
        await ctx.db.insert("webhookAudit", {
          ...row,
          idempotency_key: "key-2",
          status: "processed",
          progressed_at: now + 59 * MINUTE_MS,
        });
      }
    });
    vi.setSystemTime(now + 60 * MINUTE_MS);
    expect(await health()).toMatchObject({
      status: 200,
      body: { status: "ok", oldest_unprocessed_age_ms: 60 * MINUTE_MS },
    });
    await loseJobs(t);
    expect(await health()).toMatchObject({
      status: 503,
      body: { status: "stuck" },
    });
  });

  it("is not stuck while it gets on itself, a slice every four minutes", async () => {
    const long = { person: SEKAR, items: 5 * ITEMS_PER_SLICE, every: 500 };
    await post(t, longHistory(long), "key");
    for (let minutes = 4; minutes <= 20; minutes += 4) {
      await passTime(t, 4 * MINUTE_MS);
      expect(await health()).toMatchObject({
        status: 200,
        body: {
          oldest_unprocessed_age_ms: minutes * MINUTE_MS,
          oldest_without_progress_ms: 0,
        },
      });
    }
  });
});

it("tells retries, unclaimed numbers and dead letters apart", async () => {
  await deliver(t, says("w1", "99"));
  await t.run(async (ctx) => {
    const failedItem = { error_code: "x", attempts: 1 };
    for (const kind of ["item", "item", "dead_letter"] as const) {
      await ctx.db.insert("syncFailures", { ...failedItem, kind });
    }
  });
  expect((await health()).body).toEqual(
    answer({ waiting_for_retry: 2, waiting_for_number: 1, dead_letters: 1 }),
  );
  await t.run(async (ctx) => {
    const failedItems = await ctx.db.query("syncFailures").collect();
    for (const { _id } of failedItems) {
      await ctx.db.patch("syncFailures", _id, { resolved_at: 1 });
    }
  });
  expect((await health()).body).toEqual(answer());
});

it("counts no further than a hundred", async () => {
  await t.run(async (ctx) => {
    const failedItem = { error_code: "x", attempts: 1 };
    for (let i = 0; i < 105; i++) {
      await ctx.db.insert("syncFailures", {
        ...failedItem,
        kind: "dead_letter",
      });
      await ctx.db.insert("syncFailures", { ...failedItem, kind: "item" });
    }
  });
  expect((await health()).body).toEqual(
    answer({ waiting_for_retry: 100, dead_letters: 100 }),
  );
});

describe("settings that are wrong", () => {
  it("are named with a code and in words, and do not make it stuck", async () => {
    vi.stubEnv("KAPSO_WEBHOOK_SECRET_PREVIOUS", "fifteen-bytes-x");
    vi.stubEnv("CRM_MASTER_KEY", "k1:AAAA");
    vi.stubEnv("AI_BASE_URL", "http://ai.example/v1");
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(body).toEqual(
      answer({
        problems: [
          {
            code: "secret_too_short",
            what: "KAPSO_WEBHOOK_SECRET_PREVIOUS",
            message:
              "KAPSO_WEBHOOK_SECRET_PREVIOUS has fewer than 16 bytes and counts as not set.",
          },
          {
            code: "malformed_master_key",
            what: "CRM_MASTER_KEY",
            message: expect.stringContaining("32 bytes"),
          },
          {
            code: "insecure_address",
            what: "AI",
            message: expect.stringMatching(
              /^AI cannot be used: AI_BASE_URL is plain http .*Use https.*\.$/,
            ),
          },
        ],
      }),
    );
    expect(JSON.stringify(body)).not.toMatch(/fifteen|AAAA|ai\.example/);
  });
});

describe("the write that it tries", () => {
  const probes = () => t.run((ctx) => ctx.db.query("storageProbes").collect());

  it("is one row, written anew at most every five seconds", async () => {
    const startedAt = Date.now();
    const times: number[] = [];
    for (let seconds = 0; seconds <= 10; seconds += 1) {
      vi.setSystemTime(startedAt + seconds * 1000);
      await Promise.all([health(), health()]);
      const rows = await probes();
      expect(rows).toHaveLength(1);
      times.push(...rows.map((row) => row.checked_at));
    }
    expect([...new Set(times)]).toEqual(
      [0, 5, 10].map((seconds) => startedAt + seconds * 1000),
    );
  });

  it("is tried again when the clock was set back", async () => {
    const startedAt = Date.now();
    await health();
    vi.setSystemTime(startedAt - MINUTE_MS);
    await health();
    const [row] = await probes();
    expect(row?.checked_at).toBe(startedAt - MINUTE_MS);
  });
});

describe("the badge of a workspace", () => {
  const badge = async () => {
    const asOwner = t.withIdentity({ subject: "demo-owner" });
    const [mine] = await asOwner.query(api.workspaces.listMine, {});
    return await asOwner.query(api.health.badge, {
      workspace_id: mine?.workspace._id ?? raise(),
    });
  };
  const nothing = {
    last_received_at: null,
    oldest_unprocessed_at: null,
    failed_count: 0,
    has_more_failed: false,
    duplicate_count: 0,
  };

  it("says nothing before the first delivery", async () => {
    expect(await badge()).toEqual(nothing);
  });

  it("tells of the newest delivery and of the oldest that waits", async () => {
    const first = Date.now();
    await deliver(t, says("w1"));
    expect(await badge()).toEqual({ ...nothing, last_received_at: first });
    const second = Date.now();
    await post(t, says("w2"), "key2");
    vi.setSystemTime(second + MINUTE_MS);
    await post(t, says("w3"), "key3");
    expect(await badge()).toEqual({
      ...nothing,
      last_received_at: second + MINUTE_MS,
      oldest_unprocessed_at: second,
    });
  });

  it("does not count what other workspaces' numbers wait for", async () => {
    await deliver(t, says("w1", "999"));
    expect(await badge()).toMatchObject({ failed_count: 0 });
  });
});

function raise(): never {
  throw new Error("the owner is a member");
}
