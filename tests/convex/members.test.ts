/** Roles, going and being removed, and to whom the contacts go. */
import { beforeEach, describe, expect, it } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { insertContact, patchContact } from "../../convex/model/contacts/write";
import { inbound, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { deliver } from "../support/requests";
import { onlyRow, rowsOf } from "../support/rows";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import { codeOf, createTenant, type Caller } from "../support/tenants";

useConvexEnvironment();

type Role = Doc<"members">["role"];

let t: TestConvex;
let asOwner: Caller;
let workspace_id: Id<"workspaces">;
let ownerId: Id<"users">;
beforeEach(async () => {
  ({ t, asOwner, workspaceId: workspace_id } = await setupDemo());
  ownerId = (await onlyRow(t, "users"))._id;
});

async function add(user: string, role: Role) {
  await t.mutation(internal.ops.addMember, { workspace_id, user, role });
  const rows = await rowsOf(t, "users");
  const row = rows.find(({ subject }) => subject === user);
  if (row === undefined) {
    throw new Error("a member has a row");
  }
  return { id: row._id, as: t.withIdentity({ subject: user }) };
}

const setRole = (as: Caller, user_id: Id<"users">, role: Role) =>
  as.mutation(api.members.setRole, { workspace_id, user_id, role });
const remove = (
  as: Caller,
  user_id: Id<"users">,
  to_user: Id<"users"> | null,
) => as.mutation(api.members.remove, { workspace_id, user_id, to_user });
const leave = (as: Caller, to_user: Id<"users"> | null) =>
  as.mutation(api.members.leave, { workspace_id, to_user });

describe("a role", () => {
  it("is changed, and tells what it was", async () => {
    const ann = await add("ann", "viewer");
    expect(await setRole(asOwner, ann.id, "admin")).toEqual({
      role_before: "viewer",
    });
    expect(await setRole(ann.as, ann.id, "agent")).toEqual({
      role_before: "admin",
    });
  });

  it("is neither given nor taken by who has a weaker one", async () => {
    const ann = await add("ann", "admin");
    const bob = await add("bob", "viewer");
    for (const [user, role] of [
      [ann.id, "owner"],
      [bob.id, "owner"],
      [ownerId, "viewer"],
    ] as const) {
      expect(await codeOf(setRole(ann.as, user, role))).toBe("role_too_high");
    }
    expect(await codeOf(remove(ann.as, ownerId, null))).toBe("role_too_high");
    expect(await codeOf(setRole(ann.as, bob.id, "admin"))).toBe("no error");
  });
});

describe("the last owner", () => {
  it("can neither leave, be removed nor be lowered", async () => {
    const ann = await add("ann", "admin");
    expect(await codeOf(leave(asOwner, ann.id))).toBe("last_owner");
    expect(await codeOf(remove(asOwner, ownerId, null))).toBe("last_owner");
    expect(await codeOf(setRole(asOwner, ownerId, "admin"))).toBe("last_owner");
    await add("bob", "owner");
    expect(await codeOf(leave(asOwner, ann.id))).toBe("no error");
  });
});

describe("the contacts of who goes", () => {
  /** More than a batch. */
  const COUNT = 120;

  async function giveContacts(owner_id: Id<"users">) {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    const { _id, _creationTime, ...contact } = await onlyRow(t, "contacts");
    await t.run(async (ctx) => {
      const first = { ...contact, _id, _creationTime };
      await patchContact(ctx, first, { owner_id });
    });
    for (let stored = 1; stored < COUNT; stored++) {
      await t.run((ctx) => insertContact(ctx, { ...contact, owner_id }));
    }
  }

  const owners = async () =>
    new Set((await rowsOf(t, "contacts")).map((row) => row.owner_id));

  it("go to the one who was named, each with an event", async () => {
    const ann = await add("ann", "agent");
    const bob = await add("bob", "agent");
    await giveContacts(ann.id);
    await remove(asOwner, ann.id, bob.id);
    await drain(t);
    expect(await owners()).toEqual(new Set([bob.id]));
    const events = await rowsOf(t, "contactEvents");
    expect(events).toHaveLength(COUNT);
    expect(events[0]).toMatchObject({
      actor: { kind: "member", user_id: ownerId },
      field: "owner_id",
      old_json: expect.stringContaining(ann.id),
      new_json: expect.stringContaining(bob.id),
    });
  });

  it("are nobody's where nobody was named, or the heir went as well", async () => {
    const ann = await add("ann", "agent");
    const bob = await add("bob", "agent");
    await giveContacts(ann.id);
    await leave(ann.as, bob.id);
    await remove(asOwner, bob.id, null);
    await drain(t);
    expect(await owners()).toEqual(new Set([undefined]));
  });

  it("stay with who is back before it was their turn", async () => {
    const ann = await add("ann", "agent");
    await giveContacts(ann.id);
    await remove(asOwner, ann.id, null);
    await add("ann", "viewer");
    await drain(t);
    expect(await owners()).toEqual(new Set([ann.id]));
  });

  it("go to nobody who is not there, nor back to who goes", async () => {
    const ann = await add("ann", "agent");
    await createTenant(t, "other");
    const stranger = (await rowsOf(t, "users")).find(
      ({ subject }) => subject === "other-owner",
    );
    for (const heir of [ann.id, stranger?._id ?? ownerId]) {
      expect(await codeOf(remove(asOwner, ann.id, heir))).toBe("not_found");
    }
    expect(await rowsOf(t, "members")).toHaveLength(3);
  });
});
