/** Leads are made of what people write, a moment after it and once per burst. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import { DAY_MS, HOUR_MS } from "../../../src/lib/time/units";
import { BAGAS, inbound, metaHistory, storyTimeMs } from "../../support/bodies";
import { post } from "../../support/deliver";
import { useConvexEnvironment } from "../../support/environment";
import { loseJobs } from "../../support/jobs";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf, snapshot } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

const statusOf = async () => (await front.contact()).lead_status;

const sweep = async () => {
  await front.t.mutation(internal.leads.checks.sweep, {});
  await drain(front.t);
};

const set = async (change: Record<string, number | string[]>) =>
  await front.asOwner.mutation(api.leads.updateSettings, {
    workspace_id: front.workspaceId,
    ...change,
  });

const pause = async (automations_paused: boolean) =>
  await front.t.run(async (ctx) => {
    await ctx.db.patch("workspaces", front.workspaceId, { automations_paused });
  });

describe("a contact", () => {
  it("is a lead from the second message on, and says why", async () => {
    await front.hear("Halo kak");
    expect(await statusOf()).toBe("none");
    expect(await front.leads()).toEqual([]);
    await front.hear("Masih ada stok yang merah?");
    expect(await statusOf()).toBe("unqualified");
    expect(await front.lead()).toMatchObject({
      status: "unqualified",
      reason: "messages",
      review: "pending",
    });
    expect(await onlyRow(front.t, "contactEvents")).toMatchObject({
      kind: "edited",
      field: "lead_status",
      actor: { kind: "system" },
      reason: "messages",
    });
  });

  it("is one by answering what we wrote first", async () => {
    await front.say("Halo, ada yang bisa kami bantu?");
    await front.hear("Mau tanya harga");
    expect(await front.lead()).toMatchObject({ reason: "greeting_answered" });
  });

  it("is none by what was imported", async () => {
    const sayings = [0, 1, 2].map((at) => ({
      id: `h${at}`,
      person: ARDI,
      at: at - 10_000,
    }));
    await deliver(front.t, metaHistory(ARDI, sayings));
    expect(await statusOf()).toBe("none");
    await front.hear("Halo lagi");
    expect(await statusOf()).toBe("none");
  });

  it("is none of the team's, whenever the number is named", async () => {
    await set({ team_phones: ["0812-5550-0201"] });
    await front.hear("Tes");
    await front.hear("Tes lagi");
    expect(await statusOf()).toBe("none");
    await set({ team_phones: [] });
    await front.hear("Tes ketiga");
    expect(await statusOf()).toBe("unqualified");
    await set({ team_phones: [ARDI.phone] });
    await front.hear("Tes keempat");
    expect(await statusOf()).toBe("none");
    expect(await front.leads()).toEqual([]);
  });

  it("that a person called a customer stays one", async () => {
    await front.hear("Halo");
    const { _id: contact_id } = await front.contact();
    await front.asOwner.mutation(api.contacts.update, {
      contact_id,
      change: { lead_status: "customer" },
    });
    await front.hear("Pesan lagi ya");
    await front.hear("Yang biru");
    expect(await front.lead()).toMatchObject({
      status: "customer",
      reason: "by_hand",
    });
  });

  it("needs as many messages as the workspace asks for", async () => {
    await set({ message_threshold: 3 });
    await front.hear("Satu");
    await front.hear("Dua");
    expect(await statusOf()).toBe("none");
    await front.hear("Tiga");
    expect(await statusOf()).toBe("unqualified");
  });

  it("is left alone while automations are paused, and looked at afterwards", async () => {
    await pause(true);
    await front.hear("Satu");
    await front.hear("Dua");
    expect(await statusOf()).toBe("none");
    await pause(false);
    vi.advanceTimersByTime(2 * HOUR_MS);
    await sweep();
    expect(await statusOf()).toBe("unqualified");
    expect(await rowsOf(front.t, "leadChecks")).toEqual([]);
  });
});

describe("a burst of messages", () => {
  it("is one look, whatever it brings", async () => {
    for (const at of [0, 1, 2, 3]) {
      await post(
        front.t,
        inbound({ id: `b${at}`, person: ARDI, at }),
        `b${at}`,
      );
      // Processing, not yet the look.
      vi.advanceTimersByTime(100);
      await front.t.finishInProgressScheduledFunctions();
    }
    const checks = await rowsOf(front.t, "leadChecks");
    expect(checks).toHaveLength(1);
    const looks = await front.t.run(async (ctx) =>
      (await ctx.db.system.query("_scheduled_functions").collect()).filter(
        ({ name }) => name.includes("leads/checks"),
      ),
    );
    expect(looks).toHaveLength(1);
    await drain(front.t);
    expect(await statusOf()).toBe("unqualified");
    expect(await rowsOf(front.t, "leadChecks")).toEqual([]);
  });

  it("is looked at although the job was lost", async () => {
    await post(front.t, inbound({ id: "l1", person: ARDI, at: 0 }), "l1");
    await post(front.t, inbound({ id: "l2", person: ARDI, at: 1 }), "l2");
    vi.advanceTimersByTime(100);
    await front.t.finishInProgressScheduledFunctions();
    await loseJobs(front.t);
    vi.advanceTimersByTime(HOUR_MS);
    expect(await statusOf()).toBe("none");
    await sweep();
    expect(await statusOf()).toBe("unqualified");
  });

  it("changes nothing when it is looked at twice", async () => {
    await front.hear("Satu");
    await front.hear("Dua");
    const before = await snapshot(front.t);
    const { _id: contact_id } = await front.contact();
    await front.t.mutation(internal.leads.checks.check, { contact_id });
    expect(await snapshot(front.t)).toEqual(before);
  });
});

describe("a lead", () => {
  beforeEach(async () => {
    await front.hear("Satu");
    await front.hear("Dua");
  });

  it("is archived after two days without a word, and back with the next", async () => {
    vi.advanceTimersByTime(2 * DAY_MS - HOUR_MS);
    await sweep();
    expect(await statusOf()).toBe("unqualified");
    vi.advanceTimersByTime(2 * HOUR_MS);
    await sweep();
    expect(await front.lead()).toMatchObject({ status: "archived" });
    await front.hear("Masih ada?");
    expect(await statusOf()).toBe("unqualified");
    const { _id: lead_id } = await front.lead();
    const card = await front.asOwner.query(api.leads.get, { lead_id });
    expect(card.history.map(({ to, reason }) => [to, reason])).toEqual([
      ["unqualified", "wrote_again"],
      ["archived", "no_engagement"],
      ["unqualified", "messages"],
    ]);
  });

  it("is not archived by our own messages, nor kept by them", async () => {
    vi.advanceTimersByTime(DAY_MS);
    await front.say("Halo, masih tertarik?");
    vi.advanceTimersByTime(1.1 * DAY_MS);
    await sweep();
    expect(await statusOf()).toBe("archived");
  });

  it("that somebody qualified is never archived", async () => {
    const { _id: contact_id } = await front.contact();
    await front.asOwner.mutation(api.contacts.update, {
      contact_id,
      change: { lead_status: "qualified" },
    });
    vi.advanceTimersByTime(30 * DAY_MS);
    await sweep();
    await front.hear("Halo");
    expect(await statusOf()).toBe("qualified");
  });

  it("that somebody brought back gets its two days anew", async () => {
    vi.advanceTimersByTime(3 * DAY_MS);
    await sweep();
    const { _id: contact_id } = await front.contact();
    await front.asOwner.mutation(api.contacts.update, {
      contact_id,
      change: { lead_status: "unqualified" },
    });
    await drain(front.t);
    expect(await statusOf()).toBe("unqualified");
    vi.advanceTimersByTime(DAY_MS);
    await sweep();
    expect(await statusOf()).toBe("unqualified");
    vi.advanceTimersByTime(1.1 * DAY_MS);
    await sweep();
    expect(await statusOf()).toBe("archived");
  });
});

describe("the review queue", () => {
  it("takes the first fifty leads of a workspace", async () => {
    await front.t.run(async (ctx) => {
      for (let i = 0; i < 49; i += 1) {
        const contact_id = await ctx.db.insert("contacts", {
          workspace_id: front.workspaceId,
          field_sources: {},
          lead_status: "unqualified",
          tags: [],
          source: "whatsapp",
          message_count: 0,
        });
        await ctx.db.insert("leads", {
          workspace_id: front.workspaceId,
          contact_id,
          status: "unqualified",
          review:
            (["approved", "pending", "rejected"] as const)[i % 3] ?? "pending",
          review_at: i,
          reason: "messages",
          made_at: storyTimeMs(i),
          week: "2026-09-14",
        });
      }
    });
    await front.hear("Satu");
    await front.hear("Dua");
    await front.hear("Satu", { person: BAGAS });
    await front.hear("Dua", { person: BAGAS });
    const reviews = (await front.leads()).slice(49).map(({ review }) => review);
    expect(reviews).toEqual(["pending", "none"]);
  });
});
