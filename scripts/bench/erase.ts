/** How long it takes to erase a person with many messages, and in how many slices. */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { formatColumns } from "../cli/columns";
import { readTable } from "../sim/tables";
import {
  LOOK_EVERY_MS,
  withLongHistory,
  type LongHistory,
} from "./longHistory";

export interface EraseReport {
  messages: number;
  startedAt: string;
  /** Until the answer: then the person is in no list any more. */
  answerMs: number;
  /** Until nothing is left. */
  doneMs: number;
  slices: number;
  /** Rows removed or emptied. */
  rows: number;
  /** Of the server meanwhile; null where it cannot be told. */
  cpuSeconds: number | null;
}

const erasureSchema = z.object({
  slices: z.number(),
  removed: z.record(z.string(), z.number()),
  finished_at: z.number().optional(),
});

async function erase({ owner, admin, contactIds, cpuSeconds }: LongHistory) {
  const cpuBefore = await cpuSeconds();
  const startedAt = performance.now();
  await owner.call("contacts:erase", { contact_id: contactIds.at(-1) ?? "" });
  const answerMs = performance.now() - startedAt;
  for (;;) {
    const [row] = await readTable(admin, "erasures");
    const { slices, removed, finished_at } = erasureSchema.parse(row);
    if (finished_at !== undefined) {
      const cpu = await cpuSeconds();
      return {
        answerMs,
        doneMs: performance.now() - startedAt,
        slices,
        rows: Object.values(removed).reduce((sum, count) => sum + count, 0),
        cpuSeconds: cpu !== null && cpuBefore !== null ? cpu - cpuBefore : null,
      };
    }
    await delay(LOOK_EVERY_MS);
  }
}

export async function benchErase(
  { messages, seed }: { messages: number; seed: number },
  note: (text: string) => void,
): Promise<EraseReport> {
  const startedAt = new Date().toISOString();
  const options = { messages: [messages, 100], seed };
  const measured = await withLongHistory(options, note, async (history) => {
    note("erasing");
    return await erase(history);
  });
  return { messages, startedAt, ...measured };
}

export function formatErase(report: EraseReport): string {
  const columns = ["answer ms", "done ms", "cpu s", "slices", "rows"];
  return [
    `a person with ${report.messages} messages`,
    formatColumns(
      columns.map((title) => ({ title, align: "right" as const })),
      [
        [
          report.answerMs.toFixed(0),
          report.doneMs.toFixed(0),
          report.cpuSeconds?.toFixed(1) ?? "-",
          String(report.slices),
          String(report.rows),
        ],
      ],
      Infinity,
    ),
  ].join("\n");
}
