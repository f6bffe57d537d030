/** Two people edit one contact: nobody's words are lost without being seen. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { SEKAR } from "../../support/bodies";
import { setupDesk, type Desk } from "../../support/editing";
import { useConvexEnvironment } from "../../support/environment";

useConvexEnvironment();

let desk: Desk;
beforeEach(async () => {
  desk = await setupDesk();
});

describe("a change of what somebody else has changed since", () => {
  it("writes nothing and says who entered what, and when", async () => {
    await desk.update({ email: "old@example.com" }, { as: desk.asOwner });
    vi.setSystemTime(Date.now() + 5_000);
    const at = Date.now();
    await desk.update({ email: "new@example.com" }, { as: desk.asOwner });
    vi.setSystemTime(at + 5_000);
    const before = await desk.read();
    const answer = await desk.update(
      { email: "mine@example.com", tags: { add: ["vip"] } },
      { expected: { email: "old@example.com" } },
    );
    expect(answer).toMatchObject({
      status: "conflict",
      contact: { email: "new@example.com" },
      conflicts: [
        {
          field: "email",
          value: "new@example.com",
          actor: { kind: "member", user_id: desk.owner },
          at,
        },
      ],
    });
    expect(await desk.read()).toEqual(before);
  });

  it("goes through when the caller has seen the other's value", async () => {
    await desk.update({ email: "new@example.com" }, { as: desk.asOwner });
    const answer = await desk.update(
      { email: "mine@example.com" },
      { expected: { email: "new@example.com" } },
    );
    expect(answer).toMatchObject({ contact: { email: "mine@example.com" } });
  });

  it("is none when both wanted the same, or the field was emptied", async () => {
    await desk.update({ owner_id: desk.agent }, { as: desk.asOwner });
    const same = await desk.update(
      { owner_id: desk.agent },
      { expected: { owner_id: null } },
    );
    expect(same).toMatchObject({ status: "saved", undo: null });
    await desk.update({ owner_id: null }, { as: desk.asOwner });
    const emptied = await desk.update(
      { owner_id: desk.owner },
      { expected: { owner_id: desk.agent } },
    );
    expect(emptied).toMatchObject({
      conflicts: [
        {
          field: "owner_id",
          value: null,
          actor: { kind: "member", user_id: desk.owner },
        },
      ],
    });
  });

  it("is found per custom field, and for a status that the service gave", async () => {
    await desk.t.run(async (ctx) => {
      await ctx.db.patch("contacts", desk.contactId, { lead_status: "spam" });
    });
    const answer = await desk.update(
      { lead_status: "unqualified" },
      { expected: { lead_status: "none" } },
    );
    expect(answer).toMatchObject({
      conflicts: [
        { field: "lead_status", value: "spam", actor: { kind: "system" } },
      ],
    });
  });
});

describe("a change of a name", () => {
  it("is no conflict with WhatsApp, which counts less anyway", async () => {
    await desk.tell(5, { ...SEKAR, name: "Sekar W" });
    const answer = await desk.update(
      { name: "Bu Sekar" },
      { expected: { name: SEKAR.name } },
    );
    expect(answer).toMatchObject({ contact: { name: "Bu Sekar" } });
  });

  it("is one with somebody who gave it back to WhatsApp", async () => {
    await desk.update({ name: "Bu Sekar" }, { as: desk.asOwner });
    await desk.update({ name: null }, { as: desk.asOwner });
    const answer = await desk.update(
      { name: "Ibu Sekar" },
      { expected: { name: "Bu Sekar" } },
    );
    expect(answer).toMatchObject({
      conflicts: [
        {
          field: "name",
          value: SEKAR.name,
          actor: { kind: "member", user_id: desk.owner },
        },
      ],
    });
  });
});
