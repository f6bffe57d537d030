/** Handoffs name a session and nothing else. */
import { describe, expect, it, vi } from "vitest";
import { internal } from "../../../../convex/_generated/api";
import { handoff, inbound, SEKAR, storyTimeMs } from "../../../support/bodies";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

const message = inbound({ id: "w1", person: SEKAR, at: 0, session: "s1" });
const NOTE = {
  outcome: "handoff",
  at: storyTimeMs(5),
  workflow_execution_id: "execution-1",
  reason: "Minta staf",
};

describe("a handoff", () => {
  it("is noted on the conversation of its session, in either order", async () => {
    for (const tellings of permutations([message, handoff("s1", 5)])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        workflow: NOTE,
      });
      expect(await rowsOf(t, "parkedEvents")).toEqual([]);
    }
  });

  it("waits without limit for a session that nobody knows", async () => {
    const { t } = await setupDemo();
    await deliver(t, handoff("s1", 5), handoff("s1", 5), handoff("s2", 5));
    expect(await rowsOf(t, "conversations")).toEqual([]);
    const parked = await rowsOf(t, "parkedEvents");
    expect(parked.map((row) => row.target)).toEqual([
      "session:s1",
      "session:s2",
    ]);
    vi.advanceTimersByTime(400 * 24 * 60 * 60 * 1000);
    await t.mutation(internal.ops.retentionSweep, {});
    expect(await rowsOf(t, "parkedEvents")).toHaveLength(2);
    await deliver(t, message);
    expect(await onlyRow(t, "conversations")).toMatchObject({ workflow: NOTE });
    expect(await onlyRow(t, "parkedEvents")).toMatchObject({
      target: "session:s2",
    });
  });

  it("gives way to a later one only, in any order", async () => {
    for (const tellings of permutations([
      message,
      handoff("s1", 5),
      handoff("s1", 9, "2"),
    ])) {
      const { t } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "conversations")).toMatchObject({
        workflow: { at: storyTimeMs(9), workflow_execution_id: "execution-2" },
      });
    }
  });

  it("does not count as activity", async () => {
    const { t } = await setupDemo();
    await deliver(t, message, handoff("s1", 500));
    expect(await onlyRow(t, "conversations")).toMatchObject({
      last_message_at: storyTimeMs(0),
      unread_count: 1,
    });
  });
});
