import type { TestConvex } from "./setup";

/**
 * A row that no code of ours writes: the message it waits for cannot be stored,
 * and fails only after its contact, conversation and row were written.
 */
export async function poison(
  t: TestConvex,
  kapsoMessageId: string,
): Promise<void> {
  await t.run(
    async (ctx) =>
      await ctx.db.insert("parkedEvents", {
        target: `message:${kapsoMessageId}`,
        fingerprint: "poison",
        event: {
          kind: "workflow",
          outcome: "handoff",
          at: 1,
          kapso_conversation_id: "none",
          workflow_execution_id: "none",
        },
        parked_at: 1,
      }),
  );
}

/** Takes the poison out again: the message can be stored from now on. */
export async function cure(t: TestConvex): Promise<void> {
  await t.run(async (ctx) => {
    const rows = await ctx.db.query("parkedEvents").collect();
    for (const { _id } of rows) {
      await ctx.db.delete("parkedEvents", _id);
    }
  });
}
