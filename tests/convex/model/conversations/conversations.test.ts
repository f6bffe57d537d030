/** The conversation of one contact on one of our numbers: counts and times. */
import { describe, expect, it } from "vitest";
import { api, internal } from "../../../../convex/_generated/api";
import {
  inbound,
  metaHistory,
  outbound,
  reaction,
  SEKAR,
  storyTimeMs,
  type Saying,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

const saying = (id: string, at: number): Saying => ({ id, person: SEKAR, at });
const says = (id: string, at: number) => inbound(saying(id, at));
const past = (id: string, at: number) => metaHistory(SEKAR, [saying(id, at)]);

describe("a conversation", () => {
  it("is one per number of ours", async () => {
    const { t, workspaceId } = await setupDemo();
    const second = "100000000000018";
    await t.action(internal.ops.createEndpoint, {
      workspace_id: workspaceId,
      phone_number_ids: [second],
    });
    await deliver(
      t,
      says("w1", 0),
      inbound({ ...saying("w2", 1), phoneNumberId: second, session: "s2" }),
      says("w3", 2),
    );
    const conversations = await rowsOf(t, "conversations");
    expect(
      conversations.map((row) => [row.phone_number_id, row.message_count]),
    ).toEqual([
      ["100000000000017", 2],
      [second, 1],
    ]);
    const contact = await onlyRow(t, "contacts");
    expect(contact).toMatchObject({ message_count: 3 });
    expect(conversations.map((row) => row.contact_id)).toEqual([
      contact._id,
      contact._id,
    ]);
  });

  it("has the times of its newest messages, whatever comes last", async () => {
    for (const tellings of permutations([
      says("w1", 10),
      says("w2", 30),
      outbound(saying("o1", 20)),
    ])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        last_message_at: storyTimeMs(30),
        last_inbound_at: storyTimeMs(30),
        last_outbound_at: storyTimeMs(20),
        message_count: 3,
      });
      expect(await onlyRow(t, "contacts")).toMatchObject({
        last_message_at: storyTimeMs(30),
      });
    }
  });
});

describe("unread", () => {
  it("counts what customers wrote, not what we sent nor reactions", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      says("w1", 0),
      says("w2", 1),
      outbound(saying("o1", 2)),
      outbound(saying("o1", 3), "read"),
      reaction(saying("r1", 4), "o1", "👍"),
    );
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 2,
      message_count: 3,
      last_message_at: storyTimeMs(4),
    });
  });

  it("is not raised again by a repetition of what was read", async () => {
    const { t, asOwner } = await setupDemo();
    await deliver(t, says("w1", 0));
    const conversation = await onlyRow(t, "conversations");
    await asOwner.mutation(api.conversations.markRead, {
      conversation_id: conversation._id,
    });
    await deliver(t, says("w1", 0), past("w1", 0));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 0,
      message_count: 1,
    });
    await deliver(t, says("w2", 1));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 1,
    });
  });
});

describe("history", () => {
  it("is never unread and never the newest", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1", 0), past("h1", -5000), past("h2", -4000));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 1,
      message_count: 3,
      last_message_at: storyTimeMs(0),
      last_inbound_at: storyTimeMs(0),
    });
  });

  it("counts as unread once when the same message comes live", async () => {
    for (const tellings of permutations([
      past("w1", 0),
      says("w1", 0),
      past("w1", 0),
    ])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        unread_count: 1,
        message_count: 1,
      });
      expect(await onlyRow(t, "messages")).toMatchObject({
        origin: "cloud_api",
        source: "kapso",
      });
    }
  });
});
