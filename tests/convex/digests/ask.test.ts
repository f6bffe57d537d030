/** One page's questions: refused answers, pauses, and what is kept of them. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { MINUTE_MS } from "../../../src/lib/time/units";
import {
  claim,
  countPaidCalls,
  createDigestWorld,
  DUE_AT,
  execute,
  expectOwnWords,
  tell,
  type DigestWorld,
} from "../../support/digestWorld";
import { questionOf } from "../../support/digestWriter";
import { replies } from "../../support/fakeProvider";
import { onlyRow } from "../../support/rows";

const rateLimited = (seconds: number) =>
  replies.rateLimited({ "Retry-After": String(seconds) });

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
  for (const number of [1, 2, 3, 4, 5]) {
    await tell(world, [questionOf(number)], number);
  }
});
afterEach(async () => {
  await world.close();
});

describe("a refused answer", () => {
  const bad = replies.well({ text: "Sorry, I cannot." });
  it("is not paid for again after a pause: its reasons are", async () => {
    world.provider.queue.push(bad, rateLimited(9));
    const runId = await claim(world);
    expect(await execute(world, runId)).toMatchObject({ status: "waiting" });
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    const lastWords = world.provider.calls.map(
      ({ body }) => body.messages.at(-1)?.content ?? "",
    );
    expect(lastWords.map((words) => /was refused/.test(words))).toEqual([
      false,
      true,
      true,
    ]);
    expect(await countPaidCalls(world)).toBe(2);
    await expectOwnWords(world);
  });

  it("counts, so that no run gets more than two of a page", async () => {
    world.provider.usual = bad;
    const runId = await claim(world);
    const run = await execute(world, runId);
    expect(run).toMatchObject({ status: "done", reason: "output_refused" });
    expect(world.provider.calls).toHaveLength(2);
  });

  it("counts also after a pause", async () => {
    world.provider.queue.push(bad, rateLimited(9), bad);
    const runId = await claim(world);
    await execute(world, runId);
    const run = await execute(world, runId);
    expect(run).toMatchObject({ status: "done", reason: "output_refused" });
    expect(await countPaidCalls(world)).toBe(2);
  });

  it("that was cut short is kept as such", async () => {
    world.provider.queue.push(
      replies.well({ text: "{", finishReason: "length" }),
      rateLimited(9),
    );
    const runId = await claim(world);
    await execute(world, runId);
    expect(await onlyRow(world.t, "digestPages")).toMatchObject({
      answer: "{",
      finish_reason: "length",
      answer_count: 1,
      aliases: [],
    });
    expect(await execute(world, runId)).toMatchObject({ status: "done" });
    expect(await countPaidCalls(world)).toBe(2);
  });
});

describe("a pause", () => {
  it("begins when the provider says rate limited and ends at its Retry-After", async () => {
    world.provider.queue.push(rateLimited(600));
    const run = await execute(world, await claim(world));
    expect(run).toMatchObject({
      status: "waiting",
      call_attempts: 1,
      first_call_at: DUE_AT,
    });
    const waits = (run.retry_at ?? 0) - DUE_AT;
    expect(waits).toBeGreaterThanOrEqual(10 * MINUTE_MS);
    expect(waits).toBeLessThan(11 * MINUTE_MS);
  });

  it("is not made beyond half an hour after the digest was due", async () => {
    world.provider.queue.push(rateLimited(31 * 60));
    const run = await execute(world, await claim(world));
    expect(run).toMatchObject({ status: "done", reason: "rate_limited" });
  });

  it("counts failures in a row only", async () => {
    world.provider.queue.push(rateLimited(9), replies.well({ text: "{" }));
    world.provider.queue.push(rateLimited(9));
    const runId = await claim(world);
    await execute(world, runId);
    vi.setSystemTime(DUE_AT + MINUTE_MS);
    const run = await execute(world, runId);
    expect(run).toMatchObject({
      call_attempts: 1,
      first_call_at: DUE_AT + MINUTE_MS,
    });
  });

  it("of a run that has ended meanwhile changes nothing", async () => {
    const runId = await claim(world);
    const ended = await execute(world, runId);
    await world.t.mutation(internal.digests.writes.pause, {
      run_id: runId,
      retry_at: DUE_AT + MINUTE_MS,
      call_attempts: 1,
      first_call_at: DUE_AT,
    });
    expect(await onlyRow(world.t, "digestRuns")).toEqual(ended);
  });
});
