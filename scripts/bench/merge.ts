/**
 * How long a merge takes whose duplicate has many messages, and its undo: until
 * the answer, and until the last row has moved.
 */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { formatColumns } from "../cli/columns";
import type { AdminClient } from "../sim/adminClient";
import {
  LOOK_EVERY_MS,
  withLongHistory,
  type LongHistory,
} from "./longHistory";

export interface MergeOptions {
  /** Messages of the duplicate. */
  messages: number;
  seed: number;
}

interface Duration {
  /** Until the answer. */
  answerMs: number;
  /** Until every row has moved. */
  doneMs: number;
}

export interface MergeReport {
  messages: number;
  startedAt: string;
  merge: Duration;
  undo: Duration;
}

const mergeSchema = z.object({ merge_id: z.string() });
const viewSchema = z.object({ state: z.string() });

async function measure(
  admin: AdminClient,
  start: () => Promise<string>,
  end: string,
): Promise<Duration & { mergeId: string }> {
  const startedAt = performance.now();
  const mergeId = await start();
  const answerMs = performance.now() - startedAt;
  for (;;) {
    const view = await admin.call("merges:get", {
      merge_id: mergeId,
      as_of: Date.now(),
    });
    if (viewSchema.parse(view).state === end) {
      return { mergeId, answerMs, doneMs: performance.now() - startedAt };
    }
    await delay(LOOK_EVERY_MS);
  }
}

async function mergeAndUndo({
  owner: admin,
  contactIds: [survivor, duplicate],
}: LongHistory): Promise<[Duration, Duration]> {
  const pair = {
    survivor_id: survivor ?? "",
    duplicate_id: duplicate ?? "",
  };
  const merge = await measure(
    admin,
    async () =>
      mergeSchema.parse(await admin.call("contacts:merge", pair)).merge_id,
    "done",
  );
  const { mergeId } = merge;
  const undo = await measure(
    admin,
    async () => {
      await admin.call("contacts:undoMerge", { merge_id: mergeId });
      return mergeId;
    },
    "undone",
  );
  return [merge, undo];
}

export async function benchMerge(
  { messages, seed }: MergeOptions,
  note: (text: string) => void,
): Promise<MergeReport> {
  const startedAt = new Date().toISOString();
  // A person who has written so much, and one who has written once.
  const options = { messages: [messages, 1], seed };
  const [merge, undo] = await withLongHistory(options, note, (history) => {
    note("merge and undo");
    return mergeAndUndo(history);
  });
  return { messages, startedAt, merge, undo };
}

export function formatMerge({ messages, merge, undo }: MergeReport): string {
  const row = (name: string, { answerMs, doneMs }: Duration) => [
    name,
    answerMs.toFixed(0),
    doneMs.toFixed(0),
    (messages / (doneMs / 1000)).toFixed(0),
  ];
  return [
    `a duplicate with ${messages} messages`,
    formatColumns(
      [
        { title: "" },
        { title: "answer ms", align: "right" },
        { title: "done ms", align: "right" },
        { title: "rows/s", align: "right" },
      ],
      [row("merge", merge), row("undo", undo)],
      Infinity,
    ),
  ].join("\n");
}
