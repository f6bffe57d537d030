/** Two conversations of one contact, on two of our numbers. */
import { describe, expect, it } from "vitest";
import { api } from "../../../convex/_generated/api";
import { findErrors } from "../../support/books";
import { inbound, storyTimeMs } from "../../support/bodies";
import { useConvexEnvironment } from "../../support/environment";
import { A } from "../../support/mergeWorld";
import { deliver } from "../../support/requests";
import { onlyRow, rowsOf } from "../../support/rows";
import { drain, setupDemo } from "../../support/setup";

useConvexEnvironment();

describe("two conversations of one contact", () => {
  it("become one and are taken apart, with what came in between", async () => {
    const SECOND = "100000000000018";
    const { t, asOwner, workspaceId } = await setupDemo();
    await t.run(
      async (ctx) =>
        await ctx.db.insert("phoneNumbers", {
          phone_number_id: SECOND,
          workspace_id: workspaceId,
          status: "active",
        }),
    );
    const on = (id: string, at: number, phoneNumberId?: string) =>
      inbound({ id, person: A, at, phoneNumberId, session: null });
    await deliver(t, on("one", 0), on("two", 1, SECOND));
    const [first, second] = await rowsOf(t, "conversations");
    if (first === undefined || second === undefined) {
      throw new Error("there is a conversation on each number");
    }
    const { merge_id } = await asOwner.mutation(api.conversations.merge, {
      survivor_id: first._id,
      duplicate_id: second._id,
    });
    await deliver(t, on("three", 2, SECOND), on("four", 3));
    const contact_id = (await onlyRow(t, "contacts"))._id;
    const shown = async () =>
      (
        await asOwner.query(api.conversations.listByContact, { contact_id })
      ).map((row) => [row.phone_number_id, row.message_count]);
    expect(await shown()).toEqual([[first.phone_number_id, 4]]);
    expect(await findErrors(t)).toEqual([]);
    const about = { conversation_id: first._id };
    await asOwner.mutation(api.conversations.markRead, about);
    await asOwner.mutation(api.conversations.markUnread, about);
    expect(await findErrors(t)).toEqual([]);
    await asOwner.mutation(api.conversations.undoMerge, { merge_id });
    await drain(t);
    expect((await shown()).sort()).toEqual([
      [first.phone_number_id, 2],
      [SECOND, 2],
    ]);
    expect(await findErrors(t)).toEqual([]);
    expect(storyTimeMs(3)).toBe(
      (await rowsOf(t, "conversations"))[0]?.last_message_at,
    );
  });
});
