/** What operators call with the admin key. */
import { describe, expect, it, vi } from "vitest";
import { api, components, internal } from "../../convex/_generated/api";
import { TABLE_NAMES } from "../../convex/model/shared/tableNames";
import schema from "../../convex/schema";
import { DAY_MS } from "../../src/lib/time/units";
import { limitBucket } from "../../src/lib/webhooks/limitBucket";
import { batch, inbound, metaReceipt, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { longHistory } from "../support/longHistory";
import { readPages } from "../support/pages";
import { deliver, postPlain } from "../support/requests";
import { onlyRow, rowsOf, snapshot } from "../support/rows";
import { drain, setup, setupDemo } from "../support/setup";
import { codeOf, createTenant } from "../support/tenants";

useConvexEnvironment();

const says = (id: string, at = 0) => inbound({ id, person: SEKAR, at });

describe("seedDemo", () => {
  it("makes the demo workspace that docs and checks rely on", async () => {
    const { t, workspaceId } = await setupDemo();
    expect(await onlyRow(t, "workspaces")).toMatchObject({
      _id: workspaceId,
      slug: "demo",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      digest_hour: 9,
      plan: "paid",
      automations_paused: false,
    });
    expect(await onlyRow(t, "members")).toMatchObject({
      workspace_id: workspaceId,
      user_id: (await onlyRow(t, "users"))._id,
      role: "owner",
    });
    expect(await onlyRow(t, "users")).toMatchObject({ subject: "demo-owner" });
    expect(await onlyRow(t, "phoneNumbers")).toMatchObject({
      phone_number_id: "100000000000017",
      workspace_id: workspaceId,
      status: "active",
    });
  });

  it("changes nothing the second time", async () => {
    const { t, workspaceId } = await setupDemo();
    const before = await snapshot(t);
    expect(await t.mutation(internal.ops.seedDemo, {})).toEqual({
      workspace_id: workspaceId,
      owner_subject: "demo-owner",
    });
    await drain(t);
    expect(await snapshot(t)).toEqual(before);
  });
});

describe("closeDemo", () => {
  const owner = (workspace: string, user: string) =>
    ({ workspace, user, role: "owner" }) as const;

  it("takes the demo's owner out of every workspace and leaves the rest", async () => {
    const { t, workspaceId } = await setupDemo();
    const demoOwner = "demo-owner";
    const demoOwnerId = (await onlyRow(t, "users"))._id;
    const { workspaceId: other } = await createTenant(t, "other");
    await t.mutation(internal.ops.addMember, owner("other", demoOwner));
    await deliver(t, says("wamid.1"));
    await drain(t);
    const { members, ...before } = await snapshot(t);
    expect(await t.mutation(internal.ops.closeDemo, {})).toEqual({
      workspaces: ["demo", "other"],
    });
    const after = await snapshot(t);
    expect(after).toMatchObject(before);
    expect(after["members"]).toEqual(
      members?.filter(({ user_id }) => user_id !== demoOwnerId),
    );
    expect(after["members"]).toHaveLength(1);
    const demo = t.withIdentity({ subject: demoOwner });
    for (const workspace_id of [workspaceId, other]) {
      const paginationOpts = { cursor: null, numItems: 1 };
      const list = demo.query(api.contacts.list, {
        ...{ workspace_id, paginationOpts },
      });
      expect(await codeOf(list)).toBe("not_found");
    }
    expect(await t.mutation(internal.ops.closeDemo, {})).toEqual({
      workspaces: [],
    });
  });

  it("finds its owner also where users are still to be made", async () => {
    const { t, workspaceId: workspace_id } = await setupDemo();
    await t.run(async (ctx) => {
      for (const table of ["members", "users"] as const) {
        for await (const { _id } of ctx.db.query(table)) {
          await ctx.db.delete(_id);
        }
      }
      const user_id = "demo-owner";
      await ctx.db.insert("members", { workspace_id, user_id, role: "owner" });
    });
    expect(await t.mutation(internal.ops.closeDemo, {})).toEqual({
      workspaces: ["demo"],
    });
    expect(await rowsOf(t, "members")).toEqual([]);
  });

  it("is undone by seedDemo, unless the workspace has got an owner since", async () => {
    const { t, workspaceId } = await setupDemo();
    const owners = async () => {
      const ref = { workspace: "demo" };
      const { rows } = await t.query(internal.ops.listMembers, ref);
      return rows.map(({ user }) => user);
    };
    await t.mutation(internal.ops.closeDemo, {});
    expect(await t.mutation(internal.ops.seedDemo, {})).toMatchObject({
      workspace_id: workspaceId,
    });
    expect(await owners()).toEqual(["demo-owner"]);
    await t.mutation(internal.ops.closeDemo, {});
    await t.mutation(internal.ops.addMember, owner("demo", "ann"));
    await t.mutation(internal.ops.seedDemo, {});
    expect(await owners()).toEqual(["ann"]);
  });
});

describe("createWorkspace", () => {
  const VALID = {
    slug: "kedai-kopi-2",
    name: "Kedai Kopi",
    timezone: "Asia/Makassar",
    default_region: "ID",
    owner_subject: "owner",
  };

  it("makes a workspace with its owner and a digest every day", async () => {
    vi.setSystemTime(Date.parse("2026-09-16T05:00:00Z"));
    const t = setup();
    const made = await t.mutation(internal.ops.createWorkspace, VALID);
    const workspace = await onlyRow(t, "workspaces");
    expect(workspace).toMatchObject({
      slug: VALID.slug,
      timezone: "Asia/Makassar",
      plan: "paid",
      next_digest_at: made.next_digest_at,
    });
    expect(made).toEqual({
      workspace_id: workspace._id,
      digest: "daily",
      next_digest_at: Date.parse(made.next_digest_local),
      next_digest_local: expect.stringMatching(
        /^2026-09-17T09:\d\d:\d\d\+08:00$/,
      ),
    });
    expect(await onlyRow(t, "members")).toMatchObject({
      workspace_id: workspace._id,
      user_id: (await onlyRow(t, "users"))._id,
      role: "owner",
    });
    expect(await rowsOf(t, "phoneNumbers")).toEqual([]);
  });

  it("says that the free plan is weekly, and when it comes", async () => {
    vi.setSystemTime(Date.parse("2026-09-16T05:00:00Z"));
    const t = setup();
    const args = { ...VALID, plan: "free" as const };
    const made = await t.mutation(internal.ops.createWorkspace, args);
    expect(made.digest).toBe("weekly, on Mondays");
    expect(made.next_digest_local).toMatch(/^2026-09-21T09:/);
  });

  it("takes over a number that events made known", async () => {
    const t = setup();
    await t.run(
      async (ctx) =>
        await ctx.db.insert("phoneNumbers", {
          phone_number_id: "55",
          status: "unclaimed",
        }),
    );
    const phone_number_ids = ["55"];
    await t.mutation(internal.ops.createWorkspace, {
      ...VALID,
      phone_number_ids,
    });
    const { _id } = await onlyRow(t, "workspaces");
    expect(await onlyRow(t, "phoneNumbers")).toMatchObject({
      workspace_id: _id,
      status: "active",
    });
  });

  it.each([
    ["invalid_slug", { slug: "Kedai Kopi" }],
    ["invalid_slug", { slug: "-kopi" }],
    ["invalid_slug", { slug: "" }],
    ["slug_taken", { slug: "demo" }],
    ["invalid_timezone", { timezone: "Mars/Olympus" }],
    ["invalid_timezone", { timezone: "" }],
    ["invalid_region", { default_region: "Indonesia" }],
    ["invalid_region", { default_region: "id" }],
    ["invalid_region", { default_region: "" }],
    ["invalid_phone_number_id", { phone_number_ids: ["+62"] }],
    ["invalid_phone_number_id", { phone_number_ids: [""] }],
    ["phone_number_taken", { phone_number_ids: ["55", "100000000000017"] }],
    ["invalid_user", { owner_subject: "" }],
    ["invalid_user", { owner_subject: " spaced " }],
  ])("refuses with %s: %o", async (code, wrong) => {
    const { t } = await setupDemo();
    const before = await snapshot(t);
    const call = t.mutation(internal.ops.createWorkspace, {
      ...VALID,
      ...wrong,
    });
    expect(await codeOf(call)).toBe(code);
    expect(await snapshot(t)).toEqual(before);
  });
});

describe("counts", () => {
  it("names every table of the schema", () => {
    expect([...TABLE_NAMES].sort()).toEqual(Object.keys(schema.tables).sort());
  });

  it("counts the rows of every table, past one page", async () => {
    const { t } = await setupDemo();
    await deliver(t, says("w1"));
    await t.run(async (ctx) => {
      for (let i = 0; i < 2001; i++) {
        const alert = { kind: "v1_webhook" as const, key: `${i}`, count: 1 };
        await ctx.db.insert("alerts", { ...alert, first_at: 1, last_at: 1 });
      }
    });
    const counts = await t.action(internal.ops.counts, {});
    const rows = Object.entries(await snapshot(t));
    expect(counts).toEqual(
      Object.fromEntries(rows.map(([table, { length }]) => [table, length])),
    );
    expect(counts.alerts).toBe(2001);
  });
});

describe("the lists of checks", () => {
  it("hold messages without content, live contacts and every delivery", async () => {
    const { t, workspaceId } = await setupDemo();
    await deliver(t, says("w1"), says("w2", 1));
    const scope = { workspace_id: workspaceId };
    const messages = await readPages(
      async (paginationOpts) =>
        await t.query(internal.ops.listMessages, { ...scope, paginationOpts }),
      1,
    );
    expect(messages.flat().map((row) => row.kapso_message_id)).toEqual([
      "w1",
      "w2",
    ]);
    expect(messages.flat()[0]).not.toHaveProperty("text");
    const contacts = await readPages(
      async (paginationOpts) =>
        await t.query(internal.ops.listContacts, { ...scope, paginationOpts }),
      5,
    );
    expect(contacts.flat().map((row) => row.name)).toEqual([SEKAR.name]);
    const audits = await readPages(
      async (paginationOpts) =>
        await t.query(internal.ops.listAudits, { paginationOpts }),
      1,
    );
    expect(audits.flat()).toHaveLength(2);
  });
});

describe("retentionSweep", () => {
  it("deletes bodies when their workspace says so; the audit stays", async () => {
    const { t, workspaceId } = await setupDemo();
    await deliver(t, says("w1"));
    await t.run(
      async (ctx) =>
        await ctx.db.patch("workspaces", workspaceId, {
          payload_retention_days: 2,
        }),
    );
    await deliver(t, says("w2"));
    const before = await rowsOf(t, "webhookAudit");
    const sweptAfter = async (days: number) => {
      vi.advanceTimersByTime(days * DAY_MS);
      await t.mutation(internal.ops.retentionSweep, {});
      const payloads = await rowsOf(t, "webhookPayloads");
      return payloads.map((row) => row.audit_id);
    };
    const [first, second] = before.map((row) => row._id);
    expect(await sweptAfter(1)).toEqual([first, second]);
    expect(await sweptAfter(1.5)).toEqual([first]);
    expect(await sweptAfter(27)).toEqual([first]);
    expect(await sweptAfter(1)).toEqual([]);
    expect(await rowsOf(t, "webhookAudit")).toEqual(before);
    expect(await rowsOf(t, "messages")).toHaveLength(2);
  });

  it("works in batches and goes on by itself", async () => {
    const { t } = await setupDemo();
    await deliver(t, ...Array.from({ length: 20 }, (_, i) => says(`w${i}`)));
    vi.advanceTimersByTime(31 * DAY_MS);
    expect(await t.mutation(internal.ops.retentionSweep, {})).toEqual({
      deleted: 8,
      is_done: false,
    });
    expect(await rowsOf(t, "webhookPayloads")).toHaveLength(12);
    await drain(t);
    expect(await rowsOf(t, "webhookPayloads")).toEqual([]);
    expect(await t.mutation(internal.ops.retentionSweep, {})).toEqual({
      deleted: 0,
      is_done: true,
    });
  });

  it("deletes the slices of what never came through", async () => {
    const { t } = await setupDemo();
    const long = { person: SEKAR, items: 450, every: 500, prefix: "long" };
    await deliver(t, longHistory({ ...long, phoneNumberId: "99" }));
    expect(await rowsOf(t, "webhookSlices")).toHaveLength(3);
    vi.advanceTimersByTime(31 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "webhookSlices")).toEqual([]);
  });

  it("deletes parked receipts of messages that never came", async () => {
    const { t } = await setupDemo();
    const receipt = metaReceipt({ id: "o1", person: SEKAR, at: 0 }, "read");
    await deliver(t, receipt, batch(says("w1").body));
    vi.advanceTimersByTime(31 * DAY_MS);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "parkedEvents")).toEqual([]);
    expect(await onlyRow(t, "messages")).toMatchObject({
      kapso_message_id: "w1",
    });
  });

  it("deletes counts of failed verifications after a day", async () => {
    const { t } = await setupDemo();
    const ip = "203.0.113.7";
    await postPlain(t.withRequestMetadata({ ip }), "{}");
    const config = { kind: "fixed window" as const, rate: 100, period: 60_000 };
    const lastCountAt = async () => {
      const { ts } = await t.query(components.rateLimiter.lib.getValue, {
        name: "failedVerification",
        key: await limitBucket(ip),
        config,
      });
      return ts;
    };
    expect(await lastCountAt()).toBeGreaterThan(0);
    vi.advanceTimersByTime(DAY_MS - 1);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await lastCountAt()).toBeGreaterThan(0);
    vi.advanceTimersByTime(2);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await lastCountAt()).toBe(0);
  });
});
