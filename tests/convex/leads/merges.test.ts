/** Leads go with their contacts into a merge, and back with its undo. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import { BAGAS } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { ARDI, setupFront, type Front } from "../../support/leads";
import { rowsOf } from "../../support/rows";
import { drain } from "../../support/setup";

useConvexEnvironment();

let front: Front;
beforeEach(async () => {
  front = await setupFront();
});

const contactOf = async (name: string) => {
  const contact = (await rowsOf(front.t, "contacts")).find(
    (row) => row.name === name,
  );
  if (contact === undefined) {
    throw new Error(`there is no ${name}`);
  }
  return contact;
};

async function merge() {
  const [survivor, duplicate] = [
    await contactOf(ARDI.name),
    await contactOf(BAGAS.name),
  ];
  const { merge_id } = await front.asOwner.mutation(api.contacts.merge, {
    survivor_id: survivor._id,
    duplicate_id: duplicate._id,
  });
  await drain(front.t);
  return {
    survivor,
    undo: async () => {
      await front.asOwner.mutation(api.contacts.undoMerge, { merge_id });
      await drain(front.t);
    },
  };
}

const shown = async () =>
  (await front.leads()).map(({ contact_id, status, reason }) => ({
    contact_id,
    status,
    reason,
  }));

describe("a merge", () => {
  it("of two leads leaves one, and two again when it is undone", async () => {
    for (const person of [ARDI, BAGAS]) {
      await front.hear("Halo", { person });
      await front.hear("Ada ukuran L?", { person });
    }
    const before = await shown();
    const { survivor, undo } = await merge();
    expect(await shown()).toEqual([
      { contact_id: survivor._id, status: "unqualified", reason: "messages" },
      { contact_id: survivor._id, status: "duplicate", reason: "messages" },
    ]);
    await undo();
    expect(await shown()).toEqual(before);
  });

  it("of who is a lead with who is none is a lead", async () => {
    await front.hear("Halo");
    await front.hear("Halo", { person: BAGAS });
    await front.hear("Ada ukuran L?", { person: BAGAS });
    const before = await shown();
    const { survivor, undo } = await merge();
    expect(await shown()).toEqual([
      { contact_id: survivor._id, status: "unqualified", reason: "messages" },
    ]);
    await undo();
    expect(await shown()).toEqual(before);
    expect((await contactOf(ARDI.name)).lead_status).toBe("none");
  });

  it("of two with a message each makes a lead of both", async () => {
    await front.hear("Halo");
    await front.hear("Halo", { person: BAGAS });
    expect(await front.leads()).toEqual([]);
    const { survivor } = await merge();
    expect(await shown()).toEqual([
      { contact_id: survivor._id, status: "unqualified", reason: "messages" },
    ]);
  });
});
