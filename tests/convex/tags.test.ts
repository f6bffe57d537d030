/** The tags of a workspace. */
import { describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import { insertContact, patchContact } from "../../convex/model/contacts/write";
import { useConvexEnvironment } from "../support/environment";
import { drain, setupDemo } from "../support/setup";
import { createTenant } from "../support/tenants";

useConvexEnvironment();

describe("tags", () => {
  it("are listed by name with how many carry them, of one workspace", async () => {
    const { t, asOwner, workspaceId } = await setupDemo();
    const other = await createTenant(t, "other");
    const contact = (workspace_id: typeof workspaceId, tags: string[]) => ({
      workspace_id,
      tags,
      lead_status: "none" as const,
      source: "whatsapp" as const,
      message_count: 0,
      field_sources: {},
    });
    const gone = await t.run(async (ctx) => {
      await insertContact(ctx, contact(workspaceId, ["vip", "b2b"]));
      await insertContact(ctx, contact(workspaceId, ["vip"]));
      await insertContact(ctx, contact(other.workspaceId, ["theirs"]));
      return await insertContact(ctx, contact(workspaceId, ["gone", "vip"]));
    });
    await t.run((ctx) => patchContact(ctx, gone, { tags: [] }));
    await drain(t);
    expect(
      await asOwner.query(api.tags.list, { workspace_id: workspaceId }),
    ).toEqual({
      tags: [
        { tag: "b2b", count: 1 },
        { tag: "vip", count: 2 },
      ],
      has_more: false,
    });
  });
});
