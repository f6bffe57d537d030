/** What a run reads: its frame and its window. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { questionOf } from "../../support/digestWriter";
import {
  claim,
  createDigestWorld,
  execute,
  tell,
  type DigestWorld,
} from "../../support/digestWorld";
import { replies } from "../../support/fakeProvider";
import { createTenant } from "../../support/tenants";

let world: DigestWorld;
beforeEach(async () => {
  world = await createDigestWorld();
});
afterEach(async () => {
  await world.close();
});

const readFrame = async (runId: Id<"digestRuns">) =>
  await world.t.query(internal.digests.reads.frame, { run_id: runId });

async function readWindow(
  upTo: bigint,
  numItems: number,
  cursor: string | null = null,
) {
  return await world.t.query(internal.digests.reads.window, {
    workspace_id: world.workspaceId,
    up_to: upTo,
    paginationOpts: { numItems, cursor },
  });
}

describe("the frame of a run", () => {
  it("has the answers that are paid for, with their requests", async () => {
    for (const number of [1, 2, 3, 4]) {
      await tell(world, [questionOf(number)], number);
    }
    world.provider.queue.push(
      replies.well({ text: "{" }),
      replies.rateLimited({ "Retry-After": "9" }),
    );
    const runId = await claim(world);
    expect((await readFrame(runId))?.pages).toEqual([]);
    await execute(world, runId);
    const kept = await readFrame(runId);
    expect(kept?.pages).toEqual([
      {
        page: 0,
        request_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        fence: expect.stringMatching(/^[a-p]{16}$/),
        answer: "{",
        finish_reason: "stop",
        answer_count: 1,
        aliases: [],
      },
    ]);
  });

  it("is gone when the run has ended", async () => {
    const runId = await claim(world);
    expect(await readFrame(runId)).not.toBeNull();
    await execute(world, runId);
    expect(await readFrame(runId)).toBeNull();
  });

  it("goes on where the last digest ended, with who waited then", async () => {
    const told = await tell(world, ["Apakah kopi bubuk masih ada?"]);
    const first = await execute(world, await claim(world));
    const next = await claim(world, first.due_at + 24 * 60 * 60 * 1000);
    const frame = await readFrame(next);
    expect(frame).toMatchObject({ after: first.up_to });
    expect(frame?.open_threads).toMatchObject([
      {
        conversation_id: told.conversationId,
        message_id: told.messageIds[0],
      },
    ]);
  });
});

describe("the window of a run", () => {
  it("comes in slices, newest first, and without what came after the claim", async () => {
    await tell(world, ["satu", "dua", "tiga"]);
    const run = await readFrame(await claim(world));
    await tell(world, ["terlambat"]);
    const upTo = run?.up_to ?? 0n;
    const first = await readWindow(upTo, 2);
    const second = await readWindow(upTo, 2, first.continueCursor);
    expect(
      [...first.page, ...second.page].map(({ text }) => text).sort(),
    ).toEqual(["dua", "satu", "tiga"]);
    expect([first.isDone, second.isDone]).toEqual([false, true]);
  });

  it("has nothing of other workspaces", async () => {
    await tell(world, ["harga"]);
    const other = await createTenant(world.t, "other");
    await tell({ ...world, workspaceId: other.workspaceId }, ["rahasia"]);
    const run = await readFrame(await claim(world));
    const { page } = await readWindow(run?.up_to ?? 0n, 10);
    expect(page.map(({ text }) => text)).toEqual(["harga"]);
  });
});

describe("the people of a window", () => {
  it("are those of its workspace, by name, phone and handle", async () => {
    const told = await tell(world, ["halo"]);
    const other = await createTenant(world.t, "other");
    const foreign = await tell({ ...world, workspaceId: other.workspaceId }, [
      "halo",
    ]);
    await world.t.run(async (ctx) => {
      await ctx.db.patch("contacts", told.contactId, {
        name: "Sekar Wulandari",
        phone: "0812-5550-0101",
        phone_normalized: "+6281255500101",
        username: "sekar.fiktif",
      });
      await ctx.db.patch("contacts", foreign.contactId, { name: "Bagas" });
    });
    const people = await world.t.query(internal.digests.reads.people, {
      workspace_id: world.workspaceId,
      conversation_ids: [
        told.conversationId,
        foreign.conversationId,
        "no conversation",
      ],
    });
    expect(people).toEqual({
      names: [
        { conversation_id: told.conversationId, name: "Sekar Wulandari" },
      ],
      phones: ["0812-5550-0101", "+6281255500101"],
      handles: ["sekar.fiktif"],
    });
  });
});
