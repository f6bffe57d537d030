/** The part of a merge that may be long. */
import { describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { identityChanged, inbound } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { liveContacts, liveConversations, rowsOf } from "../../support/rows";
import {
  drain,
  passTime,
  setupDemo,
  type TestConvex,
} from "../../support/setup";

useConvexEnvironment();

const LOSER = { phone: "6281255500101", bsuid: "ID.1" };
const SURVIVOR = { phone: "6281255500102", bsuid: "ID.2" };

describe("a long conversation", () => {
  const COUNT = 505;

  it("moves in chunks, and every message of it arrives", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      inbound({ id: "a", person: LOSER, at: 0 }),
      inbound({ id: "b", person: SURVIVOR, at: 1 }),
    );
    const contacts = await liveContacts(t);
    for (const contact of contacts) {
      await multiplyMessages(t, contact, COUNT);
    }
    const [loser] = contacts;
    const conversation = (await liveConversations(t)).find(
      (row) => row.contact_id === loser?._id,
    );
    const { bsuid } = SURVIVOR;
    await post(t, identityChanged({ bsuid }, LOSER.bsuid, 9), "key");
    await passTime(t, 0);
    const left = async () =>
      (await rowsOf(t, "messages")).filter(
        (row) => row.contact_id === loser?._id,
      ).length;
    expect(await left()).toBe(COUNT - 500);
    await drain(t);
    expect(await left()).toBe(0);
    const messages = await rowsOf(t, "messages");
    expect(messages).toHaveLength(2 * COUNT);
    const [survivingConversation] = await liveConversations(t);
    expect(new Set(messages.map((row) => row.conversation_id))).toEqual(
      new Set([survivingConversation?._id]),
    );
    const moves = (await rowsOf(t, "mergeMoves")).filter(
      (row) => row.table === "messages",
    );
    expect(moves.map((row) => row.ids.length)).toEqual([500, 5]);
    expect(new Set(moves.flatMap((row) => row.ids)).size).toBe(COUNT);
    for (const move of moves) {
      expect(move.from_conversation_id).toBe(conversation?._id);
    }
  });
});

describe("a chunk that comes late", () => {
  it("goes to whoever the survivor has become since", async () => {
    const { t } = await setupDemo();
    const last = { phone: "6281255500103", bsuid: "ID.3" };
    // Of two, the one with more messages survives.
    const speakers = [LOSER, SURVIVOR, last, last, last];
    await deliver(
      t,
      ...speakers.map((person, i) => inbound({ id: `w${i}`, person, at: i })),
    );
    const [loser, survivor, third] = await liveContacts(t);
    const [message] = await rowsOf(t, "messages");
    await deliver(
      t,
      identityChanged({ bsuid: SURVIVOR.bsuid }, LOSER.bsuid, 8),
      identityChanged({ bsuid: last.bsuid }, SURVIVOR.bsuid, 9),
    );
    const merge = (await rowsOf(t, "mergeLog"))[0];
    if (!loser || !survivor || !third || !message || !merge) {
      throw new Error("the story tells of three people");
    }
    // As if it had not been moved yet.
    await t.run(async (ctx) => {
      const { contact_id, conversation_id } = message;
      await ctx.db.patch("messages", message._id, {
        contact_id,
        conversation_id,
      });
    });
    await t.mutation(internal.contacts.moveMessages.moveMessages, {
      merge_id: merge._id,
      from_contact_id: loser._id,
      to_contact_id: survivor._id,
    });
    const [conversation] = await liveConversations(t);
    expect((await rowsOf(t, "messages"))[0]).toMatchObject({
      contact_id: third._id,
      conversation_id: conversation?._id,
    });
  });
});

/** Gives a contact as many copies of its message as make `count`. */
async function multiplyMessages(
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
      await ctx.db.insert("messages", { ...message, kapso_message_id });
    }
    await ctx.db.patch("contacts", contact._id, { message_count: count });
    await ctx.db.patch("conversations", message.conversation_id, {
      message_count: count,
    });
  });
}
