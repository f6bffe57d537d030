import { expect, it } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { useConvexEnvironment } from "../support/environment";
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
