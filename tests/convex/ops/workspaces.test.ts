/** How operators name workspaces, and what they see of them. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { useConvexEnvironment } from "../../support/environment";
import { rowsOf } from "../../support/rows";
import { setupDemo } from "../../support/setup";
import { codeOf, createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

describe("a workspace", () => {
  it("is named by its slug or by its id", async () => {
    const { t, workspaceId } = await setupDemo();
    for (const ref of [
      { workspace: "demo" },
      { workspace_id: workspaceId },
      { workspace: "demo", workspace_id: workspaceId },
    ]) {
      const members = await t.query(internal.ops.listMembers, ref);
      expect(members.rows).toEqual([{ user: "demo-owner", role: "owner" }]);
    }
  });

  it("that is not named, not there, or named twice is refused in words", async () => {
    const { t } = await setupDemo();
    const { workspaceId: other } = await createTenant(t, "other");
    const list = (ref: object) =>
      refusalOf(t.query(internal.ops.listMembers, ref));
    expect(await list({})).toEqual({
      code: "workspace_missing",
      what: "workspace",
      message: expect.stringContaining("ops:listWorkspaces"),
    });
    expect(await list({ workspace: "nobody" })).toMatchObject({
      code: "not_found",
      what: "workspace",
    });
    expect(
      await list({ workspace: "demo", workspace_id: other }),
    ).toMatchObject({ code: "workspace_ambiguous" });
  });

  it("is refused without a stack trace", async () => {
    const { t } = await setupDemo();
    const limit = Error.stackTraceLimit;
    const error = await t
      .query(internal.ops.listMembers, { workspace: "nobody" })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).toHaveProperty("stack", expect.not.stringContaining("\n"));
    expect(Error.stackTraceLimit).toBe(limit);
  });
});

describe("updateWorkspace", () => {
  it("takes the slug, and says how often and when the digest comes", async () => {
    const { t } = await setupDemo();
    vi.setSystemTime(Date.parse("2026-09-16T05:00:00Z"));
    const update = (changes: object) =>
      t.mutation(internal.ops.updateWorkspace, {
        workspace: "demo",
        ...changes,
      });
    const daily = await update({ timezone: "Asia/Jayapura", digest_hour: 7 });
    expect(daily).toEqual({
      digest: "daily",
      next_digest_at: Date.parse(daily.next_digest_local),
      next_digest_local: expect.stringMatching(
        /^2026-09-17T07:\d\d:\d\d\+09:00$/,
      ),
    });
    expect(await update({ plan: "free" })).toMatchObject({
      digest: "weekly, on Mondays",
      next_digest_local: expect.stringContaining("2026-09-21T07:"),
    });
  });
});

describe("listWorkspaces", () => {
  it("shows them by slug, with the time of the next digest", async () => {
    const { t, workspaceId } = await setupDemo();
    await createTenant(t, "acme");
    const { rows, has_more } = await t.query(internal.ops.listWorkspaces, {});
    expect(rows.map((row) => row.workspace)).toEqual(["acme", "demo"]);
    expect(has_more).toBe(false);
    const row = (await rowsOf(t, "workspaces")).find(
      ({ _id }) => _id === workspaceId,
    );
    expect(rows[1]).toEqual({
      workspace: "demo",
      workspace_id: workspaceId,
      name: "Demo",
      timezone: "Asia/Jakarta",
      default_region: "ID",
      plan: "paid",
      digest_hour: 9,
      next_digest_at: row?.next_digest_at,
      next_digest_local: expect.stringMatching(/T09:\d\d:\d\d\+07:00$/),
    });
  });

  it("shows so many and says that there are more", async () => {
    const { t } = await setupDemo();
    await createTenant(t, "acme");
    const { rows, has_more } = await t.query(internal.ops.listWorkspaces, {
      limit: 1,
    });
    expect(rows.map((row) => row.workspace)).toEqual(["acme"]);
    expect(has_more).toBe(true);
  });

  it.each([0, -1, 1.5, 201, NaN])("refuses a limit of %d", async (limit) => {
    const { t } = await setupDemo();
    const call = t.query(internal.ops.listWorkspaces, { limit });
    expect(await codeOf(call)).toBe("invalid_limit");
  });
});
