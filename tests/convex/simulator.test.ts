/** What `npm run sim` finds out before it posts. */
import { describe, expect, it } from "vitest";
import { internal } from "../../convex/_generated/api";
import { DAY_MS } from "../../src/lib/time/units";
import { useConvexEnvironment } from "../support/environment";
import { rowsOf } from "../support/rows";
import { drain, setup, setupDemo } from "../support/setup";
import { createTenant } from "../support/tenants";

useConvexEnvironment();

const DEMO_NUMBER = "100000000000017";

describe("findRecipient", () => {
  it("names the owner of a number, and makes nothing", async () => {
    const t = setup();
    const ask = { endpoint_key: "default", phone_number_id: DEMO_NUMBER };
    const query = internal.simulator.findRecipient;
    expect(await t.query(query, ask)).toEqual({
      is_endpoint_known: true,
      phone_number_id: DEMO_NUMBER,
      workspace: null,
      is_foreign: false,
    });
    expect(await rowsOf(t, "workspaces")).toEqual([]);
    const { workspace_id } = await t.mutation(internal.ops.seedDemo, {});
    await drain(t);
    expect(await t.query(query, ask)).toMatchObject({
      workspace: { workspace_id, slug: "demo", owner_subject: "demo-owner" },
    });
  });

  it("takes the number that an endpoint or its workspace has", async () => {
    const t = setup();
    const number = "100000000000042";
    const { workspaceId } = await createTenant(t, "acme", [number]);
    await t.run(async (ctx) => {
      const owned = { workspace_id: workspaceId, sealed_secret: "sealed" };
      await ctx.db.insert("endpoints", { endpoint_key: "plain", ...owned });
      await ctx.db.insert("endpoints", {
        endpoint_key: "named",
        phone_number_ids: ["100000000000043"],
        ...owned,
      });
    });
    const ask = (endpoint_key: string) =>
      t.query(internal.simulator.findRecipient, { endpoint_key });
    expect(await ask("plain")).toMatchObject({
      phone_number_id: number,
      workspace: { workspace_id: workspaceId, owner_subject: "acme-owner" },
      is_foreign: false,
    });
    expect(await ask("named")).toMatchObject({
      phone_number_id: "100000000000043",
      workspace: null,
    });
    expect(await ask("nobody")).toMatchObject({
      is_endpoint_known: false,
      phone_number_id: null,
    });
  });

  it("says when an endpoint may not speak about a number", async () => {
    const { t } = await setupDemo();
    const { workspaceId } = await createTenant(t, "acme");
    await t.run(async (ctx) => {
      await ctx.db.insert("endpoints", {
        endpoint_key: "own",
        workspace_id: workspaceId,
      });
    });
    expect(
      await t.query(internal.simulator.findRecipient, {
        endpoint_key: "own",
        phone_number_id: DEMO_NUMBER,
      }),
    ).toMatchObject({ workspace: { slug: "demo" }, is_foreign: true });
  });
});

describe("listDigestDays", () => {
  it("names the days that have their digest, by the workspace's clock", async () => {
    const { t, workspaceId: workspace_id } = await setupDemo();
    // 23:30 in Jakarta, which is 16:30 UTC.
    const due_at = Date.UTC(2026, 8, 15, 16, 30);
    const due_ats = [due_at - DAY_MS, due_at, due_at + 60 * 60 * 1000];
    const ask = () =>
      t.query(internal.simulator.listDigestDays, { workspace_id, due_ats });
    expect(await ask()).toEqual([]);
    await t.mutation(internal.digests.claim.at, { workspace_id, due_at });
    expect(await ask()).toEqual([{ due_at, local_date: "2026-09-15" }]);
  });
});
