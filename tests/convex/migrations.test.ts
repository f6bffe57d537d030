/** Rows of an older version after an update. */
import { describe, expect, it, vi } from "vitest";
import { api, internal } from "../../convex/_generated/api";
import { OVERLAP_MS } from "../../src/lib/secrets/rotation";
import { inbound } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { deliver } from "../support/requests";
import { onlyRow, rowsOf, snapshot } from "../support/rows";
import { drain, setupDemo, type TestConvex } from "../support/setup";
import { codeOf, createTenant } from "../support/tenants";

useConvexEnvironment();

async function migrate(t: TestConvex): Promise<void> {
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  await t.mutation(internal.migrations.run, {});
  await drain(t);
}

describe("contacts of before lists and search had rows of their own", () => {
  /** More than one batch of the migration. */
  const COUNT = 150;

  async function tellOfMany(t: TestConvex) {
    await deliver(
      t,
      inbound({
        id: "w1",
        person: { phone: "6281255500101", name: "Thaís Conceição" },
        at: 0,
      }),
    );
    await t.run(async (ctx) => {
      for (const row of await ctx.db.query("contactTerms").collect()) {
        await ctx.db.delete("contactTerms", row._id);
      }
      const first = await ctx.db.query("contacts").unique();
      if (first === null) {
        throw new Error("nobody was stored");
      }
      const { _id, _creationTime, ...contact } = first;
      const old = {
        ...contact,
        tags: ["vip"],
        search_text: "of before",
        search_terms: undefined,
        sort_name: undefined,
        has_number: undefined,
        phone_number_ids: undefined,
      };
      await ctx.db.replace("contacts", _id, old);
      for (let i = 1; i < COUNT; i++) {
        const name = `Orang Fiktif ${i} Łódź`;
        await ctx.db.insert("contacts", { ...old, name });
      }
    });
  }

  it("are found, listed and counted, and written once", async () => {
    const { t, asOwner, workspaceId: workspace_id } = await setupDemo();
    await tellOfMany(t);
    const search = async (query: string) =>
      await asOwner.query(api.contacts.search, { workspace_id, query });
    expect(await search("thais")).toEqual([]);
    await migrate(t);
    expect(await search("thais")).toHaveLength(1);
    const [best] = await search("fiktif 7 lodz");
    expect(best?.name).toBe("Orang Fiktif 7 Łódź");
    const contacts = await rowsOf(t, "contacts");
    expect(contacts.some((contact) => "search_text" in contact)).toBe(false);
    expect(contacts[0]?.phone_number_ids).toEqual(["100000000000017"]);
    const filter = { tag: "vip" };
    expect(
      await asOwner.query(api.contacts.count, { workspace_id, filter }),
    ).toMatchObject({ count: COUNT });
    const { page } = await asOwner.query(api.contacts.list, {
      workspace_id,
      ...filter,
      paginationOpts: { numItems: 200, cursor: null },
    });
    expect(page).toHaveLength(COUNT);
    const after = await snapshot(t);
    await migrate(t);
    expect(await snapshot(t)).toEqual(after);
  });
});

describe("suggestions of before merges moved them", () => {
  it("name the survivors", async () => {
    const { t } = await setupDemo();
    for (const [i, bsuid] of ["ID.1", "ID.2", "ID.3"].entries()) {
      const phone = `628125550010${i}`;
      await deliver(t, inbound({ id: bsuid, person: { phone, bsuid }, at: i }));
    }
    const [loser, survivor, third] = await rowsOf(t, "contacts");
    if (!loser || !survivor || !third) {
      throw new Error("the story tells of three people");
    }
    await t.run(async (ctx) => {
      await ctx.db.patch("contacts", loser._id, { merged_into: survivor._id });
      await ctx.db.insert("duplicateSuggestions", {
        workspace_id: loser.workspace_id,
        contact_id: loser._id,
        other_contact_id: third._id,
        reason: "identities_met_in_one_message",
        status: "open",
        created_at: 0,
      });
    });
    await migrate(t);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      contact_id: survivor._id,
      other_contact_id: third._id,
      status: "open",
    });
  });
});

describe("rotations of before they had an end", () => {
  it("end a week after the update", async () => {
    const { t } = await setupDemo();
    const { endpoint_key } = await t.action(internal.ops.createEndpoint, {
      workspace: "demo",
    });
    await t.action(internal.ops.createEndpoint, { workspace: "demo" });
    await t.action(internal.ops.rotateSecret, { endpoint_key });
    await t.run(async (ctx) => {
      for await (const { _id } of ctx.db.query("endpoints")) {
        await ctx.db.patch("endpoints", _id, {
          previous_secret_until: undefined,
        });
      }
    });
    await migrate(t);
    const rows = await rowsOf(t, "endpoints");
    expect(rows.map((row) => row.previous_secret_until)).toEqual([
      Date.now() + OVERLAP_MS,
      undefined,
    ]);
  });
});

describe("members of before people had rows", () => {
  it("get in by the same subject, each as one person", async () => {
    const { t, workspaceId } = await setupDemo();
    const { workspaceId: other } = await createTenant(t, "other");
    const asAnn = t.withIdentity({ subject: "idp|ann" });
    await t.run(async (ctx) => {
      for (const workspace_id of [workspaceId, other]) {
        const user_id = "idp|ann";
        await ctx.db.insert("members", {
          ...{ workspace_id, user_id, role: "agent" },
        });
      }
    });
    const list = () =>
      asAnn.query(api.contacts.list, {
        workspace_id: workspaceId,
        paginationOpts: { cursor: null, numItems: 1 },
      });
    expect(await codeOf(list())).toBe("not_found");
    const demo = await onlyUser(t, "demo-owner");
    await migrate(t);
    expect(await codeOf(list())).toBe("no error");
    const ann = await onlyUser(t, "idp|ann");
    const members = await rowsOf(t, "members");
    expect(members.map(({ user_id }) => user_id)).toEqual([
      demo._id,
      (await onlyUser(t, "other-owner"))._id,
      ann._id,
      ann._id,
    ]);
    const after = await snapshot(t);
    await migrate(t);
    expect(await snapshot(t)).toEqual(after);
  });

  it("are listed and found by their subject until then", async () => {
    const { t, workspaceId: workspace_id } = await setupDemo();
    await t.run(async (ctx) => {
      const [owner] = await ctx.db.query("members").collect();
      if (owner !== undefined) {
        await ctx.db.patch("members", owner._id, { user_id: "demo-owner" });
      }
    });
    const { rows } = await t.query(internal.ops.listMembers, { workspace_id });
    expect(rows).toEqual([{ user: "demo-owner", role: "owner" }]);
  });
});

async function onlyUser(t: TestConvex, subject: string) {
  const users = await rowsOf(t, "users");
  const [user, second] = users.filter((row) => row.subject === subject);
  if (user === undefined || second !== undefined) {
    throw new Error("there is one user of each subject");
  }
  return user;
}
