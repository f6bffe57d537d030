/** Is ingestion moving? */
import { beforeEach, expect, it } from "vitest";
import { inbound, SEKAR } from "../support/bodies";
import { post } from "../support/deliver";
import { useConvexEnvironment } from "../support/environment";
import { deliver } from "../support/requests";
import { drain, passTime, setupDemo, type TestConvex } from "../support/setup";

useConvexEnvironment();

const MINUTE_MS = 60_000;

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
  oldest_unprocessed_age_ms: 0,
  waiting_for_retry: 0,
  dead_letters: 0,
  ...state,
});

it("is ok when there is nothing to do and when all is done", async () => {
  expect(await health()).toEqual({ status: 200, body: answer() });
  await deliver(t, says("w1"));
  expect(await health()).toEqual({ status: 200, body: answer() });
});

it("is stuck when a delivery has waited for more than five minutes", async () => {
  await post(t, says("w1"), "key");
  await t.run(async (ctx) => {
    const jobs = await ctx.db.system.query("_scheduled_functions").collect();
    for (const job of jobs) {
      await ctx.scheduler.cancel(job._id);
    }
  });
  await passTime(t, 5 * MINUTE_MS);
  expect(await health()).toEqual({
    status: 200,
    body: answer({ oldest_unprocessed_age_ms: 5 * MINUTE_MS }),
  });
  await passTime(t, 1);
  expect(await health()).toEqual({
    status: 503,
    body: answer({
      status: "stuck",
      oldest_unprocessed_age_ms: 5 * MINUTE_MS + 1,
    }),
  });
});

it("counts what waits for a retry and what waits for people", async () => {
  await post(t, says("w1", "99"), "key-1");
  await passTime(t, 0);
  expect((await health()).body).toEqual(answer({ waiting_for_retry: 1 }));
  await drain(t);
  expect((await health()).body).toEqual(answer({ dead_letters: 1 }));
  await t.run(async (ctx) => {
    const failures = await ctx.db.query("syncFailures").collect();
    for (const { _id } of failures) {
      await ctx.db.patch("syncFailures", _id, { resolved_at: 1 });
    }
  });
  expect((await health()).body).toEqual(answer());
});

it("counts no further than a hundred", async () => {
  await t.run(async (ctx) => {
    const failure = { kind: "item" as const, error_code: "x", attempts: 1 };
    for (let i = 0; i < 105; i++) {
      await ctx.db.insert("syncFailures", failure);
      await ctx.db.insert("syncFailures", { ...failure, next_retry_at: 5 });
    }
  });
  expect((await health()).body).toEqual(
    answer({ waiting_for_retry: 100, dead_letters: 100 }),
  );
});
