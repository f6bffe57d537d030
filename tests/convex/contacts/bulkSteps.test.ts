/** Bulk changes at work: whom they reach, and what they survive. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { rateLimiter } from "../../../convex/componentClients";
import { api, internal } from "../../../convex/_generated/api";
import type { BulkChange } from "../../../convex/model/contacts/change";
import { LAST_AT, setupBulk, type Selection } from "../../support/bulk";
import { useConvexEnvironment } from "../../support/environment";
import { loseJobs, pendingJobs } from "../../support/jobs";
import { rowsOf } from "../../support/rows";
import { drain } from "../../support/setup";
import { codeOf, createTenant, userIdOf } from "../../support/tenants";

useConvexEnvironment();

type Bulk = Awaited<ReturnType<typeof setupBulk>>;
let t: Bulk["t"];
let as: Bulk["as"];
let workspace_id: Bulk["workspace_id"];
let seed: Bulk["seed"];
let start: Bulk["start"];
let get: Bulk["get"];
let contacts: Bulk["contacts"];
let tagsOf: Bulk["tagsOf"];
let stepOnce: Bulk["stepOnce"];

beforeEach(async () => {
  ({ t, as, workspace_id, seed, start, get, contacts, tagsOf, stepOnce } =
    await setupBulk());
});

describe("a bulk change", () => {
  it("reaches everybody who matches, once, in steps", async () => {
    await seed(120);
    await seed(5, { lead_status: "spam" });
    const job = await start(
      { lead_status: "qualified", tags: { add: ["Grosir"] } },
      { filter: { lead_status: "none" } },
    );
    await drain(t);
    expect(await get(job)).toMatchObject({
      status: "done",
      counts: { total: 120, changed: 120, unchanged: 0, refused: 0, failed: 0 },
    });
    for (const { lead_status, tags } of await contacts()) {
      expect([lead_status, tags]).toEqual(
        lead_status === "spam" ? ["spam", []] : ["qualified", ["Grosir"]],
      );
    }
    const events = await rowsOf(t, "contactEvents");
    expect(events).toHaveLength(2 * 120);
    expect(events[0]?.about_id).toBe(job);
  });

  it("shows how far it is, and what became of each contact", async () => {
    await seed(60);
    await seed(2, { tags: ["GROSIR"] });
    await seed(3, { tags: Array.from({ length: 50 }, (_, i) => `tag ${i}`) });
    const job = await start({ tags: { add: ["Grosir"] } });
    expect(await get(job)).toMatchObject({ status: "collecting" });
    await stepOnce();
    expect(await get(job)).toMatchObject({
      status: "applying",
      counts: { total: 65, changed: 0 },
    });
    await stepOnce();
    const { changed, unchanged, refused } = (await get(job)).counts;
    expect(changed + unchanged + refused).toBe(50);
    await drain(t);
    expect(await get(job)).toMatchObject({
      status: "done",
      counts: { total: 65, changed: 60, unchanged: 2, refused: 3 },
    });
    const { page } = await as.query(api.jobs.rows, {
      job_id: job,
      result: "refused",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page).toHaveLength(3);
    expect(page[0]).toMatchObject({ result: "refused", code: "too_many_tags" });
    const list = await as.query(api.jobs.list, {
      workspace_id,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(list.page).toEqual([await get(job)]);
  });

  it("leaves alone who becomes known after it began", async () => {
    await seed(110);
    const job = await start({ tags: { add: ["lama"] } });
    await stepOnce();
    await seed(5, { last_message_at: LAST_AT + 1_000_000 });
    await drain(t);
    expect((await get(job)).counts).toMatchObject({ total: 110, changed: 110 });
  });

  it("passes over nobody who writes while it draws up its list", async () => {
    await seed(105);
    const job = await start({ tags: { add: ["lama"] } });
    await stepOnce();
    // Whoever was least recently active becomes the most.
    const [first] = await contacts();
    await t.run(async (ctx) => {
      if (first !== undefined) {
        const last_message_at = LAST_AT + 1_000_000;
        await ctx.db.patch("contacts", first._id, { last_message_at });
      }
    });
    await drain(t);
    expect((await get(job)).counts).toMatchObject({
      total: 105,
      changed: 105,
      unchanged: 0,
    });
  });

  it("of contacts by their ids reaches these, merges followed, once", async () => {
    await seed(4);
    const [a, b, c] = await contacts();
    if (!a || !b || !c) {
      throw new Error("four were stored");
    }
    await t.run(async (ctx) => {
      await ctx.db.patch("contacts", b._id, { merged_into: c._id });
    });
    const job = await start(
      { tags: { add: ["x"] } },
      { contact_ids: [a._id, b._id, c._id, a._id] },
    );
    await drain(t);
    expect((await get(job)).counts).toMatchObject({ total: 2, changed: 2 });
    expect(await tagsOf()).toEqual(["x", "", "x", ""]);
  });

  it("is refused when it changes nothing, nobody, or what cannot be", async () => {
    await seed(1);
    const [one] = await contacts();
    const many = Array.from({ length: 501 }, () => one?._id).filter(
      (id) => id !== undefined,
    );
    const tag = { tags: { add: ["x"] } };
    await createTenant(t, "other");
    const stranger = await userIdOf(t, "other-owner");
    const refused: [string, BulkChange, Selection][] = [
      ["nothing_to_change", {}, { filter: {} }],
      ["invalid_selection", tag, {}],
      ["invalid_selection", tag, { filter: {}, contact_ids: many.slice(1) }],
      ["invalid_selection", tag, { contact_ids: [] }],
      ["invalid_selection", tag, { contact_ids: many }],
      ["unknown_owner", { owner_id: stranger }, { filter: {} }],
      ["unknown_field", { custom_values: { kota: "x" } }, { filter: {} }],
    ];
    for (const [code, change, selection] of refused) {
      expect(await codeOf(start(change, selection))).toBe(code);
    }
    expect(await rowsOf(t, "bulkJobs")).toEqual([]);
  });

  it("may be begun sixty times an hour", async () => {
    await seed(1);
    for (let i = 0; i < 60; i++) {
      await start({ tags: { add: [`${i % 2}`] } });
    }
    const more = start({ tags: { add: ["x"] } });
    expect(await codeOf(more)).toBe("rate_limited");
  });

  it("keeps to its share of the deployment", async () => {
    await seed(60);
    // What it may do at once is used up: 100 contacts a second are left.
    await t.run(
      async (ctx) =>
        await rateLimiter.limit(ctx, "bulkRows", {
          ...{ key: workspace_id, count: 600 },
        }),
    );
    const begun = Date.now();
    await start({ tags: { add: ["x"] } });
    await drain(t);
    expect(Date.now() - begun).toBeGreaterThan(1_000);
  });

  it("waits for the one that began before it", async () => {
    await seed(120);
    const first = await start({ tags: { add: ["x"] } });
    const second = await start({ tags: { remove: ["x"] } });
    await stepOnce();
    await stepOnce();
    expect((await get(second)).counts.total).toBe(0);
    await drain(t);
    for (const job of [first, second]) {
      expect((await get(job)).counts).toMatchObject({ changed: 120 });
    }
    expect(new Set(await tagsOf())).toEqual(new Set([""]));
  });
});

describe("a bulk change whose step is lost", () => {
  it("goes on where it was, whatever it was doing, and once", async () => {
    await seed(120);
    const job = await start({ tags: { add: ["x"] } });
    for (let steps = 0; steps < 9; steps++) {
      await loseJobs(t);
      await t.mutation(internal.contacts.bulkSteps.sweep, {});
      // A second look finds the step waiting.
      await t.mutation(internal.contacts.bulkSteps.sweep, {});
      expect(await pendingJobs(t)).toHaveLength(
        (await get(job)).status === "done" ? 0 : 1,
      );
      await stepOnce();
    }
    expect(await get(job)).toMatchObject({
      status: "done",
      counts: { total: 120, changed: 120 },
    });
    expect(await rowsOf(t, "contactEvents")).toHaveLength(120);
  });

  it("is given up after ten steps that failed in a row", async () => {
    await seed(1);
    const job = await start({ tags: { add: ["x"] } });
    // A page of the list that cannot be read.
    await t.run(async (ctx) => {
      await ctx.db.patch("bulkJobs", job, { cursor: "no cursor" });
    });
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (let i = 0; i < 10; i++) {
      expect((await get(job)).status).toBe("collecting");
      await stepOnce();
      await t.mutation(internal.contacts.bulkSteps.sweep, {});
    }
    expect((await get(job)).status).toBe("failed");
  });
});

describe("a contact that fails for a reason of ours", () => {
  it("costs the others nothing", async () => {
    await seed(3);
    const job = await start({ tags: { add: ["x"] } });
    await stepOnce();
    const [, second] = await contacts();
    await t.run(async (ctx) => {
      if (second !== undefined) {
        await ctx.db.delete("contacts", second._id);
      }
    });
    await drain(t);
    expect((await get(job)).counts).toMatchObject({ changed: 2, failed: 1 });
    expect(await tagsOf()).toEqual(["x", "x"]);
  });
});
