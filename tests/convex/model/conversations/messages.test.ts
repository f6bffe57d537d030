/** One row per WhatsApp message, completed by whatever arrives about it. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../../convex/_generated/api";
import { DAY_MS } from "../../../../src/lib/time/units";
import {
  inbound,
  metaHistory,
  metaInbound,
  metaReceipt,
  outbound,
  reaction,
  SEKAR,
  storyTimeMs,
  type Saying,
} from "../../../support/bodies";
import type { Telling } from "../../../support/conversationArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

const saying = (id: string, at: number, text?: string): Saying => ({
  id,
  person: SEKAR,
  at,
  text,
});

/** The only message after each order of the deliveries. */
async function messageAfterEachOrder(tellings: Telling[]) {
  const results = [];
  for (const order of permutations(tellings)) {
    const { t } = await setupDemo();
    await deliver(t, ...order);
    results.push(await onlyRow(t, "messages"));
  }
  return results;
}

describe("a message we sent", () => {
  const times = {
    sent: storyTimeMs(0),
    delivered: storyTimeMs(1),
    read: storyTimeMs(2),
  };

  it("ends as read with every time, in any order of its bodies", async () => {
    const messages = await messageAfterEachOrder([
      outbound(saying("o1", 0)),
      outbound(saying("o1", 1), "delivered"),
      outbound(saying("o1", 2), "read"),
    ]);
    expect(messages).toHaveLength(6);
    for (const message of messages) {
      expect(message).toMatchObject({
        direction: "outbound",
        status: "read",
        status_times: times,
        sent_at: storyTimeMs(0),
      });
    }
  });

  it("ends so with Meta's receipts too, though they name no content", async () => {
    const messages = await messageAfterEachOrder([
      outbound(saying("o1", 0)),
      metaReceipt(saying("o1", 1), "delivered"),
      metaReceipt(saying("o1", 2), "read"),
    ]);
    for (const message of messages) {
      expect(message).toMatchObject({ status: "read", status_times: times });
    }
  });

  it("keeps why it failed", async () => {
    const messages = await messageAfterEachOrder([
      outbound(saying("o1", 0)),
      outbound(saying("o1", 1), "failed"),
      metaReceipt(saying("o1", 1), "failed"),
    ]);
    for (const message of messages) {
      expect(message).toMatchObject({
        status: "failed",
        error: { code: 131047, detail: "More than 24 hours have passed" },
      });
    }
  });
});

describe("receipts that come before their message", () => {
  it("wait for it, each once, and go with it", async () => {
    const { t } = await setupDemo();
    const receipt = metaReceipt(saying("o1", 1), "delivered");
    await deliver(t, receipt, receipt, metaReceipt(saying("o1", 2), "read"));
    expect(await rowsOf(t, "messages")).toEqual([]);
    expect(await rowsOf(t, "contacts")).toEqual([]);
    const parked = await rowsOf(t, "parkedEvents");
    expect(parked.map((row) => row.target)).toEqual([
      "message:o1",
      "message:o1",
    ]);
    await deliver(t, outbound(saying("o1", 0)));
    expect(await onlyRow(t, "messages")).toMatchObject({ status: "read" });
    expect(await rowsOf(t, "parkedEvents")).toEqual([]);
  });

  it("are dropped after 30 days without one", async () => {
    const { t } = await setupDemo();
    await deliver(t, metaReceipt(saying("o1", 1), "delivered"));
    vi.advanceTimersByTime(30 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "parkedEvents")).toHaveLength(1);
    vi.advanceTimersByTime(1);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "parkedEvents")).toEqual([]);
  });
});

describe("a message we received", () => {
  it("has no delivery status, whatever a body calls one", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      inbound(saying("w1", 0)),
      metaReceipt(saying("w1", 5), "read"),
    );
    expect(await onlyRow(t, "messages")).toMatchObject({
      direction: "inbound",
      status: "received",
      status_times: {},
    });
  });

  it("has Kapso's content, whichever form came first", async () => {
    const messages = await messageAfterEachOrder([
      metaInbound(saying("w1", 0, "as Meta tells it, at some length")),
      inbound(saying("w1", 0, "as Kapso tells it")),
    ]);
    for (const message of messages) {
      expect(message).toMatchObject({
        text: "as Kapso tells it",
        source: "kapso",
      });
    }
  });

  it("is one row per workspace, though another has the same id", async () => {
    const { t } = await setupDemo();
    const number = "100000000000055";
    await t.mutation(internal.ops.createWorkspace, {
      slug: "other",
      name: "Other",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      owner_subject: "other-owner",
      phone_number_ids: [number],
    });
    await deliver(
      t,
      inbound(saying("w1", 0)),
      inbound({ ...saying("w1", 0), phoneNumberId: number }),
    );
    const messages = await rowsOf(t, "messages");
    expect(new Set(messages.map((row) => row.workspace_id)).size).toBe(2);
  });
});

describe("a reaction", () => {
  const target = inbound(saying("w1", 0));
  const heart = reaction(saying("r1", 1), "w1", "❤️");
  const thumb = reaction(saying("r2", 2), "w1", "👍");
  const removal = reaction(saying("r3", 3), "w1");
  const reactionOf = (second: number, id: string, emoji?: string) => ({
    direction: "inbound",
    at: storyTimeMs(second),
    kapso_message_id: id,
    ...(emoji !== undefined && { emoji }),
  });

  it("is an emoji on its target and no bubble of its own", async () => {
    for (const message of await messageAfterEachOrder([target, heart])) {
      expect(message.reactions).toEqual([reactionOf(1, "r1", "❤️")]);
    }
  });

  it("is replaced by the next and taken back by the last, in any order", async () => {
    for (const message of await messageAfterEachOrder([target, heart, thumb])) {
      expect(message.reactions).toEqual([reactionOf(2, "r2", "👍")]);
    }
    for (const message of await messageAfterEachOrder([
      target,
      thumb,
      removal,
    ])) {
      expect(message.reactions).toEqual([reactionOf(3, "r3")]);
    }
  });

  it("stands beside the other side's", async () => {
    const { t } = await setupDemo();
    await deliver(t, target, heart);
    const ours = await onlyRow(t, "messages");
    const reactions = [
      ...(ours.reactions ?? []),
      {
        direction: "outbound" as const,
        emoji: "🙏",
        at: storyTimeMs(9),
        kapso_message_id: "r9",
      },
    ];
    await t.run(
      async (ctx) => await ctx.db.patch("messages", ours._id, { reactions }),
    );
    await deliver(t, removal);
    expect((await onlyRow(t, "messages")).reactions).toEqual([
      reactionOf(3, "r3"),
      reactions[1],
    ]);
  });

  it("opens the conversation even when its target never comes", async () => {
    const { t } = await setupDemo();
    await deliver(t, heart);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 0,
      unread_count: 0,
      last_message_at: storyTimeMs(1),
    });
    expect(await onlyRow(t, "parkedEvents")).toMatchObject({
      target: "message:w1",
    });
  });
});

describe("a placeholder of history", () => {
  it("gives way to the real message", async () => {
    const { t } = await setupDemo();
    await deliver(t, metaHistory(SEKAR, [saying("h1", -10, "voll")]));
    const message = await onlyRow(t, "messages");
    await t.run(
      async (ctx) =>
        await ctx.db.patch("messages", message._id, {
          type: "media_placeholder",
          text: undefined,
        }),
    );
    await deliver(t, metaHistory(SEKAR, [saying("h1", -10, "the real one")]));
    expect(await onlyRow(t, "messages")).toMatchObject({
      type: "text",
      text: "the real one",
    });
  });
});
