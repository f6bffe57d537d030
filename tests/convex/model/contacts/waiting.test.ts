/** Who waits and the newest message, as contacts and conversations keep them. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../../convex/_generated/api";
import { MAX_WAITING_MESSAGES } from "../../../../convex/model/conversations/waiting";
import {
  BAGAS,
  inbound,
  metaHistory,
  outbound,
  SEKAR,
  storyTimeMs,
  type Person,
} from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import {
  liveContacts,
  liveConversations,
  onlyRow,
} from "../../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../../support/setup";
import type { Caller } from "../../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;

beforeEach(async () => {
  ({ t, asOwner } = await setupDemo());
});

const MINUTE_S = 60;
const says = (
  id: string,
  minute: number,
  text: string,
  person: Person = SEKAR,
) => inbound({ id, person, at: minute * MINUTE_S, text });
const weSay = (id: string, minute: number, text: string) =>
  outbound({ id, person: SEKAR, at: minute * MINUTE_S, text });
const minuteMs = (minute: number) => storyTimeMs(minute * MINUTE_S);

const waitingSince = async () => {
  const contact = await onlyRow(t, "contacts");
  const conversation = await onlyRow(t, "conversations");
  expect(contact.waiting_since).toBe(conversation.waiting_since);
  return contact.waiting_since;
};

describe("who waits", () => {
  it("is known from the first message without an answer on", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"), says("m2", 5, "kak?"));
    expect(await waitingSince()).toBe(minuteMs(0));
    await deliver(t, weSay("m3", 9, "kami cek dulu ya"));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      waiting_since: minuteMs(0),
      waiting_promised_at: minuteMs(9),
    });
    await deliver(t, weSay("m4", 20, "ready kak"));
    expect(await waitingSince()).toBeUndefined();
    expect(await onlyRow(t, "conversations")).not.toHaveProperty(
      "waiting_promised_at",
    );
  });

  it("waits again when the answer turns out to have failed", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"), weSay("m2", 9, "ready kak"));
    expect(await waitingSince()).toBeUndefined();
    await deliver(
      t,
      outbound(
        { id: "m2", person: SEKAR, at: 601, text: "ready kak" },
        "failed",
      ),
    );
    expect(await waitingSince()).toBe(minuteMs(0));
  });

  it("is nobody of a history that was synchronised", async () => {
    await deliver(
      t,
      metaHistory(SEKAR, [
        { id: "m1", person: SEKAR, at: 0, text: "Kak ready?" },
      ]),
    );
    expect(await waitingSince()).toBeUndefined();
    expect((await onlyRow(t, "contacts")).last_message_preview).toBe(
      "Kak ready?",
    );
  });

  it("is nobody who is spam, and everybody who is not any more", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"));
    const mark = async (lead_status: "spam" | "none") =>
      await t.mutation(internal.ops.setLeadStatus, {
        workspace: "demo",
        contact: SEKAR.phone,
        lead_status,
      });
    await mark("spam");
    expect(await waitingSince()).toBeUndefined();
    await deliver(t, says("m2", 5, "halo?"));
    expect(await waitingSince()).toBeUndefined();
    await mark("none");
    expect(await waitingSince()).toBe(minuteMs(0));
  });

  it("survives a merge, as the longest of both", async () => {
    const phone = { phone: SEKAR.phone };
    const bsuid = { bsuid: SEKAR.bsuid };
    await deliver(
      t,
      says("m1", 0, "Kak ready?", phone),
      says("m2", 5, "ongkir berapa?", bsuid),
      says("m3", 9, "halo?"),
    );
    const [contact, ...contacts] = await liveContacts(t);
    const [conversation, ...conversations] = await liveConversations(t);
    expect([contacts, conversations]).toEqual([[], []]);
    expect(contact?.waiting_since).toBe(minuteMs(0));
    expect(conversation?.waiting_since).toBe(minuteMs(0));
    expect(contact?.last_message_preview).toBe("halo?");
  });
});

describe("more messages than are looked at", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => says(`n${i}`, i + 1, `halo ${i}`));

  it("do not move the time while all without an answer are", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"), ...many(40));
    expect(await waitingSince()).toBe(minuteMs(0));
    expect(await onlyRow(t, "conversations")).not.toHaveProperty(
      "waiting_longer",
    );
  });

  it("are said to wait longer than is known", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"));
    const conversation = await onlyRow(t, "conversations");
    const message = await onlyRow(t, "messages");
    await t.run(async (ctx) => {
      const { _id, _creationTime, committed_at: _mark, ...fields } = message;
      for (let i = 1; i < MAX_WAITING_MESSAGES; i++) {
        await ctx.db.insert("messages", {
          ...fields,
          kapso_message_id: `n${i}`,
          sent_at: minuteMs(i),
          committed_at: ctx.db.vars.commitTs,
        });
      }
    });
    await deliver(t, says("last", MAX_WAITING_MESSAGES, "kak?"));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      _id: conversation._id,
      waiting_since: minuteMs(1),
      waiting_longer: true,
    });
  });
});

describe("a dismissal", () => {
  const dismiss = async () => {
    const { _id } = await onlyRow(t, "conversations");
    vi.advanceTimersByTime(1);
    const answer = await asOwner.mutation(api.conversations.dismissWaiting, {
      conversation_id: _id,
    });
    vi.advanceTimersByTime(1);
    return answer.dismissed_at;
  };
  const undo = async (dismissed_at: number | null) => {
    const { _id } = await onlyRow(t, "conversations");
    return await asOwner.mutation(api.conversations.undismissWaiting, {
      conversation_id: _id,
      dismissed_at: dismissed_at ?? 0,
    });
  };

  it("stands until the customer asks something new", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"));
    await dismiss();
    expect(await waitingSince()).toBeUndefined();
    await deliver(t, says("m2", 5, "makasih kak"));
    expect(await waitingSince()).toBeUndefined();
    await deliver(t, says("m3", 9, "jadi gimana kak?"));
    expect(await waitingSince()).toBe(minuteMs(9));
  });

  it("does not cover what was written before but came later", async () => {
    await deliver(t, says("m2", 5, "kak?"));
    await dismiss();
    await deliver(t, says("m1", 0, "Kak, pesanan saya rusak"));
    expect(await waitingSince()).toBe(minuteMs(0));
  });

  it("is taken back by its time, to what stood before", async () => {
    await deliver(t, says("m1", 0, "Kak ready?"));
    const first = await dismiss();
    expect(await dismiss()).toBeNull();
    await deliver(t, says("m2", 5, "kak?"));
    const second = await dismiss();
    expect(await undo(first)).toEqual({ is_undone: false });
    expect(await waitingSince()).toBeUndefined();
    expect(await undo(second)).toEqual({ is_undone: true });
    expect(await waitingSince()).toBe(minuteMs(5));
    expect(await undo(first)).toEqual({ is_undone: true });
    expect(await waitingSince()).toBe(minuteMs(0));
  });
});

describe("the preview", () => {
  it("is the newest message's, whatever comes late", async () => {
    await deliver(t, says("m2", 9, "kedua\nbaris"), says("m1", 0, "pertama"));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      last_message_preview: "kedua",
      last_message_direction: "inbound",
    });
    await deliver(t, weSay("m3", 20, "jawaban"));
    expect(await onlyRow(t, "contacts")).toMatchObject({
      last_message_preview: "jawaban",
      last_message_direction: "outbound",
    });
  });
});

describe("rows of before it was kept", () => {
  it("are filled, once", async () => {
    await deliver(
      t,
      says("m1", 0, "Kak ready?"),
      says("b1", 1, "makasih", BAGAS),
    );
    const before = [await liveContacts(t), await liveConversations(t)];
    await t.run(async (ctx) => {
      for (const row of await ctx.db.query("contacts").collect()) {
        await ctx.db.patch("contacts", row._id, {
          waiting_since: undefined,
          last_message_preview: undefined,
          last_message_direction: undefined,
        });
      }
      for (const row of await ctx.db.query("conversations").collect()) {
        await ctx.db.patch("conversations", row._id, {
          waiting_since: undefined,
          waiting_message_id: undefined,
        });
      }
    });
    vi.spyOn(console, "info").mockImplementation(() => undefined);
    await t.mutation(internal.migrations.run, {});
    await drain(t);
    expect([await liveContacts(t), await liveConversations(t)]).toEqual(before);
  });
});
