/** Messages past their workspace's time go; what is kept of their people holds. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import { DAY_MS } from "../../../src/lib/time/units";
import { findErrors } from "../../support/books";
import { BAGAS } from "../../support/bodies";
import { COUNTED, findDrift } from "../../support/counters";
import { useConvexEnvironment } from "../../support/environment";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

const NO_DRIFT = { contacts: 0, conversations: 0, unread: 0 };

let front: Front;
beforeEach(async () => {
  front = await setupFront();
  await keepFor(30);
});

const keepFor = async (message_retention_days: number | null) =>
  await front.asOwner.mutation(api.workspaces.update, {
    workspace_id: front.workspaceId,
    message_retention_days,
  });

async function sweep(): Promise<void> {
  await front.t.mutation(internal.privacy.retention.sweep, {});
  await drain(front.t);
}

const pass = (days: number) => vi.advanceTimersByTime(days * DAY_MS);

async function drift() {
  const tables = await snapshot(front.t);
  return findDrift(
    Object.fromEntries(COUNTED.map((table) => [table, tables[table] ?? []])),
  );
}

const textsOf = async () =>
  (await rowsOf(front.t, "messages")).map(({ text }) => text);

describe("messages past their time", () => {
  it("go, with what was said of them; the contact stays", async () => {
    await front.hear("Halo, rahasia-lama, masih ada meja?");
    await drain(front.t);
    const { last_message_at } = await front.contact();
    pass(31);
    await sweep();
    expect(await rowsOf(front.t, "messages")).toEqual([]);
    const contact = await front.contact();
    expect(contact).toMatchObject({
      ...{ name: ARDI.name, message_count: 0, last_message_at },
    });
    expect(contact.last_message_preview).toBeUndefined();
    expect(contact.waiting_since).toBeUndefined();
    const conversation = await onlyRow(front.t, "conversations");
    expect(conversation).toMatchObject({ message_count: 0, unread_count: 0 });
    expect(conversation.waiting_message_id).toBeUndefined();
    expect(await drift()).toEqual(NO_DRIFT);
  });

  it("leave younger ones, and who waits by them", async () => {
    await front.hear("lama, ada meja?");
    await front.say("lama, ada kak");
    pass(20);
    await front.hear("baru, berapa ongkirnya?");
    await drain(front.t);
    const before = await front.contact();
    pass(11);
    await sweep();
    expect(await textsOf()).toEqual(["baru, berapa ongkirnya?"]);
    expect(await front.contact()).toMatchObject({
      message_count: 1,
      waiting_since: before.waiting_since,
      last_message_preview: before.last_message_preview,
    });
    expect(await onlyRow(front.t, "conversations")).toMatchObject({
      unread_count: 1,
    });
    expect(await drift()).toEqual(NO_DRIFT);
  });

  it("stay where a workspace says nothing, and wait for the hour", async () => {
    await keepFor(null);
    await front.hear("lama");
    pass(400);
    await sweep();
    expect(await textsOf()).toEqual(["lama"]);
  });

  it("go in slices that can stop anywhere", async () => {
    const COUNT = 450;
    for (const person of [ARDI, BAGAS]) {
      await front.hear("Halo", { person });
    }
    await drain(front.t);
    await copyMessages(COUNT);
    pass(31);
    const { t, workspaceId: workspace_id } = front;
    const left: number[] = [];
    for (let i = 0; i < 4; i++) {
      await t.mutation(internal.privacy.retention.step, { workspace_id });
      left.push((await rowsOf(t, "messages")).length);
      expect(await findErrors(t)).toEqual([]);
    }
    expect(left).toEqual([702, 502, 302, 102]);
    await sweep();
    expect(await textsOf()).toEqual([]);
    expect(await findErrors(t)).toEqual([]);
    expect(await drift()).toEqual(NO_DRIFT);
  });

  it("are counted where they belong, so that an undone merge adds up", async () => {
    for (const person of [ARDI, BAGAS]) {
      await front.hear("lama", { person });
    }
    pass(20);
    for (const person of [ARDI, BAGAS]) {
      await front.hear("baru", { person });
    }
    await drain(front.t);
    const [ardi, bagas] = await rowsOf(front.t, "contacts");
    if (ardi === undefined || bagas === undefined) {
      throw new Error("both wrote");
    }
    const { merge_id } = await front.asOwner.mutation(api.contacts.merge, {
      survivor_id: ardi._id,
      duplicate_id: bagas._id,
    });
    await drain(front.t);
    pass(11);
    await sweep();
    const counts = async () =>
      (await rowsOf(front.t, "contacts")).map((row) => row.message_count);
    expect(await counts()).toEqual([2, 1]);
    expect(await findErrors(front.t)).toEqual([]);
    await front.asOwner.mutation(api.contacts.undoMerge, { merge_id });
    await drain(front.t);
    expect(await counts()).toEqual([1, 1]);
    expect(await findErrors(front.t)).toEqual([]);
  });

  it("that are told again are nothing new, and go again", async () => {
    const old = { id: "again", at: 0 };
    await front.hear("lama", old);
    await drain(front.t);
    const conversation = await onlyRow(front.t, "conversations");
    await front.asOwner.mutation(api.conversations.markRead, {
      conversation_id: conversation._id,
    });
    pass(20);
    await front.hear("baru");
    await front.asOwner.mutation(api.conversations.markRead, {
      conversation_id: conversation._id,
    });
    pass(11);
    await sweep();
    await front.hear("lama", old);
    await drain(front.t);
    expect(await onlyRow(front.t, "conversations")).toMatchObject({
      unread_count: 0,
    });
    await sweep();
    expect(await textsOf()).toEqual(["baru"]);
    expect(await findErrors(front.t)).toEqual([]);
  });
});

/** Adds copies of each message, counted. */
async function copyMessages(copies: number): Promise<void> {
  await front.t.run(async (ctx) => {
    for (const original of await ctx.db.query("messages").collect()) {
      const { _id, _creationTime, ...message } = original;
      for (let i = 0; i < copies; i++) {
        const kapso_message_id = `${message.kapso_message_id}-${i}`;
        const committed_at = ctx.db.vars.commitTs;
        await ctx.db.insert("messages", {
          ...message,
          ...{ kapso_message_id, committed_at },
        });
      }
      const message_count = copies + 1;
      await ctx.db.patch("contacts", message.contact_id, { message_count });
      await ctx.db.patch("conversations", message.conversation_id, {
        message_count,
        unread_count: message_count,
      });
    }
  });
}

describe("what was found in messages that are gone", () => {
  it("stands: a lead stays one, spam stays spam", async () => {
    await front.hear("Halo, ada meja makan?");
    await front.hear("yang enam kursi");
    const spammer = { person: BAGAS };
    await front.hear(
      "SELAMAT! Anda menang hadiah Rp 50.000.000, kirim PIN ke bit.ly/x1 sekarang",
      spammer,
    );
    await drain(front.t);
    const statuses = async () =>
      (await rowsOf(front.t, "contacts")).map(({ lead_status }) => lead_status);
    const spam = (await statuses())[1];
    expect(spam).toBe("spam");
    pass(31);
    await sweep();
    await front.hear("Halo lagi");
    await front.hear("Halo lagi", spammer);
    vi.advanceTimersByTime(10_000);
    await front.t.finishInProgressScheduledFunctions();
    expect(await statuses()).toEqual(["unqualified", "spam"]);
  });

  it("is told by digests until then; the newest stays", async () => {
    const digest = async () => {
      await front.asOwner.mutation(api.digests.runNow, {
        workspace_id: front.workspaceId,
      });
      await drain(front.t);
    };
    await front.hear("Halo, rahasia-lama, ada meja?");
    await digest();
    pass(20);
    await front.hear("Halo, baru, ada kursi?", { person: BAGAS });
    await digest();
    expect(await rowsOf(front.t, "dailySummaries")).toHaveLength(2);
    pass(11);
    await sweep();
    const left = await onlyRow(front.t, "dailySummaries");
    expect(left.text).toContain("baru");
    await front.hear("Apa kabar pesanan saya?");
    await digest();
    const [, next] = await rowsOf(front.t, "dailySummaries");
    expect(next?.text).toContain("Apa kabar pesanan saya?");
  });
});
