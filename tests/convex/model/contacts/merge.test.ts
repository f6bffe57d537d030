/** When two contacts become one, what moves, and what is written down of it. */
import { describe, expect, it } from "vitest";
import { api } from "../../../../convex/_generated/api";
import type { Doc } from "../../../../convex/_generated/dataModel";
import {
  handoff,
  identityChanged,
  inbound,
  marketingChanged,
  metaInbound,
  outbound,
  storyTimeMs,
  type Person,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import {
  idsOf,
  liveContacts,
  liveConversations,
  onlyRow,
  rowsOf,
} from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

const PHONE = "6281255500101";
const OTHER_PHONE = "6281255500102";
const BSUID = "ID.1";
const OTHER_BSUID = "ID.2";
const BY_PHONE = { phone: PHONE };
const BY_BSUID = { bsuid: BSUID };

const says = (id: string, person: Person, at: number, session?: string) =>
  inbound({ id, person, at, session });

/** Two contacts of one person: by id 1 message, by phone 2; then both meet. */
async function tellBareStory(t: TestConvex): Promise<void> {
  await deliver(
    t,
    says("b1", BY_BSUID, 0, "s-bsuid"),
    says("p1", { ...BY_PHONE, name: "Sekar" }, 10, "s-phone"),
    says("p2", BY_PHONE, 11, "s-phone"),
  );
  expect(await liveContacts(t)).toHaveLength(2);
  await deliver(t, says("x1", { ...BY_PHONE, ...BY_BSUID }, 20, "s-phone"));
}

/** Two people who each have a phone and an id, and share no word. */
async function tellTwoRichPeople(t: TestConvex): Promise<void> {
  await deliver(
    t,
    says("a1", { phone: PHONE, bsuid: BSUID, name: "A" }, 0),
    says("b1", { phone: OTHER_PHONE, bsuid: OTHER_BSUID, name: "B" }, 1),
  );
}

async function contactBy(t: TestConvex, phone: string) {
  const contacts = await liveContacts(t);
  const found = contacts.find((row) => row.phone_normalized === `+${phone}`);
  if (found === undefined) {
    throw new Error("no such contact");
  }
  return found;
}

/** Ids of the rows that came with a contact, or with one of its conversations. */
async function cameWith(t: TestConvex, homeId: string) {
  const conversations = (await rowsOf(t, "conversations"))
    .filter((row) => row.contact_id === homeId)
    .map((row) => row._id);
  const [identities, sessions, messages] = [
    await rowsOf(t, "contactIdentities"),
    await rowsOf(t, "conversationSessions"),
    await rowsOf(t, "messages"),
  ];
  const isTheirs = (row: Pick<Doc<"messages">, "home_conversation_id">) =>
    row.home_conversation_id !== undefined &&
    conversations.includes(row.home_conversation_id);
  return {
    identities: idsOf(
      identities.filter((row) => row.home_contact_id === homeId),
    ),
    sessions: idsOf(sessions.filter(isTheirs)),
    messages: idsOf(messages.filter(isTheirs)),
  };
}

describe("two contacts of which one is bare", () => {
  it("become one: ids, conversation, sessions, messages and counts", async () => {
    const { t } = await setupDemo();
    await tellBareStory(t);
    const [contact, ...others] = await liveContacts(t);
    expect(others).toEqual([]);
    expect(contact).toMatchObject({
      phone_normalized: `+${PHONE}`,
      bsuid: BSUID,
      name: "Sekar",
      message_count: 4,
      last_message_at: storyTimeMs(20),
    });
    const [conversation, ...otherConversations] = await liveConversations(t);
    expect(otherConversations).toEqual([]);
    expect(conversation).toMatchObject({
      contact_id: contact?._id,
      message_count: 4,
      unread_count: 4,
      kapso_conversation_id: "s-phone",
      last_message_at: storyTimeMs(20),
      last_inbound_at: storyTimeMs(20),
    });
    for (const message of await rowsOf(t, "messages")) {
      expect(message).toMatchObject({
        contact_id: contact?._id,
        conversation_id: conversation?._id,
      });
    }
    for (const session of await rowsOf(t, "conversationSessions")) {
      expect(session.conversation_id).toBe(conversation?._id);
    }
    for (const identity of await rowsOf(t, "contactIdentities")) {
      expect(identity.contact_id).toBe(contact?._id);
    }
  });

  it("leave the one with more messages in place", async () => {
    const { t } = await setupDemo();
    await tellBareStory(t);
    const log = await onlyRow(t, "mergeLog");
    expect(log).toMatchObject({ reason: "bare_identity" });
    const survivor = await contactBy(t, PHONE);
    expect(log.survivor_id).toBe(survivor._id);
    const { messages } = await cameWith(t, log.loser_id);
    // What it had, and what has named its id since.
    expect(messages).toHaveLength(2);
    const stayed = (await rowsOf(t, "messages")).filter(
      (row) => row.home_conversation_id === undefined,
    );
    expect(stayed.map((row) => row.kapso_message_id)).toEqual(["p1", "p2"]);
  });

  it("stay one whatever comes for the old ids", async () => {
    const { t } = await setupDemo();
    await tellBareStory(t);
    await deliver(
      t,
      says("b2", BY_BSUID, 30, "s-bsuid"),
      metaInbound({ id: "p3", person: BY_PHONE, at: 31 }),
    );
    const [contact, ...others] = await liveContacts(t);
    expect(others).toEqual([]);
    expect(contact).toMatchObject({ message_count: 6 });
    expect(await rowsOf(t, "mergeLog")).toHaveLength(1);
  });

  it("keep a conversation per number; only those of one number are joined", async () => {
    const { t } = await setupDemo();
    const second = "100000000000018";
    const workspaceId = (await onlyRow(t, "workspaces"))._id;
    await t.run(
      async (ctx) =>
        await ctx.db.insert("phoneNumbers", {
          phone_number_id: second,
          workspace_id: workspaceId,
          status: "active",
        }),
    );
    await deliver(
      t,
      inbound({ id: "b1", person: BY_BSUID, at: 0, phoneNumberId: second }),
    );
    await tellBareStory(t);
    const conversations = await liveConversations(t);
    expect(
      conversations
        .map((row) => [row.phone_number_id, row.message_count])
        .sort(),
    ).toEqual([
      ["100000000000017", 3],
      [second, 1],
    ]);
    expect(new Set(conversations.map((row) => row.contact_id)).size).toBe(1);
  });

  it.each<[string, Partial<Doc<"contacts">>]>([
    ["a tag", { tags: ["vip"] }],
    ["a lead status", { lead_status: "qualified" }],
    [
      "a field a person typed",
      { field_sources: { name: { at: 1, source: "human" } } },
    ],
  ])("are left to people when both have more: %s", async (_name, patch) => {
    const { t } = await setupDemo();
    await deliver(t, says("b1", BY_BSUID, 0, "s1"), says("p1", BY_PHONE, 1));
    for (const contact of await liveContacts(t)) {
      await t.run(
        async (ctx) => await ctx.db.patch("contacts", contact._id, patch),
      );
    }
    await deliver(t, says("x1", { ...BY_PHONE, ...BY_BSUID }, 2, "s1"));
    expect(await liveContacts(t)).toHaveLength(2);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      status: "open",
    });
  });
});

describe("two contacts that are both rich", () => {
  it("stay two, with one suggestion, however often they meet", async () => {
    const { t } = await setupDemo();
    await tellTwoRichPeople(t);
    const meeting = { phone: OTHER_PHONE, bsuid: BSUID };
    await deliver(
      t,
      says("x1", meeting, 5, "s5"),
      says("x2", meeting, 6, "s5"),
    );
    const [a, b] = [await contactBy(t, PHONE), await contactBy(t, OTHER_PHONE)];
    expect(a).toMatchObject({ bsuid: BSUID, message_count: 3 });
    expect(b).toMatchObject({ bsuid: OTHER_BSUID, message_count: 1 });
    const [smaller, greater] = idsOf([a, b]);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      contact_id: smaller,
      other_contact_id: greater,
      reason: "identities_met_in_one_message",
      status: "open",
    });
    expect(await rowsOf(t, "mergeLog")).toEqual([]);
  });

  it("become one when the provider says so, which settles the suggestion", async () => {
    const { t } = await setupDemo();
    await tellTwoRichPeople(t);
    await deliver(
      t,
      says("x1", { phone: OTHER_PHONE, bsuid: BSUID }, 5, "s5"),
      identityChanged({ bsuid: OTHER_BSUID }, BSUID, 9),
    );
    expect(await liveContacts(t)).toHaveLength(1);
    expect(await onlyRow(t, "mergeLog")).toMatchObject({
      reason: "provider_linked",
    });
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      status: "merged",
    });
    expect(await rowsOf(t, "contactIdentities")).toHaveLength(4);
  });
});

describe("the survivor", () => {
  it("takes per field what counts: human, newest, union, greatest", async () => {
    const { t } = await setupDemo();
    await tellTwoRichPeople(t);
    await deliver(
      t,
      marketingChanged({ bsuid: BSUID }, "stopped", 7, 1),
      marketingChanged({ bsuid: OTHER_BSUID }, "resumed", 6, 2),
      handoff("session-" + PHONE, 50),
      says("b2", { bsuid: OTHER_BSUID }, 60, "session-" + OTHER_PHONE),
    );
    const [a, b] = [await contactBy(t, PHONE), await contactBy(t, OTHER_PHONE)];
    await t.run(async (ctx) => {
      await ctx.db.patch("contacts", a._id, {
        name: "Typed",
        field_sources: {
          ...a.field_sources,
          name: { at: 1, source: "human" },
        },
        tags: ["vip", "b2b"],
        lead_status: "qualified",
      });
      await ctx.db.patch("contacts", b._id, { tags: ["vip", "abc"] });
    });
    await deliver(t, identityChanged({ bsuid: OTHER_BSUID }, BSUID, 90));
    const log = await onlyRow(t, "mergeLog");
    expect([log.loser_id, log.survivor_id]).toEqual([a._id, b._id]);
    const [contact] = await liveContacts(t);
    expect(contact).toMatchObject({
      name: "Typed",
      bsuid: OTHER_BSUID,
      phone: OTHER_PHONE,
      tags: ["abc", "b2b", "vip"],
      lead_status: "qualified",
      marketing: { status: "stopped", sequence: 7 },
      message_count: 3,
    });
    const [conversation] = await liveConversations(t);
    expect(conversation).toMatchObject({
      workflow: { outcome: "handoff", at: storyTimeMs(50) },
      kapso_conversation_id: "session-" + OTHER_PHONE,
    });
  });

  it("is reached from every old id, over several merges", async () => {
    const { t, asOwner } = await setupDemo();
    const third = "ID.3";
    await tellTwoRichPeople(t);
    await deliver(
      t,
      says("c1", { bsuid: third, phone: "6281255500103" }, 2),
      says("c2", { bsuid: third }, 3, "session-6281255500103"),
      says("c3", { bsuid: third }, 4, "session-6281255500103"),
      identityChanged({ bsuid: OTHER_BSUID }, BSUID, 9),
      identityChanged({ bsuid: third }, OTHER_BSUID, 10),
    );
    expect(await liveContacts(t)).toHaveLength(1);
    const survivor = await contactBy(t, "6281255500103");
    const [conversation] = await liveConversations(t);
    for (const { _id } of await rowsOf(t, "contacts")) {
      const contact = await asOwner.query(api.contacts.get, {
        contact_id: _id,
      });
      expect(contact._id).toBe(survivor._id);
      const conversations = await asOwner.query(
        api.conversations.listByContact,
        {
          contact_id: _id,
        },
      );
      expect(conversations.map((row) => row._id)).toEqual([conversation?._id]);
    }
    for (const { _id } of await rowsOf(t, "conversations")) {
      const page = await asOwner.query(api.messages.listByConversation, {
        conversation_id: _id,
        paginationOpts: { numItems: 10, cursor: null },
      });
      expect(page.page.map((row) => row.kapso_message_id)).toEqual([
        "c3",
        "c2",
        "c1",
        "b1",
        "a1",
      ]);
      await asOwner.mutation(api.conversations.markRead, {
        conversation_id: _id,
      });
    }
    expect((await liveConversations(t))[0]).toMatchObject({ unread_count: 0 });
  });
});

describe("the record of a merge", () => {
  it("holds both documents as they were, and every row that moved knows its home", async () => {
    const { t } = await setupDemo();
    await tellTwoRichPeople(t);
    await deliver(
      t,
      outbound({ id: "b2", person: { phone: OTHER_PHONE }, at: 8 }),
    );
    const [loser, survivor] = [
      await contactBy(t, PHONE),
      await contactBy(t, OTHER_PHONE),
    ];
    const ofLoser = <T extends { contact_id: string }>(rows: T[]) =>
      rows.filter((row) => row.contact_id === loser._id);
    const [identities, conversations, messages] = [
      ofLoser(await rowsOf(t, "contactIdentities")),
      ofLoser(await rowsOf(t, "conversations")),
      ofLoser(await rowsOf(t, "messages")),
    ];
    const sessions = (await rowsOf(t, "conversationSessions")).filter(
      (row) => row.conversation_id === conversations[0]?._id,
    );
    expect(
      [identities, conversations, messages, sessions].map(
        (rows) => rows.length,
      ),
    ).toEqual([2, 1, 1, 1]);
    await deliver(t, identityChanged({ bsuid: OTHER_BSUID }, BSUID, 9));
    const log = await onlyRow(t, "mergeLog");
    expect(log).toMatchObject({
      survivor_id: survivor._id,
      loser_id: loser._id,
    });
    expect(JSON.parse(log.loser_json)).toEqual(loser);
    expect(JSON.parse(log.survivor_json)).toEqual(survivor);
    expect(await cameWith(t, loser._id)).toEqual({
      identities: idsOf(identities),
      sessions: idsOf(sessions),
      messages: idsOf(messages),
    });
    const redirect = (await rowsOf(t, "contacts")).find(
      (row) => row._id === loser._id,
    );
    expect(redirect).toEqual({ ...loser, merged_into: survivor._id });
    const [oldConversation] = idsOf(conversations);
    const folded = (await rowsOf(t, "conversations")).find(
      (row) => row._id === oldConversation,
    );
    expect(folded?.merged_into).toBe((await liveConversations(t))[0]?._id);
  });
});
