import { expect, it } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { useConvexEnvironment } from "../support/environment";
import { onlyRow } from "../support/rows";
import { setupDemo } from "../support/setup";
import { addMember, codeOf, createTenant } from "../support/tenants";

useConvexEnvironment();

it("lists the caller's workspaces with the role in each", async () => {
  const { t, workspaceId, asOwner } = await setupDemo();
  const other = await createTenant(t, "other");
  const gone = await createTenant(t, "gone");
  for (const workspace_id of [other.workspaceId, gone.workspaceId]) {
    await t.mutation(internal.ops.addMember, {
      ...{ workspace_id, user: "demo-owner", role: "viewer" },
    });
  }
  await t.run(async (ctx) => {
    await ctx.db.delete("workspaces", gone.workspaceId);
  });
  const rows = await asOwner.query(api.workspaces.listMine, {});
  expect(rows.map((row) => [row.workspace.slug, row.role])).toEqual([
    ["demo", "owner"],
    ["other", "viewer"],
  ]);
  const asAgent = await addMember(t, workspaceId, "agent");
  expect(await asAgent.query(api.workspaces.listMine, {})).toMatchObject([
    { workspace: { _id: workspaceId }, role: "agent" },
  ]);
  const stranger = t.withIdentity({ subject: "nobody" });
  expect(await codeOf(stranger.query(api.workspaces.listMine, {}))).toBe(
    "unauthenticated",
  );
});

it("changes a workspace's settings, and says what they were", async () => {
  const { t, workspaceId: workspace_id, asOwner } = await setupDemo();
  const update = (changes: object) =>
    asOwner.mutation(api.workspaces.update, { workspace_id, ...changes });
  expect(await update({ name: " Kedai  Kopi ", default_region: "MY" })).toEqual(
    {
      ...{ name: "Demo", default_region: "ID" },
    },
  );
  const before = (await onlyRow(t, "workspaces")).next_digest_at;
  expect(await update({ timezone: "Asia/Tokyo", digest_hour: 7 })).toEqual({
    ...{ timezone: "Asia/Jakarta", digest_hour: 9 },
  });
  const after = await onlyRow(t, "workspaces");
  expect(after).toMatchObject({
    ...{ name: "Kedai Kopi", default_region: "MY" },
    ...{ timezone: "Asia/Tokyo", digest_hour: 7 },
  });
  expect(after.next_digest_at).not.toBe(before);
  for (const [changes, code] of [
    [{ name: " " }, "invalid_name"],
    [{ default_region: "Indonesia" }, "invalid_region"],
    [{ timezone: "WIB" }, "invalid_timezone"],
    [{ digest_hour: 24 }, "invalid_digest_hour"],
    [{ message_retention_days: 13 }, "invalid_retention"],
    [{ message_retention_days: 30.5 }, "invalid_retention"],
    [{ payload_retention_days: 0 }, "invalid_retention"],
  ] as const) {
    expect(await codeOf(update(changes))).toBe(code);
  }
  expect(await onlyRow(t, "workspaces")).toEqual(after);
});

it("keeps messages and deliveries for days, or as by default", async () => {
  const { t, workspaceId: workspace_id, asOwner } = await setupDemo();
  const update = (changes: object) =>
    asOwner.mutation(api.workspaces.update, { workspace_id, ...changes });
  const days = { payload_retention_days: 7, message_retention_days: 90 };
  const none = { payload_retention_days: null, message_retention_days: null };
  expect(await update(days)).toEqual(none);
  expect(await onlyRow(t, "workspaces")).toMatchObject(days);
  expect(await update({ message_retention_days: null })).toEqual({
    message_retention_days: 90,
  });
  const row = await onlyRow(t, "workspaces");
  expect(row).toMatchObject({ payload_retention_days: 7 });
  expect(row.message_retention_days).toBeUndefined();
  const asOperator = { workspace: "demo", message_retention_days: 30 };
  expect(await t.mutation(internal.ops.setRetention, asOperator)).toEqual({
    payload_retention_days: 7,
    message_retention_days: 30,
  });
  const agent = await addMember(t, workspace_id, "agent");
  const call = agent.mutation(api.workspaces.update, { workspace_id, ...days });
  expect(await codeOf(call)).toBe("forbidden");
});
