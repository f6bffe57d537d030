import { expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo } from "../support/setup";
import { addMember, createTenant } from "../support/tenants";

useConvexEnvironment();

it("lists the caller's workspaces with the role in each", async () => {
  const { t, workspaceId, asOwner } = await setupDemo();
  const other = await createTenant(t, "other");
  const gone = await createTenant(t, "gone");
  await t.run(async (ctx) => {
    const user_id = "demo-owner";
    for (const workspace_id of [other.workspaceId, gone.workspaceId]) {
      await ctx.db.insert("members", { workspace_id, user_id, role: "viewer" });
    }
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
  expect(await stranger.query(api.workspaces.listMine, {})).toEqual([]);
});
