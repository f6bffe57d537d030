/** Taking edits back: what was before, and never over somebody else's change. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../convex/_generated/api";
import { SEKAR } from "../../support/bodies";
import { setupDesk, undoOf, type Desk } from "../../support/editing";
import { useConvexEnvironment } from "../../support/environment";
import { rowsOf } from "../../support/rows";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

let desk: Desk;
beforeEach(async () => {
  desk = await setupDesk();
});

type Answer = Awaited<ReturnType<Desk["update"]>>;

const undo = async (answer: Answer) => {
  if (answer.status === "conflict") {
    throw new Error("a conflict has nothing to undo");
  }
  return await desk.asAgent.mutation(api.contacts.undo, undoOf(answer));
};

describe("an edit that is taken back", () => {
  it("leaves the contact as it was, with the sources of before", async () => {
    await desk.update(
      { email: "a@example.com", tags: { add: ["a", "b"] } },
      { as: desk.asOwner },
    );
    const before = await desk.read();
    vi.setSystemTime(Date.now() + 60_000);
    const answer = await desk.update({
      name: "Bu Sekar",
      email: null,
      owner_id: desk.agent,
      lead_status: "customer",
    });
    const undone = await undo(answer);
    expect(undone).toMatchObject({
      status: "saved",
      contact: { name: SEKAR.name, email: "a@example.com" },
    });
    expect(await desk.read()).toEqual(before);
  });

  it("is a line of history of its own, and can be done again", async () => {
    const answer = await desk.update({ lead_status: "customer" });
    const undone = await undo(answer);
    const [first, second] = await rowsOf(desk.t, "contactEvents");
    expect(second).toMatchObject({
      kind: "edited",
      field: "lead_status",
      undoes: first?._id,
    });
    // A step that people may not take by hand.
    expect((await desk.read()).lead_status).toBe("none");
    await undo(undone);
    expect((await desk.read()).lead_status).toBe("customer");
  });

  it("changes nothing when it is taken back twice", async () => {
    const answer = await desk.update({ email: "a@example.com" });
    await undo(answer);
    const before = await desk.read();
    expect(await undo(answer)).toMatchObject({ status: "saved", undo: null });
    expect(await desk.read()).toEqual(before);
  });

  it("keeps the tags that others gave and took meanwhile", async () => {
    await desk.update({ tags: { add: ["a", "b"] } });
    const answer = await desk.update({ tags: { add: ["c"], remove: ["a"] } });
    await desk.update({ tags: { add: ["d"], remove: ["b"] } });
    await undo(answer);
    expect((await desk.read()).tags).toEqual(["a", "d"]);
  });

  it("shows what WhatsApp has said since, not the name of then", async () => {
    const answer = await desk.update({ name: "Bu Sekar" });
    await desk.tell(9, { ...SEKAR, name: "Sekar W" });
    await undo(answer);
    expect(await desk.read()).toMatchObject({
      name: "Sekar W",
      field_sources: { name: { source: "provider" } },
    });
  });

  it("brings a person's name back over what WhatsApp said since", async () => {
    await desk.update({ name: "Bu Sekar" });
    const answer = await desk.update({ name: null });
    await desk.tell(9, { ...SEKAR, name: "Sekar W" });
    await undo(answer);
    expect(await desk.read()).toMatchObject({
      name: "Bu Sekar",
      provider_name: { value: "Sekar W" },
    });
  });
});

describe("an edit that somebody else has changed since", () => {
  it("stays, all of it, and says what stands there", async () => {
    const answer = await desk.update({
      email: "a@example.com",
      lead_status: "customer",
    });
    await desk.update({ email: "b@example.com" }, { as: desk.asOwner });
    const before = await desk.read();
    expect(await undo(answer)).toMatchObject({
      status: "conflict",
      conflicts: [
        {
          field: "email",
          value: "b@example.com",
          actor: { kind: "member", user_id: desk.owner },
        },
      ],
    });
    expect(await desk.read()).toEqual(before);
  });

  it("cannot give a contact to an owner who has left", async () => {
    await desk.update({ owner_id: desk.owner });
    const answer = await desk.update({ owner_id: null });
    await desk.t.run(async (ctx) => {
      const members = await ctx.db.query("members").collect();
      const gone = members.find(({ user_id }) => user_id === desk.owner);
      if (gone !== undefined) {
        await ctx.db.delete("members", gone._id);
      }
    });
    expect(await codeOf(undo(answer))).toBe("unknown_owner");
  });
});

describe("events of another contact", () => {
  it("are not found, be it in this workspace or in another", async () => {
    const answer = await desk.update({ email: "a@example.com" });
    const { event_ids } = undoOf(
      answer.status === "saved" ? answer : { status: answer.status },
    );
    await desk.tell(3, { phone: "6285655500102", name: "Bagas" });
    const other = (await rowsOf(desk.t, "contacts"))[1];
    expect(other?.name).toBe("Bagas");
    const call = (as: Desk["asAgent"], contact_id: Desk["contactId"]) =>
      codeOf(as.mutation(api.contacts.undo, { contact_id, event_ids }));
    expect(await call(desk.asAgent, other?._id ?? desk.contactId)).toBe(
      "not_found",
    );
    const asOwner = desk.t.withIdentity({ subject: "other-owner" });
    expect(await call(asOwner, desk.contactId)).toBe("not_found");
  });
});
