/** Conversations as the team lists and reads them. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { conversation, inbound, outbound } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { readPages } from "../support/pages";
import { deliver } from "../support/requests";
import { liveContacts, onlyRow, rowsOf } from "../support/rows";
import { setupDemo, type TestConvex } from "../support/setup";
import { addMember, type Caller } from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
});

const personOf = (index: number) => ({ phone: `628125550020${index}` });
const says = (index: number, at: number) =>
  inbound({ id: `w${index}-${at}`, person: personOf(index), at });

describe("the list", () => {
  async function listSessions(status?: "open" | "ended", numItems = 50) {
    const pages = await readPages(
      async (paginationOpts) =>
        await asOwner.query(api.conversations.list, {
          workspace_id: workspaceId,
          paginationOpts,
          status,
        }),
      numItems,
    );
    return pages.map((page) =>
      page.map((row) => row.kapso_conversation_id?.slice(-1)),
    );
  }

  it("has the newest activity first, in pages", async () => {
    await deliver(t, says(0, 30), says(1, 10), says(2, 50), says(3, 20));
    expect((await listSessions()).flat()).toEqual(["2", "0", "3", "1"]);
    await deliver(t, says(1, 60));
    const pages = await listSessions(undefined, 3);
    expect(pages[0]).toEqual(["1", "2", "0"]);
    expect(pages.flat()).toEqual(["1", "2", "0", "3"]);
  });

  it("can be narrowed to open and ended ones", async () => {
    await deliver(
      t,
      says(0, 0),
      says(1, 1),
      says(2, 2),
      conversation("ended", { person: personOf(1), at: 9 }),
    );
    expect((await listSessions("open")).flat()).toEqual(["2", "0"]);
    expect((await listSessions("ended")).flat()).toEqual(["1"]);
    await deliver(t, says(1, 10));
    expect((await listSessions("ended")).flat()).toEqual([]);
  });
});

describe("the conversations of a contact", () => {
  it("are one per number of the workspace", async () => {
    await t.run(
      async (ctx) =>
        await ctx.db.insert("phoneNumbers", {
          phone_number_id: "55",
          workspace_id: workspaceId,
          status: "active",
        }),
    );
    const person = personOf(0);
    await deliver(
      t,
      says(0, 0),
      inbound({ id: "w2", person, at: 1, phoneNumberId: "55", session: "s2" }),
      says(1, 2),
    );
    const [contact] = await liveContacts(t);
    if (contact === undefined) {
      throw new Error("there is a contact");
    }
    const conversations = await asOwner.query(api.conversations.listByContact, {
      contact_id: contact._id,
    });
    expect(conversations.map((row) => row.phone_number_id).sort()).toEqual([
      "100000000000017",
      "55",
    ]);
    expect(conversations[0]).not.toHaveProperty("merged_into");
  });
});

describe("marking as read", () => {
  it("sets the count to none, for agents and above", async () => {
    await deliver(t, says(0, 0), says(0, 1));
    const { _id: conversation_id } = await onlyRow(t, "conversations");
    const asAgent = await addMember(t, workspaceId, "agent");
    await asAgent.mutation(api.conversations.markRead, { conversation_id });
    expect(await onlyRow(t, "conversations")).toMatchObject({
      unread_count: 0,
      message_count: 2,
    });
  });
});

describe("marking as unread", () => {
  const unread = async (conversation_id: Id<"conversations">) => {
    const asAgent = await addMember(t, workspaceId, "agent");
    await asAgent.mutation(api.conversations.markUnread, { conversation_id });
    const row = await t.run((ctx) =>
      ctx.db.get("conversations", conversation_id),
    );
    return row?.unread_count;
  };

  it("brings the customer's last message back, once", async () => {
    await deliver(t, says(0, 0), says(0, 1));
    const { _id } = await onlyRow(t, "conversations");
    await asOwner.mutation(api.conversations.markRead, {
      conversation_id: _id,
    });
    expect([await unread(_id), await unread(_id)]).toEqual([1, 1]);
    await deliver(t, says(0, 2));
    expect(await unread(_id)).toBe(2);
  });

  it("changes nothing where the customer has not written", async () => {
    await deliver(t, outbound({ id: "o1", person: personOf(0), at: 0 }));
    expect(await unread((await onlyRow(t, "conversations"))._id)).toBe(0);
  });
});

describe("the messages of a conversation", () => {
  const idsOf = async (conversation_id: Id<"conversations">, numItems = 50) => {
    const pages = await readPages(
      async (paginationOpts) =>
        await asOwner.query(api.messages.listByConversation, {
          conversation_id,
          paginationOpts,
        }),
      numItems,
    );
    return pages.map((page) => page.map((row) => row.kapso_message_id));
  };

  it("come newest first, whatever their order of arrival, in pages", async () => {
    await deliver(t, says(0, 30), says(0, 10), says(0, 50), says(0, 20));
    const { _id } = await onlyRow(t, "conversations");
    const order = ["w0-50", "w0-30", "w0-20", "w0-10"];
    expect(await idsOf(_id)).toEqual([order]);
    const pages = await idsOf(_id, 3);
    expect(pages[0]).toEqual(order.slice(0, 3));
    expect(pages.flat()).toEqual(order);
  });

  it("are those of the conversation only", async () => {
    await deliver(t, says(0, 0), says(1, 1));
    const [first, second] = await rowsOf(t, "conversations");
    if (first === undefined || second === undefined) {
      throw new Error("there are two conversations");
    }
    expect(await idsOf(first._id)).toEqual([["w0-0"]]);
    expect(await idsOf(second._id)).toEqual([["w1-1"]]);
  });
});
