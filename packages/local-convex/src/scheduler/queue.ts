/**
 * The rows of scheduled functions. `_scheduled_functions` is what guests see,
 * in the component that scheduled; `_jobs` is the queue over all components.
 * Both change in one transaction, so a rolled-back mutation schedules nothing.
 */
import { z } from "zod";
import { type FunctionAddress, scheduledName } from "../components/references";
import type { QuerySource, StoredDocument, Transaction } from "../engine";
import { DeveloperError } from "../errors";
import { checkStorable } from "../execution/validation";
import { indexRange, systemRows } from "../host/systemTables";
import type { JSONObject, JSONValue } from "../values/json";
import { valueSize } from "../values/size";

/** A run may be asked for at most five years away, in both directions. */
const MAX_DISTANCE_MS = 5 * 365 * 24 * 3600 * 1000;
/** Bytes of one call's arguments (docs.convex.dev/production/state/limits). */
const MAX_ARGS = 4 * 2 ** 20;

/** A scheduled function: the component that scheduled it and the row there. */
export interface ScheduledId {
  component: string;
  id: string;
}

const jobRow = z.object({
  /** Where the `_scheduled_functions` row lives. */
  component: z.string(),
  scheduledId: z.string(),
  targetComponent: z.string(),
  path: z.string(),
  kind: z.enum(["mutation", "action"]),
  /** When to run, ms; null once an action has started. */
  nextTs: z.number().nullable(),
});
export type JobRow = z.infer<typeof jobRow> & { rowId: string };

const scheduledRow = z.object({
  /** One element, the arguments object; the host wrote it, so it is not walked again. */
  args: z.tuple([z.custom<JSONValue>()]),
  state: z.object({
    kind: z.enum(["pending", "inProgress", "success", "failed", "canceled"]),
  }),
});
export type ScheduledRow = z.infer<typeof scheduledRow>;

export type ScheduledState =
  | { kind: "inProgress" | "success" | "canceled" }
  | { kind: "failed"; error: string };

export interface ScheduleRequest {
  /** The component that schedules; it owns the row. */
  component: string;
  target: FunctionAddress;
  kind: "mutation" | "action";
  /** Unix time in seconds, as the system call has it. */
  seconds: number;
  args: JSONValue;
  /** The scheduled action that asks, if one does: canceled ones schedule nothing. */
  parent: ScheduledId | null;
}

/** Returns the id of the new `_scheduled_functions` row. */
export function scheduleFunction(
  tx: Transaction,
  request: ScheduleRequest,
): string {
  const scheduledTime = request.seconds * 1000;
  if (Math.abs(scheduledTime - tx.now) > MAX_DISTANCE_MS) {
    throw new DeveloperError(
      "Functions can be scheduled at most 5 years away from now.",
    );
  }
  const name = scheduledName(request.target.path);
  checkStorable(`Invalid arguments for ${name}`, [request.args]);
  const argsBytes = valueSize(request.args);
  if (argsBytes > MAX_ARGS) {
    throw new DeveloperError(
      `The arguments of a scheduled function are too large (actual: ${argsBytes} bytes, limit: ${MAX_ARGS} bytes)`,
    );
  }
  const parent = request.parent && readScheduled(tx, request.parent);
  const canceled = parent?.state.kind === "canceled";
  const id = tx.system.insert(request.component, "_scheduled_functions", {
    name,
    args: [request.args],
    scheduledTime,
    state: { kind: canceled ? "canceled" : "pending" },
    ...(canceled ? { completedTime: tx.now } : {}),
  });
  tx.recordScheduled(argsBytes);
  if (!canceled) {
    tx.system.insert("", "_jobs", {
      component: request.component,
      scheduledId: id,
      targetComponent: request.target.component,
      path: request.target.path,
      kind: request.kind,
      nextTs: Math.max(scheduledTime, tx.now),
    });
  }
  return id;
}

/** Pending and running functions become canceled; finished ones stay as they are. */
export function cancelFunction(
  tx: Transaction,
  target: ScheduledId,
  self: ScheduledId | null,
): void {
  if (target.id === self?.id && target.component === self.component) {
    throw new DeveloperError("A scheduled mutation cannot cancel itself.");
  }
  const row = readScheduled(tx, target);
  const kind = row?.state.kind;
  if (kind === "pending" || kind === "inProgress") {
    setState(tx, target, { kind: "canceled" });
  }
}

/** A scheduled function's row; null when it is gone. */
export function readScheduled(
  tx: Transaction,
  { component, id }: ScheduledId,
): ScheduledRow | null {
  const document = tx.system.get(component, id);
  return document === null ? null : scheduledRow.parse(document.value);
}

/** Every state but inProgress ends the run and stamps its time. */
export function setState(
  tx: Transaction,
  { component, id }: ScheduledId,
  state: ScheduledState,
): void {
  const patch: JSONObject = { state };
  if (state.kind !== "inProgress") {
    patch["completedTime"] = tx.now;
  }
  tx.system.patch(component, id, patch);
}

/** The job that a row holds. */
export function readJob(document: StoredDocument): JobRow {
  return { ...jobRow.parse(document.value), rowId: document.id };
}

export type JobKind = JobRow["kind"];

/** The jobs of one kind by time: the started ones (null) or, from 0 on, the waiting. */
export function jobsInOrder(
  tx: Transaction,
  kind: JobKind,
  which: "started" | "waiting",
): Iterable<StoredDocument> {
  const source = indexRange(
    "_jobs.by_kind_and_next_ts",
    { type: "Eq", fieldPath: "kind", value: kind },
    which === "started"
      ? { type: "Eq", fieldPath: "nextTs", value: null }
      : { type: "Gte", fieldPath: "nextTs", value: 0 },
  );
  return systemRows(tx, "", source);
}

/** The runs of a component that ended before `cutoff`, ms. */
export function finishedBefore(cutoff: number): QuerySource {
  return indexRange(
    "_scheduled_functions.by_completed_time",
    { type: "Gte", fieldPath: "completedTime", value: 0 },
    { type: "Lt", fieldPath: "completedTime", value: cutoff },
  );
}
