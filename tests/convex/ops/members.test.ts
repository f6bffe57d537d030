/** Adding and removing members from the command line. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { useConvexEnvironment } from "../../support/environment";
import { snapshot } from "../../support/rows";
import { setupDemo, type TestConvex } from "../../support/setup";
import { codeOf, createTenant, refusalOf } from "../../support/tenants";

useConvexEnvironment();

let t: TestConvex;
beforeEach(async () => {
  ({ t } = await setupDemo());
});

const add = (user: string, role: Doc<"members">["role"]) =>
  t.mutation(internal.ops.addMember, { workspace: "demo", user, role });
const remove = (user: string) =>
  t.mutation(internal.ops.removeMember, { workspace: "demo", user });
const list = async () =>
  (await t.query(internal.ops.listMembers, { workspace: "demo" })).rows;
const OWNER = { user: "demo-owner", role: "owner" };

describe("members", () => {
  it("are added, may then see the workspace, and are removed", async () => {
    const asAnn = t.withIdentity({ subject: "ann" });
    expect(await codeOf(asAnn.query(api.workspaces.listMine, {}))).toBe(
      "unauthenticated",
    );
    expect(await add("ann", "agent")).toEqual({
      user: "ann",
      role: "agent",
      role_before: null,
    });
    expect(await list()).toEqual([OWNER, { user: "ann", role: "agent" }]);
    expect(await asAnn.query(api.workspaces.listMine, {})).toMatchObject([
      { workspace: { slug: "demo" }, role: "agent" },
    ]);
    expect(await remove("ann")).toEqual({ user: "ann", role_before: "agent" });
    expect(await list()).toEqual([OWNER]);
    expect(await asAnn.query(api.workspaces.listMine, {})).toEqual([]);
  });

  it("are one person under any spelling of their address", async () => {
    await add("Ann@Example.com", "agent");
    expect(await add("ann@example.com", "viewer")).toMatchObject({
      role_before: "agent",
    });
    expect(await list()).toEqual([
      OWNER,
      { user: "ann@example.com", role: "viewer" },
    ]);
    expect(await remove("ANN@example.com")).toMatchObject({
      role_before: "viewer",
    });
  });

  it("that are there get the new role instead of a second row", async () => {
    await add("ann", "viewer");
    expect(await add("ann", "admin")).toMatchObject({ role_before: "viewer" });
    expect(await list()).toEqual([OWNER, { user: "ann", role: "admin" }]);
  });

  it("keep one owner, who can neither be removed nor lowered", async () => {
    await add("ann", "admin");
    await createTenant(t, "other");
    const before = await snapshot(t);
    for (const call of [remove("demo-owner"), add("demo-owner", "admin")]) {
      expect(await refusalOf(call)).toMatchObject({
        code: "last_owner",
        what: "user",
      });
    }
    expect(await snapshot(t)).toEqual(before);
    await add("ann", "owner");
    expect(await remove("demo-owner")).toMatchObject({ role_before: "owner" });
    expect(await list()).toEqual([{ user: "ann", role: "owner" }]);
  });

  it("may stay owner when they are given the role again", async () => {
    expect(await add("demo-owner", "owner")).toMatchObject({
      role_before: "owner",
    });
    expect(await list()).toEqual([OWNER]);
  });

  it("of other workspaces cannot be removed here", async () => {
    await createTenant(t, "other");
    expect(await refusalOf(remove("other-owner"))).toMatchObject({
      code: "not_found",
      what: "user",
    });
  });

  it.each(["", " ann", "a".repeat(257)])(
    "are named by an address or a subject, not by %j",
    async (user) => {
      expect(await refusalOf(add(user, "agent"))).toMatchObject({
        code: "invalid_user",
      });
      expect(await list()).toEqual([OWNER]);
    },
  );
});
