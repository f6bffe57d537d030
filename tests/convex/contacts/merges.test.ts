/** Merging and undoing as people do it. */
import { describe, expect, it, vi } from "vitest";
import { api, internal } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { DAY_MS } from "../../../src/lib/time/units";
import { findErrors } from "../../support/books";
import { identityChanged, inbound } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { adorn, readEverything } from "../../support/mergeStory";
import {
  A,
  B,
  C,
  get,
  merge,
  says,
  tellOf,
  undo,
} from "../../support/mergeWorld";
import { deliver } from "../../support/requests";
import { liveContacts, onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo, type TestConvex } from "../../support/setup";
import { codeOf, createTenant } from "../../support/tenants";

useConvexEnvironment();

describe("what is refused", () => {
  it("is a merge with itself, across workspaces, or of one merged already", async () => {
    const { t, asOwner, a, b, c } = await tellOf(A, B, C);
    expect(await codeOf(merge(asOwner, a, a))).toBe("self_merge");
    const other = await createTenant(t, "other", ["55"]);
    await deliver(
      t,
      inbound({ id: "o", person: A, at: 1, phoneNumberId: "55" }),
    );
    await t.mutation(internal.ops.addMember, {
      workspace: "other",
      user: "demo-owner",
      role: "owner",
    });
    const foreign = (await rowsOf(t, "contacts")).find(
      (row) => row.workspace_id === other.workspaceId,
    );
    expect(await codeOf(merge(asOwner, a, foreign ?? a))).toBe(
      "different_workspaces",
    );
    expect(await codeOf(merge(other.asOwner, a, b))).toBe("not_found");
    await merge(asOwner, a, b);
    expect(await codeOf(merge(asOwner, a, b))).toBe("already_merged");
    expect(await codeOf(merge(asOwner, b, c))).toBe("already_merged");
  });

  it("is a choice of what neither has", async () => {
    const { t, asOwner, a, b } = await tellOf(A, B);
    for (const choices of [
      { tags: ["nobody's"] },
      { custom_values: { kota: "survivor" as const } },
    ]) {
      expect(await codeOf(merge(asOwner, a, b, choices))).toBe(
        "invalid_choices",
      );
    }
    expect(await liveContacts(t)).toHaveLength(2);
  });

  it("is an undo that was done, or comes after 30 days", async () => {
    const { t, asOwner, a, b, c } = await tellOf(A, B, C);
    const first = await merge(asOwner, a, b);
    await undo(asOwner, first);
    await drain(t);
    expect(await codeOf(undo(asOwner, first))).toBe("already_undone");
    const second = await merge(asOwner, a, c);
    vi.setSystemTime(Date.now() + 30 * DAY_MS + 1);
    const view = await asOwner.query(api.merges.get, {
      merge_id: second,
      as_of: Date.now(),
    });
    expect(view).toMatchObject({ undo_refused: "undo_expired" });
    expect(await codeOf(undo(asOwner, second))).toBe("undo_expired");
  });

  it("is an undo where WhatsApp has linked the two since", async () => {
    const { t, asOwner, a, b } = await tellOf(A, B);
    const mergeId = await merge(asOwner, a, b);
    await deliver(t, identityChanged({ bsuid: B.bsuid }, A.bsuid, 9));
    expect(await codeOf(undo(asOwner, mergeId))).toBe("linked_since");
    const confirmation = (await rowsOf(t, "mergeLog")).find(
      (row) => row.is_confirmation,
    );
    await undo(asOwner, confirmation?._id ?? mergeId);
    await undo(asOwner, mergeId);
    await drain(t);
    expect(await liveContacts(t)).toHaveLength(2);
    expect(await findErrors(t)).toEqual([]);
  });
});

describe("a choice", () => {
  it("counts field by field, and the preview says what comes", async () => {
    const { t, asOwner, a, b } = await tellOf(A, B);
    await adorn(t, a, "a");
    await adorn(t, b, "b");
    const choices = {
      name: "survivor" as const,
      phone: "survivor" as const,
      email: "duplicate" as const,
      custom_values: { kota: "duplicate" as const },
      tags: ["b"],
    };
    const args = { survivor_id: a._id, duplicate_id: b._id, choices };
    const as_of = Date.now();
    const preview = await asOwner.query(api.contacts.previewMerge, {
      ...args,
      as_of,
    });
    expect(preview.moves).toEqual({
      conversations: 1,
      messages: 1,
      identities: 2,
      notes: 1,
      events: 1,
    });
    expect(preview.warnings).toEqual(["different_emails"]);
    await asOwner.mutation(api.contacts.merge, args);
    expect(await get(asOwner, b)).toMatchObject(preview.merged);
    expect(preview.merged).toMatchObject({
      name: "Sekar",
      phone_normalized: `+${A.phone}`,
      email: "b@contoh.example",
      custom_values: { kota: "b" },
      tags: ["b"],
      field_sources: { name: { at: as_of, source: "human" } },
    });
  });

  it("goes with the undo, and what people changed since stays", async () => {
    const { t, asOwner, a, b } = await tellOf(A, B);
    await adorn(t, a, "a");
    await adorn(t, b, "b");
    const before = [await get(asOwner, a), await get(asOwner, b)] as const;
    const mergeId = await merge(asOwner, a, b, {
      name: "survivor",
      email: "duplicate",
      tags: ["b"],
    });
    await asOwner.mutation(api.contacts.update, {
      contact_id: a._id,
      change: { tags: { add: ["since"] }, lead_status: "qualified" },
    });
    await undo(asOwner, mergeId);
    await drain(t);
    const { tags: byWhom, ...sources } = before[0].field_sources;
    expect(await get(asOwner, a)).toMatchObject({
      ...before[0],
      tags: ["a", "since", "vip"],
      lead_status: "qualified",
      field_sources: { ...sources, tags: { source: byWhom?.source } },
    });
    expect(await get(asOwner, b)).toEqual(before[1]);
  });
});

describe("merges of merges", () => {
  /** Each of three is what it would be had nothing been merged. */
  async function expectApart(
    { t }: { t: TestConvex },
    contacts: Doc<"contacts">[],
  ): Promise<void> {
    const live = await liveContacts(t);
    expect(live.map(({ _id }) => _id).sort()).toEqual(
      contacts.map(({ _id }) => _id).sort(),
    );
    for (const { own } of live) {
      expect(own).toBeUndefined();
    }
    expect(await findErrors(t)).toEqual([]);
  }

  it.each([
    ["inner first", true],
    ["outer first", false],
  ])("are undone in any order: %s", async (_name, isInnerFirst) => {
    const world = await tellOf(A, B, C);
    const { t, asOwner, a, b, c } = world;
    await adorn(t, a, "a");
    await adorn(t, b, "b");
    const before = await readEverything(t);
    const inner = await merge(asOwner, b, a);
    const outer = await merge(asOwner, c, b);
    await drain(t);
    for (const one of [a, b, c]) {
      expect((await get(asOwner, one))._id).toBe(c._id);
    }
    expect(await findErrors(t)).toEqual([]);
    const order = isInnerFirst ? [inner, outer] : [outer, inner];
    for (const mergeId of order) {
      await undo(asOwner, mergeId);
      await drain(t);
      expect(await findErrors(t)).toEqual([]);
    }
    await expectApart(world, [a, b, c]);
    expect(await readEverything(t)).toEqual(before);
  });

  it("keep a name that people gave in between", async () => {
    const { t, asOwner, a, b, c } = await tellOf(A, B, C);
    await merge(asOwner, b, a);
    await t.run(async (ctx) => {
      const row = await ctx.db.get("contacts", b._id);
      await ctx.db.patch("contacts", b._id, {
        name: "Bu Bagas",
        field_sources: {
          ...row?.field_sources,
          name: { at: Date.now() + 1, source: "human" },
        },
      });
    });
    const outer = await merge(asOwner, c, b);
    await undo(asOwner, outer);
    await drain(t);
    expect(await get(asOwner, b)).toMatchObject({ name: "Bu Bagas" });
    expect(await get(asOwner, c)).toMatchObject({ name: "Citra" });
  });
});

describe("a merge that the service made by itself", () => {
  it("can be undone, and is not made again", async () => {
    const { t, asOwner } = await setupDemo();
    const [phone, bsuid] = [{ phone: A.phone }, { bsuid: A.bsuid }];
    await deliver(
      t,
      says("b1", bsuid, 0),
      says("p1", phone, 1),
      says("p2", phone, 2),
      inbound({
        id: "x1",
        person: { ...phone, ...bsuid },
        at: 3,
        session: "s",
      }),
    );
    const { _id } = await onlyRow(t, "mergeLog");
    expect(await liveContacts(t)).toHaveLength(1);
    await undo(asOwner, _id);
    await drain(t);
    expect(
      (await liveContacts(t)).map((row) => row.message_count).sort(),
    ).toEqual([2, 2]);
    expect(await findErrors(t)).toEqual([]);
    await deliver(
      t,
      inbound({
        id: "x2",
        person: { ...phone, ...bsuid },
        at: 4,
        session: "s",
      }),
    );
    expect(await liveContacts(t)).toHaveLength(2);
    expect(await onlyRow(t, "duplicateSuggestions")).toMatchObject({
      status: "kept",
      reason: "told_apart",
    });
  });
});
