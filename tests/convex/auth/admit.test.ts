/** Who is let in, by what was proven; the company's provider above all. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useConvexEnvironment } from "../../support/environment";
import { rowsOf, snapshot } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { codeOf, type Caller } from "../../support/tenants";

useConvexEnvironment();

const ANN = "ann@example.com";

let t: TestConvex;
let asOwner: Caller;
let workspace_id: Id<"workspaces">;
beforeEach(async () => {
  ({ t, asOwner, workspaceId: workspace_id } = await setupDemo());
});

const admit = (given: {
  email?: string;
  is_proven?: boolean;
  user_id?: Id<"users">;
  name?: string;
}) =>
  t.mutation(internal.auth.admit.admit, {
    ...{ provider: "company", email: ANN, is_proven: true, is_asking: false },
    ...given,
  });
const addAnn = () =>
  t.mutation(internal.ops.addMember, {
    ...{ workspace_id, user: ANN, role: "agent" },
  });

describe("a company's provider", () => {
  it("signs in whom the workspace knows by the address it vouches for", async () => {
    await addAnn();
    const id = await admit({ email: "ANN@example.com", name: "Ann" });
    const as = t.withIdentity({ subject: `${id}|session` });
    expect(await as.query(api.me.get, {})).toMatchObject({
      email: ANN,
      name: "Ann",
    });
    expect(await as.query(api.workspaces.listMine, {})).toHaveLength(1);
  });

  it("that does not vouch for the address signs in nobody, changing nothing", async () => {
    await addAnn();
    const before = await snapshot(t);
    expect(await codeOf(admit({ is_proven: false }))).toBe("address_unproven");
    expect(await codeOf(admit({ email: "" }))).toBe("invalid_address");
    expect(await snapshot(t)).toEqual(before);
  });

  it("signs in no stranger", async () => {
    const before = await snapshot(t);
    expect(await codeOf(admit({}))).toBe("not_invited");
    expect(await snapshot(t)).toEqual(before);
  });

  it("accepts what the address was invited to", async () => {
    await asOwner.mutation(api.invitations.create, {
      ...{ workspace_id, emails: [ANN], role: "viewer" },
    });
    const id = await admit({});
    const members = await rowsOf(t, "members");
    expect(members.at(-1)).toMatchObject({ user_id: id, role: "viewer" });
    await drain(t);
  });

  it("goes on being the same person's when their address changes", async () => {
    await addAnn();
    const id = await admit({});
    expect(await admit({ user_id: id, email: "ann.lee@example.com" })).toBe(id);
    const users = await rowsOf(t, "users");
    expect(users.at(-1)).toMatchObject({ _id: id, email: ANN });
  });
});

it("takes a row of an invitation that was revoked for nobody's", async () => {
  await t.run(async (ctx) => {
    await ctx.db.insert("users", { email: ANN });
  });
  expect(await codeOf(admit({}))).toBe("not_invited");
});
