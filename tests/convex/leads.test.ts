/** What members say of leads, and what they see of them. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Verdict } from "../../src/lib/leads/reasons";
import { DAY_MS, HOUR_MS } from "../../src/lib/time/units";
import { BAGAS } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { setupFront, type Front } from "../support/leads";
import { onlyRow, rowsOf } from "../support/rows";
import { drain } from "../support/setup";
import { addMember, codeOf } from "../support/tenants";

useConvexEnvironment();

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

const judge = async (verdict: Verdict) => {
  const { _id: lead_id } = await front.lead();
  return await front.asOwner.mutation(api.leads.review, { lead_id, verdict });
};

const undo = async (kept: Awaited<ReturnType<typeof judge>>) =>
  await front.asOwner.mutation(api.leads.undo, kept);

const markSpam = async (is_spam: boolean) => {
  const { _id: contact_id } = await front.contact();
  const args = { contact_id, is_spam };
  const kept = await front.asOwner.mutation(api.leads.markSpam, args);
  await drain(front.t);
  return kept;
};

const stats = async () =>
  await front.asOwner.query(api.leads.stats, {
    workspace_id: front.workspaceId,
    as_of: Date.now(),
    day_start: Date.now() - DAY_MS,
  });

const makeLead = async () => {
  await front.hear("Halo");
  await front.hear("Mau pesan dua");
};

describe("a verdict", () => {
  beforeEach(makeLead);

  it.each([
    ["approved", "qualified", "approved"],
    ["customer", "customer", "approved"],
    ["rejected", "archived", "rejected"],
    ["spam", "spam", "rejected"],
  ] as const)("%s makes the contact %s", async (verdict, status, review) => {
    const before = await front.lead();
    const contactBefore = await front.contact();
    const kept = await judge(verdict);
    expect(await front.lead()).toMatchObject({ status, review });
    expect((await front.contact()).lead_status).toBe(status);
    expect((await front.contact()).field_sources.lead_status).toMatchObject({
      source: "human",
    });
    expect(await undo(kept)).toEqual({ status: "saved" });
    await drain(front.t);
    expect(await front.lead()).toEqual(before);
    const { lead_status, field_sources } = await front.contact();
    expect({ lead_status, field_sources }).toEqual({
      lead_status: contactBefore.lead_status,
      field_sources: contactBefore.field_sources,
    });
  });

  it("later takes the lead off the queue for a day", async () => {
    await judge("later");
    const queue = async (as_of: number) =>
      await front.page({ review: "pending", as_of });
    expect(await queue(Date.now() + DAY_MS - HOUR_MS)).toEqual([]);
    expect(await queue(Date.now() + DAY_MS)).toHaveLength(1);
    expect((await front.contact()).lead_status).toBe("unqualified");
    const { workspaceId: workspace_id, asOwner } = front;
    const [due, ...others] = (
      await asOwner.query(api.leads.queue, { workspace_id })
    ).due_ats;
    expect(others).toEqual([]);
    expect(due).toBeGreaterThan(Date.now() + DAY_MS - HOUR_MS);
  });

  it("takes the lead out of the queue's count", async () => {
    const { workspaceId: workspace_id, asOwner } = front;
    const due = async () =>
      (await asOwner.query(api.leads.queue, { workspace_id })).due_ats;
    expect(await due()).toEqual([(await front.lead()).review_at]);
    await judge("approved");
    expect(await due()).toEqual([]);
  });

  it("stands, whatever the customer writes", async () => {
    await judge("rejected");
    await front.hear("Halo lagi");
    expect((await front.contact()).lead_status).toBe("archived");
  });

  it("is not taken back over somebody's change", async () => {
    const kept = await judge("approved");
    const { _id: contact_id } = await front.contact();
    await front.asOwner.mutation(api.contacts.update, {
      contact_id,
      change: { lead_status: "customer" },
    });
    expect(await undo(kept)).toEqual({ status: "conflict" });
    expect((await front.contact()).lead_status).toBe("customer");
  });

  it("is taken back once", async () => {
    const kept = await judge("approved");
    await undo(kept);
    expect(await undo(kept)).toEqual({ status: "conflict" });
  });

  it("is not a viewer's to give", async () => {
    const as = await addMember(front.t, front.workspaceId, "viewer");
    const { _id: lead_id } = await front.lead();
    const call = as.mutation(api.leads.review, { lead_id, verdict: "spam" });
    expect(await codeOf(call)).toBe("forbidden");
    expect(await rowsOf(front.t, "leadVerdicts")).toEqual([]);
  });
});

describe("marking spam", () => {
  it("needs no lead, and is kept with who said so", async () => {
    await front.hear("Halo");
    const kept = await markSpam(true);
    expect(await front.lead()).toMatchObject({ status: "spam" });
    expect(await onlyRow(front.t, "leadVerdicts")).toMatchObject({
      verdict: "spam",
      before: { status: "none", review: "none" },
    });
    await undo(kept);
    expect(await front.leads()).toEqual([]);
    expect((await front.contact()).lead_status).toBe("none");
  });

  it("taken back by its opposite leaves what the service makes of them", async () => {
    await makeLead();
    await markSpam(true);
    await front.hear("Halo?");
    expect((await front.contact()).lead_status).toBe("spam");
    await markSpam(false);
    expect(await front.lead()).toMatchObject({ status: "unqualified" });
    const rows = await rowsOf(front.t, "leadVerdicts");
    expect(
      rows.map(({ verdict, corrected_at }) => [
        verdict,
        corrected_at !== undefined,
      ]),
    ).toEqual([
      ["spam", true],
      ["not_spam", false],
    ]);
  });
});

describe("lists of leads", () => {
  it("show the contact, by status and by review", async () => {
    await makeLead();
    vi.advanceTimersByTime(1000);
    await front.hear("Halo", { person: BAGAS });
    await front.hear("Ada ukuran L?", { person: BAGAS });
    const names = async (filter: Parameters<Front["page"]>[0]) =>
      (await front.page(filter)).map(({ contact }) => contact.name);
    expect(await names({})).toEqual(["Bagas Pradana", "Ardi Nugraha"]);
    expect(await names({ review: "pending" })).toEqual([
      "Ardi Nugraha",
      "Bagas Pradana",
    ]);
    expect(await names({ status: "archived" })).toEqual([]);
    expect(
      await names({ status: "unqualified", review: "pending" }),
    ).toHaveLength(2);
    expect(await names({ as_of: 0 })).toEqual([]);
  });

  it("lead to a card with the first messages", async () => {
    await makeLead();
    const { _id: lead_id } = await front.lead();
    const card = await front.asOwner.query(api.leads.get, { lead_id });
    expect(card.messages.map(({ text }) => text)).toEqual([
      "Halo",
      "Mau pesan dua",
    ]);
  });
});

describe("statistics", () => {
  it("count a day's verdicts and what was corrected of them", async () => {
    await makeLead();
    await undo(await judge("rejected"));
    await judge("approved");
    expect(await stats()).toMatchObject({
      verdicts: { approved: 1, rejected: 1, spam: 0 },
      corrected: 1,
      is_at_least: false,
    });
  });

  it("tell what became of each week's leads", async () => {
    await makeLead();
    await front.hear("Halo", { person: BAGAS });
    await front.hear("Ada ukuran L?", { person: BAGAS });
    const [first] = await front.leads();
    await front.asOwner.mutation(api.leads.review, {
      lead_id: first?._id ?? (await front.lead())._id,
      verdict: "customer",
    });
    await drain(front.t);
    const { weeks } = await stats();
    expect(weeks).toHaveLength(8);
    expect(weeks[0]).toMatchObject({
      made: 2,
      unqualified: 1,
      customer: 1,
      conversion: 0.5,
    });
    expect(weeks[1]).toMatchObject({ made: 0, conversion: 0 });
  });
});

describe("settings", () => {
  it("say what they were before, and refuse nonsense", async () => {
    const change = (more: object) =>
      front.asOwner.mutation(api.leads.updateSettings, {
        workspace_id: front.workspaceId,
        ...more,
      });
    expect(await change({ message_threshold: 5 })).toEqual({
      message_threshold: 2,
      greeting_hours: 24,
      archive_hours: 48,
      team_phones: [],
      classifier_enabled: false,
    });
    for (const bad of [
      { message_threshold: 0 },
      { message_threshold: 1.5 },
      { archive_hours: NaN },
      { team_phones: ["bukan nomor"] },
    ]) {
      expect(await codeOf(change(bad))).toBe("invalid_lead_settings");
    }
    expect(
      await front.asOwner.query(api.leads.settings, {
        workspace_id: front.workspaceId,
      }),
    ).toMatchObject({ message_threshold: 5 });
  });
});
