/** The switch: what it stops, what goes on, and what becomes of what was held. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import {
  BAGAS,
  inbound,
  SEKAR,
  STORY_START_S,
  type Person,
} from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import {
  addMember,
  codeOf,
  userIdOf,
  type Caller,
} from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let workspace_id: Id<"workspaces">;
beforeEach(async () => {
  vi.setSystemTime((STORY_START_S + 600) * 1000);
  ({ t, asOwner, workspaceId: workspace_id } = await setupDemo());
});

const set = (
  args: { is_paused: boolean; reason?: string; held?: "process" | "skip" },
  as = asOwner,
) => as.mutation(api.settings.setAutomationsPaused, { workspace_id, ...args });
const held = () => asOwner.query(api.settings.held, { workspace_id });

let told = 0;
async function write(person: Person = SEKAR, count = 2): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    told += 1;
    await deliver(t, inbound({ id: `w${told}`, person, at: told }));
  }
  await drain(t);
}

const leads = async () =>
  (await rowsOf(t, "leads")).map(({ status }) => status);

describe("the switch", () => {
  it("stops leads at once, while everything that arrives is stored", async () => {
    await set({ is_paused: true, reason: " Uji coba " });
    const pause = await onlyRow(t, "automationPauses");
    expect(pause).toMatchObject({
      paused_by: await userIdOf(t, "demo-owner"),
      reason: "Uji coba",
    });
    await write(SEKAR);
    await write(BAGAS, 1);
    expect(await rowsOf(t, "messages")).toHaveLength(3);
    expect(await leads()).toEqual([]);
    expect(await held()).toMatchObject({
      contacts: 2,
      has_more: false,
      digests: 0,
      reason: "Uji coba",
    });
  });

  it("wants to know what becomes of what was held back", async () => {
    await set({ is_paused: true });
    await write();
    expect(await codeOf(set({ is_paused: false }))).toBe("held_undecided");
    expect(await rowsOf(t, "workspaces")).toMatchObject([
      { automations_paused: true },
    ]);
  });

  it("processes it", async () => {
    await set({ is_paused: true });
    await write();
    await set({ is_paused: false, held: "process" });
    await drain(t);
    expect(await leads()).toEqual(["unqualified"]);
    expect(await held()).toBeNull();
    expect(await rowsOf(t, "leadChecks")).toEqual([]);
  });

  it("skips it, but not who writes again", async () => {
    await set({ is_paused: true });
    await write(SEKAR);
    await write(BAGAS);
    await set({ is_paused: false, held: "skip" });
    await drain(t);
    expect(await leads()).toEqual([]);
    await write(BAGAS, 1);
    expect(await leads()).toEqual(["unqualified"]);
  });

  it("twice the same way changes nothing", async () => {
    await set({ is_paused: true });
    await set({ is_paused: true, reason: "Lagi" });
    expect(await rowsOf(t, "automationPauses")).toHaveLength(1);
    await set({ is_paused: false, held: "skip" });
    await set({ is_paused: false });
    expect(await rowsOf(t, "automationPauses")).toMatchObject([
      { held: "skip" },
    ]);
  });

  it("is for admins", async () => {
    const agent = await addMember(t, workspace_id, "agent");
    expect(await codeOf(set({ is_paused: true }, agent))).toBe("forbidden");
  });

  it("lets many go, batch by batch", async () => {
    await set({ is_paused: true });
    await write(SEKAR, 1);
    const { contact_id } = await onlyRow(t, "leadChecks");
    await t.run(async (ctx) => {
      for (let i = 1; i < 120; i += 1) {
        await ctx.db.insert("leadChecks", {
          workspace_id,
          contact_id,
          due_at: 0,
        });
      }
    });
    expect(await held()).toMatchObject({ contacts: 120 });
    await set({ is_paused: false, held: "skip" });
    await drain(t);
    expect(await rowsOf(t, "leadChecks")).toEqual([]);
  });
});

describe("digests", () => {
  const due = async () => {
    const [workspace] = await rowsOf(t, "workspaces");
    vi.setSystemTime((workspace?.next_digest_at ?? 0) + 1);
    await t.mutation(internal.digests.claim.sweep, {});
  };

  it("that are due meanwhile are counted, and one makes up for all", async () => {
    await write();
    await set({ is_paused: true });
    await due();
    await due();
    expect(await rowsOf(t, "digestRuns")).toEqual([]);
    expect(await held()).toMatchObject({ digests: 2 });
    await set({ is_paused: false, held: "process" });
    expect(await rowsOf(t, "digestRuns")).toMatchObject([
      { trigger: "schedule", status: "claimed" },
    ]);
  });

  it("that are skipped are not made", async () => {
    await write();
    await set({ is_paused: true });
    await due();
    await set({ is_paused: false, held: "skip" });
    expect(await rowsOf(t, "digestRuns")).toEqual([]);
  });

  it("under way end, and are made when they are made up for", async () => {
    await write();
    await due();
    const [run] = await rowsOf(t, "digestRuns");
    expect(run).toMatchObject({ status: "claimed" });
    await set({ is_paused: true });
    expect(await onlyRow(t, "digestRuns")).toMatchObject({
      status: "skipped",
      reason: "automations_paused",
    });
    await set({ is_paused: false, held: "process" });
    const runs = await rowsOf(t, "digestRuns");
    expect(runs.map(({ local_date }) => local_date)).toEqual([
      run?.local_date,
      run?.local_date,
    ]);
    expect(runs.map(({ status }) => status)).toEqual(["skipped", "claimed"]);
  });
});

it("a form's answer is kept, and makes a lead when automations go on", async () => {
  const { form_key } = await t.mutation(internal.ops.createForm, {
    by: "demo-owner",
    workspace: "demo",
    name: "Kontak",
    origins: ["https://toko.example"],
    fields: [{ key: "phone", label: "WA", type: "phone", required: true }],
  });
  await set({ is_paused: true });
  await t.mutation(internal.leads.submissions.keep, {
    form_key,
    answers: { phone: "0812-5550-0101" },
  });
  await drain(t);
  expect(await rowsOf(t, "formSubmissions")).toHaveLength(1);
  expect(await leads()).toEqual([]);
  await set({ is_paused: false, held: "process" });
  await drain(t);
  expect(await rowsOf(t, "leads")).toMatchObject([{ reason: "form" }]);
});
