/** Suggestions through merges, and what people said about them. */
import { describe, expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { identityChanged, inbound } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { A, B, C, merge, tellOf, undo } from "../../support/mergeWorld";
import { deliver } from "../../support/requests";
import { liveContacts, onlyRow } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

describe("open suggestions of the loser", () => {
  it("go to the survivor and come back with the undo", async () => {
    const { t, asOwner, a, b, c } = await tellOf(A, B, C);
    await deliver(
      t,
      inbound({
        id: "met",
        person: { phone: B.phone, bsuid: C.bsuid },
        at: 5,
        session: "s-met",
      }),
    );
    const pairOf = async () => {
      const row = await onlyRow(t, "duplicateSuggestions");
      return [row.contact_id, row.other_contact_id, row.status].sort();
    };
    const before = await pairOf();
    expect(before).toEqual([b._id, c._id, "open"].sort());
    const mergeId = await merge(asOwner, a, b);
    expect(await pairOf()).toEqual([a._id, c._id, "open"].sort());
    const suspects = async (contact_id: Id<"contacts">) =>
      (await asOwner.query(api.merges.suspectsOf, { contact_id })).map((pair) =>
        [pair.contact._id, pair.other._id].sort(),
      );
    expect(await suspects(a._id)).toEqual([[a._id, c._id].sort()]);
    expect(await suspects(c._id)).toEqual([[a._id, c._id].sort()]);
    await asOwner.mutation(api.contacts.keepApart, {
      contact_id: a._id,
      other_contact_id: c._id,
    });
    expect(await suspects(a._id)).toEqual([]);
    await asOwner.mutation(api.contacts.keepApart, {
      contact_id: a._id,
      other_contact_id: c._id,
      is_apart: false,
    });
    await undo(asOwner, mergeId);
    await drain(t);
    expect(await pairOf()).toEqual(before);
  });

  it("are told apart, listed, taken back, and never merged meanwhile", async () => {
    const { t, asOwner, a, b, workspaceId } = await tellOf(A, B);
    const pair = { contact_id: a._id, other_contact_id: b._id };
    const list = async (status: "open" | "kept") =>
      (
        await asOwner.query(api.contacts.listDuplicates, {
          workspace_id: workspaceId,
          status,
          paginationOpts: { numItems: 5, cursor: null },
        })
      ).page.length;
    await asOwner.mutation(api.contacts.keepApart, pair);
    expect([await list("open"), await list("kept")]).toEqual([0, 1]);
    await deliver(t, identityChanged({ bsuid: B.bsuid }, A.bsuid, 9));
    expect(await liveContacts(t)).toHaveLength(2);
    const answer = await asOwner.mutation(api.contacts.keepApart, {
      ...pair,
      is_apart: false,
    });
    expect(answer).toEqual({ was_apart: true });
    expect([await list("open"), await list("kept")]).toEqual([1, 0]);
  });
});
