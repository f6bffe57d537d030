/** The rows behind `crons.ts`: one per entry, with the time of its next run. */
import { z } from "zod";
import type { StoredDocument, Transaction } from "../engine";
import type { CronSpecs } from "../execution/functions";
import { parsedRows } from "../host/systemTables";
import type { JSONValue } from "../values/json";
import { cronSchedule, firstRun } from "./cronTime";

const cronRow = z.object({
  component: z.string(),
  identifier: z.string(),
  name: z.string(),
  args: z.tuple([z.custom<JSONValue>()]),
  schedule: cronSchedule,
  nextTs: z.number(),
  /** A started action; no run starts beside it. */
  running: z.boolean(),
});
export type CronRow = z.infer<typeof cronRow> & { rowId: string };

export interface CronDiff {
  added: string[];
  updated: string[];
  deleted: string[];
}

/** The entry that a row holds. */
export function readCron(document: StoredDocument): CronRow {
  return { ...cronRow.parse(document.value), rowId: document.id };
}

/** Every entry, of every component. */
export function allCrons(tx: Transaction): CronRow[] {
  return parsedRows(tx, "_cron_jobs", cronRow);
}

/** The next run is kept unless the schedule changed. */
export function applyCrons(
  tx: Transaction,
  component: string,
  specs: CronSpecs,
): CronDiff {
  const diff: CronDiff = { added: [], updated: [], deleted: [] };
  const stored = new Map(
    allCrons(tx)
      .filter((row) => row.component === component)
      .map((row) => [row.identifier, row]),
  );
  for (const [identifier, spec] of Object.entries(specs)) {
    const schedule = cronSchedule.parse(spec.schedule);
    const { name, args } = spec;
    const row = stored.get(identifier);
    stored.delete(identifier);
    if (row === undefined) {
      const nextTs = firstRun(schedule, tx.now);
      const cron = { component, identifier, name, args, schedule, nextTs };
      tx.system.insert("", "_cron_jobs", { ...cron, running: false });
      diff.added.push(identifier);
      continue;
    }
    const rescheduled = !same(row.schedule, schedule);
    if (!rescheduled && row.name === name && same(row.args, args)) {
      continue;
    }
    const nextTs = rescheduled ? firstRun(schedule, tx.now) : row.nextTs;
    tx.system.patch("", row.rowId, { name, args, schedule, nextTs });
    diff.updated.push(identifier);
  }
  for (const [identifier, row] of stored) {
    tx.system.remove("", row.rowId);
    diff.deleted.push(identifier);
  }
  return diff;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
