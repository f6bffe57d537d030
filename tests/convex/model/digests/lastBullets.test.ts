/** Digests say nothing of what its author deleted. */
import { beforeEach, describe, expect, it } from "vitest";
import { internal } from "../../../../convex/_generated/api";
import type { Doc, Id } from "../../../../convex/_generated/dataModel";
import { loadLastBullets } from "../../../../convex/model/digests/lastBullets";
import { inbound, revoke, SEKAR } from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo, type TestConvex } from "../../../support/setup";

useConvexEnvironment();

const says = (id: string, at: number, text = "Ada stok?") =>
  inbound({ id, person: SEKAR, at, text });
const deletes = (id: string, at = 50) =>
  revoke({ id: `d-${id}`, person: SEKAR, at }, id);

let t: TestConvex;
let workspaceId: Id<"workspaces">;

beforeEach(async () => {
  ({ t, workspaceId } = await setupDemo());
});

async function messageOf(kapsoMessageId: string): Promise<Doc<"messages">> {
  const rows = await rowsOf(t, "messages");
  const found = rows.find((row) => row.kapso_message_id === kapsoMessageId);
  if (found === undefined) {
    throw new Error(`no message ${kapsoMessageId}`);
  }
  return found;
}

describe("a bullet of the last digest", () => {
  it("is not handed on when what it cites was deleted", async () => {
    await deliver(t, says("w1", 0), says("w2", 1), deletes("w2"));
    const [kept, gone] = [await messageOf("w1"), await messageOf("w2")];
    const bullet = (text: string, ...cited: Doc<"messages">[]) => ({
      kind: "request" as const,
      text,
      citations: cited.map(({ _id, conversation_id }) => ({
        message_id: _id,
        conversation_id,
      })),
    });
    const bullets = [
      { ...bullet("is a rule's", kept), by: "rules" as const },
      bullet("stands", kept),
      bullet("quotes", kept, gone),
      bullet("cites nobody"),
    ];
    const texts = await t.run(
      async (ctx) => await loadLastBullets(ctx, bullets),
    );
    expect(texts).toEqual(["stands", "cites nobody"]);
  });
});

describe("the window of a digest", () => {
  it("has no deleted message", async () => {
    await deliver(t, says("w1", 0), says("w2", 1), deletes("w1"));
    const { committed_at: last } = await messageOf("w2");
    if (typeof last !== "bigint") {
      throw new Error("a stored message was committed");
    }
    const { page } = await t.query(internal.digests.reads.window, {
      workspace_id: workspaceId,
      up_to: last,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.map(({ id }) => id)).toEqual([(await messageOf("w2"))._id]);
  });

  it("names what kind of message could not be passed on", async () => {
    await deliver(t, says("w1", 0));
    const { _id, committed_at: last } = await onlyRow(t, "messages");
    await t.run(
      async (ctx) =>
        await ctx.db.patch("messages", _id, {
          type: "unsupported",
          text: undefined,
          unsupported_type: "poll_creation",
        }),
    );
    const { page } = await t.query(internal.digests.reads.window, {
      workspace_id: workspaceId,
      up_to: typeof last === "bigint" ? last : 0n,
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page).toMatchObject([{ label: "[poll_creation]", text: "" }]);
  });
});
