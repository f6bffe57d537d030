/** Spam is a label on the contact, with reasons; people's word stands above it. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import { useConvexEnvironment } from "../../support/environment";
import { setupFront, type Front } from "../../support/leads";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

const PRIZE =
  "Selamat anda mendapat hadiah undian Rp 75.000.000, hubungi 0813-5550-0999";

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

const statusOf = async () => (await front.contact()).lead_status;

const markSpam = async (is_spam: boolean) => {
  const { _id: contact_id } = await front.contact();
  const args = { contact_id, is_spam };
  const kept = await front.asOwner.mutation(api.leads.markSpam, args);
  await drain(front.t);
  return kept;
};

const somebody = (i: number) => ({
  person: { phone: `62812555${String(10_000 + i)}`, name: `Orang ${i}` },
});

describe("a message that looks like spam", () => {
  it("is stored, and its contact labelled with the reasons", async () => {
    await front.hear(PRIZE);
    expect(await front.lead()).toMatchObject({
      status: "spam",
      reason: "flagged_spam",
      review: "none",
      spam: { signals: ["prize", "amount", "phone_number", "call_to_action"] },
    });
    expect((await onlyRow(front.t, "messages")).text).toBe(PRIZE);
    expect((await front.contact()).waiting_since).toBeUndefined();
  });

  it("makes no lead, and counts as none in its week", async () => {
    await front.hear(PRIZE);
    await front.hear("Segera ya");
    expect(await statusOf()).toBe("spam");
    const { weeks } = await front.asOwner.query(api.leads.stats, {
      workspace_id: front.workspaceId,
      as_of: Date.now(),
      day_start: 0,
    });
    expect(weeks[0]).toMatchObject({ made: 0, spam: 0 });
  });

  it("of somebody whom we wrote first is none", async () => {
    await front.say("Halo, pesanan Anda sudah dikirim");
    await front.hear("Selamat anda mendapat hadiah Rp 75.000.000");
    expect(await statusOf()).toBe("unqualified");
  });

  it("is no spam any more once it is deleted", async () => {
    await front.hear(PRIZE);
    const message = await onlyRow(front.t, "messages");
    await front.t.run(async (ctx) => {
      await ctx.db.patch("messages", message._id, { revoked_at: 1 });
    });
    const { _id: contact_id } = await front.contact();
    await front.t.mutation(internal.leads.checks.check, { contact_id });
    expect(await statusOf()).toBe("none");
    expect(await front.leads()).toEqual([]);
  });

  it("stays what a person says, whatever comes", async () => {
    await front.hear(PRIZE);
    await markSpam(false);
    expect(await statusOf()).toBe("none");
    await front.hear(PRIZE);
    expect(await front.lead()).toMatchObject({
      status: "unqualified",
      reason: "messages",
      spam: { score: expect.any(Number) as number },
    });
  });
});

describe("the same text from many", () => {
  const AD = "Tambah followers cuma 20rb saja untuk semua akun yang kamu punya";

  it("is a signal for all who sent it, also for the first", async () => {
    for (let i = 0; i < 4; i += 1) {
      await front.hear(AD, somebody(i));
    }
    const statuses = async () =>
      (await rowsOf(front.t, "contacts")).map(({ lead_status }) => lead_status);
    expect(await statuses()).toEqual(Array(4).fill("none"));
    await front.hear(AD.replace("20", "35"), somebody(4));
    expect(await statuses()).toEqual(Array(5).fill("spam"));
    const [lead] = await front.leads();
    expect(lead?.spam?.signals).toContain("repeated_text");
  });

  it("alone makes nobody spam: shops prefill what customers send", async () => {
    const text = "Halo, saya mau tanya produk yang ada di iklan Instagram";
    for (let i = 0; i < 6; i += 1) {
      await front.hear(text, somebody(i));
    }
    const contacts = await rowsOf(front.t, "contacts");
    expect(contacts.map(({ lead_status }) => lead_status)).toEqual(
      Array(6).fill("none"),
    );
  });
});

describe("verdicts", () => {
  const PITCH = "Tambah followers cuma 20rb saja";

  it("teach the workspace's classifier, and unteach it when taken back", async () => {
    await front.hear(PITCH);
    const kept = await markSpam(true);
    const labels = async () =>
      (await rowsOf(front.t, "spamLabels")).map(({ spam, ham }) => [spam, ham]);
    expect(await labels()).toEqual([[1, 0]]);
    await markSpam(true);
    expect(await labels()).toEqual([[1, 0]]);
    await markSpam(false);
    expect(await labels()).toEqual([[0, 1]]);
    const words = await rowsOf(front.t, "spamWords");
    expect(words.length).toBeGreaterThan(2);
    expect(words.every(({ spam, ham }) => spam === 0 && ham === 1)).toBe(true);
    expect(await front.asOwner.mutation(api.leads.undo, kept)).toEqual({
      status: "conflict",
    });
    expect(await labels()).toEqual([[0, 1]]);
  });

  it.each([
    [true, 49, "none"],
    [false, 50, "none"],
    [true, 50, "spam"],
  ] as const)(
    "with the classifier %s and %i of each say: %s",
    async (classifier_enabled, count, status) => {
      await front.asOwner.mutation(api.leads.updateSettings, {
        workspace_id: front.workspaceId,
        classifier_enabled,
      });
      await front.hear(PITCH);
      await markSpam(true);
      await front.t.run(async (ctx) => {
        for (const row of await ctx.db.query("spamLabels").collect()) {
          await ctx.db.patch("spamLabels", row._id, {
            spam: count,
            ham: count,
          });
        }
        for (const row of await ctx.db.query("spamWords").collect()) {
          await ctx.db.patch("spamWords", row._id, { spam: count });
        }
      });
      await front.hear(PITCH, somebody(1));
      const [, other] = await rowsOf(front.t, "contacts");
      expect(other?.lead_status).toBe(status);
    },
  );
});
