/** What people see of a message that was edited or deleted. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { edit, inbound, revoke, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { deliver } from "../support/requests";
import { onlyRow } from "../support/rows";
import { setupDemo, type TestConvex } from "../support/setup";
import { addMember } from "../support/tenants";

useConvexEnvironment();

const CARD = "kartu 4111";
const WRONG = "jalan Melati 3";

let t: TestConvex;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, workspaceId } = await setupDemo());
  await deliver(
    t,
    inbound({ id: "w1", person: SEKAR, at: 0, text: WRONG }),
    edit({ id: "e1", person: SEKAR, at: 5, text: "jalan Melati 5" }, "w1"),
    inbound({ id: "w2", person: SEKAR, at: 10, text: CARD }),
    revoke({ id: "d1", person: SEKAR, at: 15 }, "w2"),
  );
});

async function listAs(role: Doc<"members">["role"]) {
  const member = await addMember(t, workspaceId, role);
  const { page } = await member.query(api.messages.listByConversation, {
    conversation_id: (await onlyRow(t, "conversations"))._id,
    paginationOpts: { numItems: 10, cursor: null },
  });
  return page;
}

describe("the list of messages", () => {
  it.each(["viewer", "agent"] as const)(
    "shows a %s what a message says now, and nothing of what it said",
    async (role) => {
      const [deleted, edited] = await listAs(role);
      expect(edited).toMatchObject({ text: "jalan Melati 5" });
      expect(edited?.edited_at).toBeDefined();
      expect(deleted?.revoked_at).toBeDefined();
      expect(deleted).not.toHaveProperty("text");
      const all = JSON.stringify([deleted, edited]);
      expect(all).not.toContain(CARD);
      expect(all).not.toContain(WRONG);
    },
  );

  it.each(["admin", "owner"] as const)(
    "shows an %s what was said before too",
    async (role) => {
      const [deleted, edited] = await listAs(role);
      expect(edited).toMatchObject({
        original: { content: { text: WRONG } },
        edits: [{ content: { text: "jalan Melati 5" } }],
      });
      expect(deleted).not.toHaveProperty("text");
      expect(deleted).toMatchObject({ original: { content: { text: CARD } } });
    },
  );
});
