/** What operators see of one person. */
import { describe, expect, it } from "vitest";
import { internal } from "../../../convex/_generated/api";
import { SEKAR } from "../../support/bodies";
import { setupDesk, TOLD_AT } from "../../support/editing";
import { useConvexEnvironment } from "../../support/environment";
import { codeOf } from "../../support/tenants";

useConvexEnvironment();

describe("showContact", () => {
  it("shows fields with their sources, ids, and the newest of the timeline", async () => {
    const desk = await setupDesk();
    await desk.update({ email: "sekar@example.com", tags: { add: ["a"] } });
    await desk.update({ email: null });
    const shown = await desk.t.query(internal.ops.showContact, {
      workspace: "demo",
      contact: "0101",
      limit: 2,
    });
    const entered = { source: "human", by: desk.agent };
    expect(shown).toMatchObject({
      contact_id: desk.contactId,
      name: SEKAR.name,
      fields: [
        { field: "name", value: SEKAR.name, source: { at: TOLD_AT } },
        { field: "email", value: "", source: entered },
        { field: "lead_status", value: "none" },
        { field: "tags", value: "a", source: entered },
      ],
      timeline: [{ kind: "event" }, { kind: "event" }],
      has_more: true,
    });
    expect(shown.identities).toHaveLength(2);
  });

  it("refuses who is not there, and odd limits", async () => {
    const desk = await setupDesk();
    const show = (contact: string, limit?: number) =>
      codeOf(
        desk.t.query(internal.ops.showContact, {
          workspace: "demo",
          contact,
          limit,
        }),
      );
    expect(await show("Nobody")).toBe("not_found");
    expect(await show("0101", 0)).toBe("invalid_limit");
  });
});
