/** Edits and deletions: one bubble, in any order, whoever told it how. */
import { describe, expect, it } from "vitest";
import {
  conversation,
  edit,
  inbound,
  metaInbound,
  outbound,
  reaction,
  revoke,
  SEKAR,
  storyTimeMs,
  type Saying,
} from "../../../support/bodies";
import type { Telling } from "../../../support/conversationArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

const saying = (id: string, at: number, text?: string): Saying => ({
  id,
  person: SEKAR,
  at,
  text,
});
const first = inbound(saying("w1", 0, "2 boxes"));
const firstByMeta = metaInbound(saying("w1", 0, "2 boxes"));
const edited = edit(saying("e1", 10, "20 boxes"), "w1");
const editedAgain = edit(saying("e2", 20, "200 boxes"), "w1");
const revoked = revoke(saying("d1", 30), "w1");

/** The deployment after each order of the deliveries. */
async function afterEachOrder(tellings: Telling[]): Promise<TestConvex[]> {
  const deployments = [];
  for (const order of permutations(tellings)) {
    const { t } = await setupDemo();
    await deliver(t, ...order);
    deployments.push(t);
  }
  return deployments;
}

describe("an edited message", () => {
  it("is one bubble with the newest words, in any order and repeated", async () => {
    for (const t of await afterEachOrder([
      first,
      firstByMeta,
      edited,
      editedAgain,
    ])) {
      await deliver(t, first, edited);
      expect(await onlyRow(t, "messages")).toMatchObject({
        type: "text",
        text: "200 boxes",
        sent_at: storyTimeMs(0),
        edited_at: storyTimeMs(20),
        original: { type: "text", content: { text: "2 boxes" } },
        edits: [
          { kapso_message_id: "e1", content: { text: "20 boxes" } },
          { kapso_message_id: "e2", content: { text: "200 boxes" } },
        ],
      });
      expect(await onlyRow(t, "conversations")).toMatchObject({
        unread_count: 1,
        message_count: 1,
        last_message_at: storyTimeMs(0),
      });
      expect(await onlyRow(t, "contacts")).toMatchObject({
        message_count: 1,
        last_message_at: storyTimeMs(0),
      });
      expect(await rowsOf(t, "parkedEvents")).toEqual([]);
    }
  });

  it("leaves no trace while its message is unknown, and is not lost", async () => {
    const { t } = await setupDemo();
    await deliver(t, edited, edited);
    expect(await rowsOf(t, "contacts")).toEqual([]);
    expect(await rowsOf(t, "messages")).toEqual([]);
    expect(await onlyRow(t, "parkedEvents")).toMatchObject({
      target: "message:w1",
    });
  });

  it("keeps its reactions and its delivery status", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      edited,
      outbound(saying("w1", 0, "2 boxes")),
      reaction(saying("r1", 5), "w1", "👍"),
      outbound(saying("w1", 7, "2 boxes"), "read"),
      edited,
    );
    expect(await onlyRow(t, "messages")).toMatchObject({
      text: "20 boxes",
      status: "read",
      reactions: [{ emoji: "👍" }],
    });
  });
});

describe("a deleted message", () => {
  it("says nothing any more, in any order and repeated", async () => {
    for (const t of await afterEachOrder([first, edited, revoked])) {
      await deliver(t, firstByMeta, first, edited, editedAgain);
      const message = await onlyRow(t, "messages");
      expect(message).toMatchObject({
        type: "text",
        revoked_at: storyTimeMs(30),
        original: { content: { text: "2 boxes" } },
      });
      expect(message).not.toHaveProperty("text");
      expect(await onlyRow(t, "conversations")).toMatchObject({
        unread_count: 1,
        message_count: 1,
      });
    }
  });

  it("has no file either", async () => {
    const { t } = await setupDemo();
    await deliver(t, first);
    const { _id } = await onlyRow(t, "messages");
    const media = { media_id: "m1", url: "https://media.invalid/m1" };
    await t.run(
      async (ctx) =>
        await ctx.db.patch("messages", _id, { media, data_json: "{}" }),
    );
    await deliver(t, revoked);
    const message = await onlyRow(t, "messages");
    expect(message).not.toHaveProperty("media");
    expect(message).not.toHaveProperty("data_json");
    expect(message.original?.content.media).toEqual(media);
  });

  it("was deleted when the first body says so", async () => {
    for (const t of await afterEachOrder([
      first,
      revoke(saying("d1", 30), "w1"),
      revoke(saying("d1", 31), "w1"),
    ])) {
      expect((await onlyRow(t, "messages")).revoked_at).toBe(storyTimeMs(30));
    }
  });

  it("does not open an ended conversation, and tells its session", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      first,
      conversation("ended", { person: SEKAR, at: 20 }),
      revoke({ ...saying("d1", 30), session: "later", startedAt: 5 }, "w1"),
    );
    const sessions = await rowsOf(t, "conversationSessions");
    expect(sessions.map((row) => row.kapso_conversation_id)).toContain("later");
    await deliver(t, revoked);
    const own = (await rowsOf(t, "conversationSessions"))[0];
    expect(own).toMatchObject({ ended_at: storyTimeMs(20) });
    expect(own?.last_active_at).toBe(storyTimeMs(0));
  });
});
