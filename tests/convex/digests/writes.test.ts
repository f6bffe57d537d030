/** What a run writes: kept answers, and its one end. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { asModel, questionOf } from "../../support/digestWriter";
import {
  claim,
  createDigestWorld,
  DUE_AT,
  execute,
  expectOwnWords,
  tell,
  type DigestWorld,
} from "../../support/digestWorld";
import { replies } from "../../support/fakeProvider";
import { onlyRow, rowsOf } from "../../support/rows";

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  await world.close();
});

async function tellFive(): Promise<void> {
  for (const number of [1, 2, 3, 4, 5]) {
    await tell(world, [questionOf(number)], number);
  }
}

const runNow = async (): Promise<Id<"digestRuns">> =>
  (
    await world.asOwner.mutation(api.digests.runNow, {
      workspace_id: world.workspaceId,
    })
  ).run_id;

const readRun = async (id: Id<"digestRuns">): Promise<Doc<"digestRuns">> => {
  const run = (await rowsOf(world.t, "digestRuns")).find(
    ({ _id }) => _id === id,
  );
  if (run === undefined) {
    throw new Error("the run exists");
  }
  return run;
};

/** A digest that another run stored meanwhile, up to this run's own mark. */
async function storeAnother(
  run: Doc<"digestRuns">,
  watermark: bigint,
): Promise<void> {
  await world.t.run(async (ctx) => {
    await ctx.db.insert("dailySummaries", {
      workspace_id: world.workspaceId,
      run_id: run._id,
      local_date: run.local_date,
      mode: "extractive",
      language: "id",
      text: "…",
      bullets: [],
      message_count: 0,
      counts: {
        messages: 0,
        inbound: 0,
        conversations: 0,
        waiting: 0,
        selected: 0,
      },
      open_threads: [],
      watermark,
      created_at: DUE_AT,
    });
  });
}

describe("a kept answer", () => {
  const answer = (page: number, text: string) => ({
    page,
    request_sha256: "0".repeat(64),
    fence: "abcdefghijklmnop",
    answer: text,
    finish_reason: "stop" as const,
    answer_count: 1,
    aliases: [],
  });
  const keep = async (runId: Id<"digestRuns">, page: number, text: string) =>
    await world.t.mutation(internal.digests.writes.keepPage, {
      run_id: runId,
      ...answer(page, text),
    });

  it("takes the place of the one before it, page by page", async () => {
    const runId = await claim(world);
    await keep(runId, 0, "old");
    await keep(runId, 1, "other");
    await keep(runId, 0, "new");
    const kept = await rowsOf(world.t, "digestPages");
    expect(kept.map(({ page, answer }) => [page, answer])).toEqual([
      [0, "new"],
      [1, "other"],
    ]);
  });

  it("is not kept for a run that has ended", async () => {
    const runId = await claim(world);
    expect(await execute(world, runId)).toMatchObject({ status: "skipped" });
    await keep(runId, 0, "late");
    expect(await rowsOf(world.t, "digestPages")).toEqual([]);
  });

  it("goes with the run's end", async () => {
    await tellFive();
    world.provider.queue.push(
      replies.well({ text: "{" }),
      replies.rateLimited({ "Retry-After": "9" }),
    );
    const runId = await claim(world);
    await execute(world, runId);
    expect(await rowsOf(world.t, "digestPages")).toHaveLength(1);
    await execute(world, runId);
    expect(await rowsOf(world.t, "digestPages")).toEqual([]);
  });
});

describe("the end of a run", () => {
  it("stores its digest and where its window began and ended", async () => {
    await tellFive();
    const first = await execute(world, await claim(world));
    const [summary] = await rowsOf(world.t, "dailySummaries");
    expect(first).toMatchObject({ status: "done", finished_at: DUE_AT });
    expect(summary).toMatchObject({
      run_id: first._id,
      local_date: "2026-09-16",
      message_count: 5,
      watermark: first.up_to,
    });
    await tellFive();
    const second = await execute(world, await runNow());
    expect(second.after).toBe(first.up_to);
    expect(await rowsOf(world.t, "dailySummaries")).toHaveLength(2);
  });

  it("is silent when nobody wrote", async () => {
    const run = await execute(world, await claim(world));
    expect(run).toMatchObject({ status: "skipped", reason: "no_messages" });
    expect(await rowsOf(world.t, "dailySummaries")).toEqual([]);
    expect(world.provider.calls).toEqual([]);
  });

  it("comes once: a second one changes nothing", async () => {
    await tellFive();
    const runId = await claim(world);
    const ended = await execute(world, runId);
    await world.t.mutation(internal.digests.writes.finish, {
      run_id: runId,
      after: ended.after,
      summary: null,
    });
    expect(await readRun(runId)).toEqual(ended);
    expect(await execute(world, runId)).toEqual(ended);
    expect(world.provider.calls).toHaveLength(1);
  });
});

describe("a window that another run told of meanwhile", () => {
  it("is read from there before anything is asked", async () => {
    await tellFive();
    const runId = await claim(world);
    const run = await readRun(runId);
    await storeAnother(run, run.up_to);
    expect(await execute(world, runId)).toMatchObject({
      status: "skipped",
      reason: "told_by_another_run",
    });
    expect(world.provider.calls).toEqual([]);
  });

  it("sends a run that has asked already to its start", async () => {
    await tellFive();
    const before = await readRun(await runNow());
    await tellFive();
    await world.t.run(async (ctx) => await ctx.db.delete(before._id));
    const runId = await claim(world);
    world.provider.queue.push(async (call, response) => {
      await storeAnother(before, before.up_to);
      await asModel()(call, response);
    });
    const again = await execute(world, runId);
    expect(again.finished_at).toBeUndefined();
    expect(again.work_id).not.toBe(undefined);
    expect(await rowsOf(world.t, "digestPages")).toEqual([]);
    const done = await execute(world, runId);
    expect(done).toMatchObject({ status: "done", after: before.up_to });
    const [, summary] = await rowsOf(world.t, "dailySummaries");
    expect(summary).toMatchObject({ message_count: 5 });
    await expectOwnWords(world);
  });

  it("ends a run with nothing left to tell of", async () => {
    await tellFive();
    const runId = await claim(world);
    const run = await readRun(runId);
    world.provider.queue.push(async (call, response) => {
      await storeAnother(run, run.up_to);
      await asModel()(call, response);
    });
    await execute(world, runId);
    expect(await execute(world, runId)).toMatchObject({
      status: "skipped",
      reason: "told_by_another_run",
    });
    expect(world.provider.calls).toHaveLength(1);
    expect(await onlyRow(world.t, "dailySummaries")).toMatchObject({
      mode: "extractive",
    });
  });
});
