/** What Kapso calls a conversation is a session of our conversation. */
import { describe, expect, it } from "vitest";
import {
  BAGAS,
  conversation,
  inbound,
  outbound,
  SEKAR,
  storyTimeMs,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

const FIRST = { person: SEKAR, session: "s1", startedAt: 0 };
const SECOND = { person: SEKAR, session: "s2", startedAt: 100 };
const says = (id: string, at: number, session = FIRST) =>
  inbound({ id, at, ...session });

describe("a new session of the same person on the same number", () => {
  it("joins the conversation and is recorded with the reason", async () => {
    const { t, workspaceId } = await setupDemo();
    await deliver(t, says("w1", 10), says("w2", 110, SECOND));
    const conversation = await onlyRow(t, "conversations");
    expect(conversation).toMatchObject({
      kapso_conversation_id: "s2",
      status: "open",
      message_count: 2,
    });
    const common = {
      workspace_id: workspaceId,
      conversation_id: conversation._id,
      phone_number_id: "100000000000017",
      attached_at: expect.any(Number) as unknown,
    };
    expect(await rowsOf(t, "conversationSessions")).toMatchObject([
      {
        ...common,
        kapso_conversation_id: "s1",
        attached_reason: "first_session",
        started_at: storyTimeMs(0),
        last_active_at: storyTimeMs(10),
      },
      {
        ...common,
        kapso_conversation_id: "s2",
        attached_reason: "same_person_same_number",
        started_at: storyTimeMs(100),
        last_active_at: storyTimeMs(110),
      },
    ]);
  });

  it("is the conversation's current one, though an older one is heard of later", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w2", 110, SECOND), says("w1", 10));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      kapso_conversation_id: "s2",
      last_message_at: storyTimeMs(110),
    });
  });
});

describe("a session that is opened", () => {
  it("makes contact and conversation, but no message", async () => {
    const { t } = await setupDemo();
    await deliver(t, conversation("created", { ...FIRST, at: 0 }));
    expect(await onlyRow(t, "contacts")).toMatchObject({ message_count: 0 });
    expect(await onlyRow(t, "conversations")).toMatchObject({
      status: "open",
      message_count: 0,
      unread_count: 0,
      last_message_at: storyTimeMs(0),
    });
    expect(await rowsOf(t, "messages")).toEqual([]);
  });
});

describe("a session that ended", () => {
  const ended = conversation("ended", { ...FIRST, at: 50 });

  it("ends the conversation; the conversation and its history stay", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1", 10), ended);
    expect(await onlyRow(t, "conversations")).toMatchObject({
      status: "ended",
      message_count: 1,
      last_message_at: storyTimeMs(10),
    });
    expect(await onlyRow(t, "conversationSessions")).toMatchObject({
      ended_at: storyTimeMs(50),
    });
  });

  it("is reopened by a later message, in whatever order they come", async () => {
    for (const tellings of permutations([
      says("w1", 10),
      ended,
      says("w2", 60),
    ])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        status: "open",
        message_count: 2,
      });
    }
  });

  it("stays ended for a message from before its end", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1", 10), ended, says("w2", 50));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      status: "ended",
      message_count: 2,
    });
  });

  it("does not end a conversation whose newer session is open", async () => {
    for (const tellings of permutations([
      says("w1", 10),
      says("w2", 110, SECOND),
      ended,
    ])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        status: "open",
        kapso_conversation_id: "s2",
      });
    }
  });
});

describe("a session that is inactive", () => {
  it("is noted, and the conversation stays open", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      says("w1", 10),
      conversation("inactive", { ...FIRST, at: 3600 }),
    );
    expect(await onlyRow(t, "conversations")).toMatchObject({
      status: "open",
      last_message_at: storyTimeMs(10),
    });
    const session = await onlyRow(t, "conversationSessions");
    expect(session).toMatchObject({ inactive_at: storyTimeMs(3600) });
    expect(session).not.toHaveProperty("ended_at");
  });
});

describe("a session of one person", () => {
  it("is not given to another who is named with it", async () => {
    const { t } = await setupDemo();
    const rich = { ...BAGAS, bsuid: "ID.2" };
    await deliver(
      t,
      says("w1", 0),
      inbound({ id: "w2", person: rich, at: 1 }),
      inbound({ id: "w3", person: rich, at: 2, session: "s1" }),
    );
    const [sekar, bagas] = await rowsOf(t, "conversations");
    expect(sekar).toMatchObject({
      kapso_conversation_id: "s1",
      message_count: 1,
    });
    expect(bagas).toMatchObject({
      kapso_conversation_id: `session-${BAGAS.phone}`,
      message_count: 2,
    });
    const [session] = await rowsOf(t, "conversationSessions");
    expect(session).toMatchObject({ conversation_id: sekar?._id });
    expect(await rowsOf(t, "duplicateSuggestions")).toHaveLength(1);
  });

  it("is the same for what they say and what we answer", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      says("w1", 0),
      outbound({ id: "o1", ...FIRST, at: 5 }),
      outbound({ id: "o1", ...FIRST, sentAt: 5, at: 6 }, "delivered"),
    );
    expect(await onlyRow(t, "conversationSessions")).toMatchObject({
      kapso_conversation_id: "s1",
    });
    expect(await onlyRow(t, "conversations")).toMatchObject({
      message_count: 2,
      last_inbound_at: storyTimeMs(0),
      last_outbound_at: storyTimeMs(5),
    });
  });
});
