/** Bulk changes as people steer them: canceled, undone, and when they cannot be. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { DAY_MS } from "../../src/lib/time/units";
import { setupBulk } from "../support/bulk";
import { useConvexEnvironment } from "../support/environment";
import { onlyRow, rowsOf } from "../support/rows";
import { drain } from "../support/setup";
import { codeOf, userIdOf } from "../support/tenants";

useConvexEnvironment();

type Bulk = Awaited<ReturnType<typeof setupBulk>>;
let t: Bulk["t"];
let as: Bulk["as"];
let seed: Bulk["seed"];
let start: Bulk["start"];
let get: Bulk["get"];
let contacts: Bulk["contacts"];
let tagsOf: Bulk["tagsOf"];
let stepOnce: Bulk["stepOnce"];

beforeEach(async () => {
  ({ t, as, seed, start, get, contacts, tagsOf, stepOnce } = await setupBulk());
});

describe("a bulk change that is canceled", () => {
  it("stays where it is, and what it did can be undone", async () => {
    await seed(80);
    const job = await start({ tags: { add: ["x"] } });
    await stepOnce();
    await stepOnce();
    const canceled = await as.mutation(api.jobs.cancel, { job_id: job });
    expect(canceled).toMatchObject({
      status: "canceled",
      counts: { total: 80, changed: 50 },
    });
    await drain(t);
    expect(await get(job)).toEqual(canceled);
    await as.mutation(api.jobs.undo, { job_id: job });
    await drain(t);
    expect((await get(job)).counts).toMatchObject({ changed: 50, undone: 50 });
    expect(new Set(await tagsOf())).toEqual(new Set([""]));
  });

  it("lets the next one run", async () => {
    await seed(10);
    const first = await start({ tags: { add: ["x"] } });
    const second = await start({ tags: { add: ["y"] } });
    await as.mutation(api.jobs.cancel, { job_id: first });
    await drain(t);
    expect((await get(second)).status).toBe("done");
    expect(new Set(await tagsOf())).toEqual(new Set(["y"]));
  });
});

describe("a bulk change that is undone", () => {
  it("leaves every contact as it was", async () => {
    // So that nobody is archived meanwhile: all timers run, days ahead.
    const { _id } = await onlyRow(t, "workspaces");
    await t.run((ctx) =>
      ctx.db.patch("workspaces", _id, { automations_paused: true }),
    );
    await seed(60, { tags: ["a"], lead_status: "unqualified" });
    const before = await contacts();
    const owner_id = await userIdOf(t, "demo-owner");
    const job = await start({
      lead_status: "customer",
      owner_id,
      tags: { add: ["b"], remove: ["a"] },
    });
    await drain(t);
    expect((await contacts())[0]).toMatchObject({
      lead_status: "customer",
      owner_id,
      tags: ["b"],
    });
    const undoing = await as.mutation(api.jobs.undo, { job_id: job });
    expect(undoing.status).toBe("undoing");
    await drain(t);
    expect(await get(job)).toMatchObject({
      status: "undone",
      counts: { undone: 60, kept: 0 },
    });
    expect(await contacts()).toEqual(before);
    expect(await as.mutation(api.jobs.undo, { job_id: job })).toEqual(
      await get(job),
    );
  });

  it("keeps what somebody has changed since, and says so", async () => {
    await seed(2);
    const job = await start({ lead_status: "qualified" });
    await drain(t);
    const [first] = await contacts();
    if (first === undefined) {
      throw new Error("two were stored");
    }
    await as.mutation(api.contacts.update, {
      contact_id: first._id,
      change: { lead_status: "customer" },
    });
    await as.mutation(api.jobs.undo, { job_id: job });
    await drain(t);
    expect((await get(job)).counts).toMatchObject({ undone: 1, kept: 1 });
    expect((await contacts()).map(({ lead_status }) => lead_status)).toEqual([
      "customer",
      "none",
    ]);
  });

  it("goes before one that began after it", async () => {
    await seed(120);
    const first = await start({ tags: { add: ["x"] } });
    await drain(t);
    const second = await start({ tags: { add: ["y"] } });
    await stepOnce();
    await as.mutation(api.jobs.undo, { job_id: first });
    await stepOnce();
    expect((await get(second)).counts).toMatchObject({ changed: 0 });
    expect((await get(first)).counts).toMatchObject({ undone: 50 });
    await drain(t);
    expect((await get(first)).counts).toMatchObject({ undone: 120 });
    expect((await get(second)).counts).toMatchObject({ changed: 120 });
    expect(new Set(await tagsOf())).toEqual(new Set(["y"]));
  });

  it("cannot be while it runs, nor after thirty days, when its rows go", async () => {
    await seed(3);
    const job = await start({ tags: { add: ["x"] } });
    const undo = () => as.mutation(api.jobs.undo, { job_id: job });
    expect(await codeOf(undo())).toBe("job_running");
    await drain(t);
    const { undo_until } = await get(job);
    expect(undo_until).toBeGreaterThan(Date.now() + 29 * DAY_MS);
    vi.setSystemTime((undo_until ?? 0) + 1);
    expect(await codeOf(undo())).toBe("undo_expired");
    await t.mutation(internal.contacts.bulkSteps.sweep, {});
    await drain(t);
    expect(await rowsOf(t, "bulkJobRows")).toEqual([]);
    expect(await onlyRow(t, "bulkJobs")).toMatchObject({
      status: "done",
      has_rows: false,
      counts: { changed: 3 },
    });
    expect((await get(job)).undo_until).toBeUndefined();
  });
});
