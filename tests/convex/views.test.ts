/** Saved views: whose they are, who sees and who changes them. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { useConvexEnvironment } from "../support/environment";
import { setupDemo, type TestConvex } from "../support/setup";
import {
  addMember,
  codeOf,
  createTenant,
  type Caller,
} from "../support/tenants";

useConvexEnvironment();

let t: TestConvex;
let asOwner: Caller;
let asAgent: Caller;
let asViewer: Caller;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, asOwner, workspaceId } = await setupDemo());
  asAgent = await addMember(t, workspaceId, "agent");
  asViewer = await addMember(t, workspaceId, "viewer");
});

const waiting = (name: string, is_shared = false) => ({
  name,
  is_shared,
  filter: { waiting: true, owner_id: "mine" as const },
  sort: "waiting" as const,
});

const save = async (
  as: Caller,
  view: ReturnType<typeof waiting>,
  view_id?: Id<"savedViews">,
) =>
  await as.mutation(api.views.save, {
    workspace_id: workspaceId,
    view,
    ...(view_id !== undefined && { view_id }),
  });

const remove = async (as: Caller, view_id: Id<"savedViews">) =>
  await as.mutation(api.views.remove, { workspace_id: workspaceId, view_id });

async function names(as: Caller): Promise<string[]> {
  const views = await as.query(api.views.list, { workspace_id: workspaceId });
  return views.map((view) => view.name + (view.is_editable ? "" : " (fixed)"));
}

describe("a personal view", () => {
  it("is its maker's alone", async () => {
    const { view_id } = await save(asViewer, waiting("  Mine "));
    expect(await names(asViewer)).toEqual(["Mine"]);
    expect(await names(asOwner)).toEqual([]);
    const asked = [
      save(asOwner, waiting("Taken"), view_id),
      remove(asOwner, view_id),
    ];
    for (const call of asked) {
      expect(await codeOf(call)).toBe("not_found");
    }
  });

  it("is changed and removed with what undoes it", async () => {
    const { view_id } = await save(asViewer, waiting("One"));
    const { before } = await save(asViewer, waiting("Two"), view_id);
    expect(before).toMatchObject({ name: "One", sort: "waiting" });
    expect(await remove(asViewer, view_id)).toMatchObject({ name: "Two" });
    expect(await names(asViewer)).toEqual([]);
    expect(await codeOf(remove(asViewer, view_id))).toBe("not_found");
  });

  it("loses what its new content leaves out", async () => {
    const { view_id } = await save(asViewer, waiting("One"));
    const { sort: _sort, ...rest } = waiting("One");
    await asViewer.mutation(api.views.save, {
      workspace_id: workspaceId,
      view_id,
      view: rest,
    });
    const [view] = await asViewer.query(api.views.list, {
      workspace_id: workspaceId,
    });
    expect(view).not.toHaveProperty("sort");
  });
});

describe("a shared view", () => {
  it("is seen by all, made by agents, changed by its maker and admins", async () => {
    expect(await codeOf(save(asViewer, waiting("V", true)))).toBe("forbidden");
    const { view_id } = await save(asAgent, waiting("Ours", true));
    expect(await names(asViewer)).toEqual(["Ours (fixed)"]);
    expect(await names(asAgent)).toEqual(["Ours"]);
    expect(await codeOf(remove(asViewer, view_id))).toBe("forbidden");
    await save(asOwner, waiting("Renamed", true), view_id);
    expect(await names(asAgent)).toEqual(["Renamed"]);
    await remove(asAgent, view_id);
    expect(await names(asViewer)).toEqual([]);
  });

  it("is absent for other workspaces", async () => {
    const { view_id } = await save(asAgent, waiting("Ours", true));
    const other = await createTenant(t, "other");
    const call = other.asOwner.mutation(api.views.remove, {
      workspace_id: other.workspaceId,
      view_id,
    });
    expect(await codeOf(call)).toBe("not_found");
  });
});

describe("views", () => {
  it.each(["", "  ", "x".repeat(61)])("are not called %j", async (name) => {
    expect(await codeOf(save(asViewer, waiting(name)))).toBe("invalid_view");
  });

  it("are 50 at most, of either kind", async () => {
    for (let at = 0; at < 50; at += 1) {
      await save(asAgent, waiting(`View ${at}`));
    }
    expect(await codeOf(save(asAgent, waiting("One more")))).toBe(
      "too_many_views",
    );
    await save(asAgent, waiting("Shared", true));
    expect(await names(asAgent)).toHaveLength(51);
  });
});
