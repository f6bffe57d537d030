/** Merges and undos that take long: slices, lost jobs, traffic in between. */
import { describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { refreshContactWaiting } from "../../../convex/model/contacts/waiting";
import { findErrors } from "../../support/books";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loseJobs } from "../../support/jobs";
import { readEverything } from "../../support/mergeStory";
import { A, B, merge, says, tellOf, undo } from "../../support/mergeWorld";
import { deliver } from "../../support/requests";
import { rowsOf } from "../../support/rows";
import { drain, passTime, type TestConvex } from "../../support/setup";

useConvexEnvironment();

/** Copies a contact's message until it has so many. */
async function multiply(
  t: TestConvex,
  contact: Doc<"contacts">,
  count: number,
): Promise<void> {
  await t.run(async (ctx) => {
    const original = await ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) =>
        q.eq("contact_id", contact._id),
      )
      .unique();
    if (original === null) {
      throw new Error("no message to copy");
    }
    const { _id, _creationTime, ...message } = original;
    for (let i = 1; i < count; i++) {
      const kapso_message_id = `${message.kapso_message_id}-${i}`;
      await ctx.db.insert("messages", {
        ...message,
        kapso_message_id,
        committed_at: ctx.db.vars.commitTs,
      });
    }
    const counts = { message_count: count };
    await ctx.db.patch("contacts", contact._id, counts);
    await ctx.db.patch("conversations", message.conversation_id, counts);
  });
}

describe("a long merge", () => {
  const COUNT = 1600;

  async function tellLongStory() {
    const world = await tellOf(A, B);
    await multiply(world.t, world.b, COUNT);
    await world.t.run(
      async (ctx) => await refreshContactWaiting(ctx, world.b._id),
    );
    return { ...world, before: await readEverything(world.t) };
  }

  const left = async (t: TestConvex, contact: Doc<"contacts">) =>
    (await rowsOf(t, "messages")).filter(
      (row) => row.contact_id === contact._id,
    ).length;

  it("moves 1,000 rows at once, the rest in slices, and says how far it is", async () => {
    const { t, asOwner, a, b } = await tellLongStory();
    const mergeId = await merge(asOwner, a, b);
    expect(await left(t, b)).toBe(COUNT + 1 - 1000);
    const progress = async () =>
      await asOwner.query(api.merges.get, { merge_id: mergeId, as_of: 0 });
    expect(await progress()).toMatchObject({
      state: "moving",
      moved_rows: 1000,
      total_rows: COUNT,
    });
    // A job of before does nothing.
    await t.mutation(internal.contacts.merges.moveOn, {
      merge_id: mergeId,
      step: 0,
    });
    expect(await progress()).toMatchObject({ moved_rows: 1000 });
    await passTime(t, 0);
    expect(await progress()).toMatchObject({ moved_rows: 1500 });
    await drain(t);
    expect(await progress()).toMatchObject({ state: "done" });
    expect(await left(t, b)).toBe(0);
    expect(await findErrors(t)).toEqual([]);
  });

  it("goes on when its job is lost, and so does its undo", async () => {
    const { t, asOwner, a, b, before } = await tellLongStory();
    const mergeId = await merge(asOwner, a, b);
    await loseJobs(t);
    await drain(t);
    expect(await left(t, b)).toBeGreaterThan(0);
    await t.mutation(internal.contacts.merges.restartLost, {});
    // Asked again, it does not start a second chain.
    await t.mutation(internal.contacts.merges.restartLost, {});
    await drain(t);
    expect(await left(t, b)).toBe(0);
    await undo(asOwner, mergeId);
    await loseJobs(t);
    await drain(t);
    expect(await left(t, a)).toBeGreaterThan(1);
    await t.mutation(internal.contacts.merges.restartLost, {});
    await drain(t);
    expect(await left(t, b)).toBe(COUNT);
    expect(await findErrors(t)).toEqual([]);
    expect(await readEverything(t)).toEqual(before);
  });

  it("may be undone in the middle, with messages between the slices", async () => {
    const plain = await tellLongStory();
    const { t, asOwner, a, b } = await tellLongStory();
    const during = [
      [says("during-0", A, 50), says("during-1", B, 51)],
      [says("during-2", { bsuid: B.bsuid }, 52)],
      [says("during-3", { phone: A.phone }, 53)],
    ];
    for (const telling of during.flat()) {
      await deliver(plain.t, telling);
    }
    let key = 0;
    const tellSome = async (i: number) => {
      for (const telling of during[i] ?? []) {
        await post(t, telling, `during-${(key += 1)}`);
        await passTime(t, 0);
      }
    };
    const mergeId = await merge(asOwner, a, b);
    await tellSome(0);
    await undo(asOwner, mergeId);
    await tellSome(1);
    await tellSome(2);
    await drain(t);
    expect(await findErrors(t)).toEqual([]);
    expect(await readEverything(t)).toEqual(await readEverything(plain.t));
  });
});
