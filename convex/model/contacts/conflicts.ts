/** A field that somebody changed since the caller looked at it. */
import { v } from "convex/values";
import {
  customFieldPath,
  SINGLE_FIELDS,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import type { Expected } from "./change";
import type { FieldChange } from "./checkChange";
import { findLastEdit, recordedState } from "./events";
import { stateOf, type SingleValue } from "./fieldStates";
import { vActor } from "./tables";

/** What stands in the field instead, by whom and since when. */
export const vConflict = v.object({
  field: v.string(),
  value: v.union(v.string(), v.number(), v.null()),
  actor: vActor,
  at: v.optional(v.number()),
});
export type Conflict = typeof vConflict.type;

/**
 * Conflicts of changes with what others did since the caller saw `expected`. A
 * field that has the wanted value already conflicts with nobody.
 */
export async function findConflicts(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  changes: readonly FieldChange[],
  expected: Expected,
): Promise<Conflict[]> {
  const conflicts: Conflict[] = [];
  for (const change of changes) {
    if (change.field === "tags") {
      continue;
    }
    const seen = seenOf(expected, change.field);
    if (
      seen !== undefined &&
      stateOf(contact, change.field).value !== change.value
    ) {
      const conflict = await findConflict(ctx, contact, change.field, seen);
      conflicts.push(...(conflict === null ? [] : [conflict]));
    }
  }
  return conflicts;
}

function seenOf(
  expected: Expected,
  path: SingleField,
): SingleValue | undefined {
  const field = SINGLE_FIELDS.find((name) => name === path);
  if (field !== undefined) {
    return expected[field];
  }
  const custom = Object.entries(expected.custom_values ?? {});
  return custom.find(([key]) => customFieldPath(key) === path)?.[1];
}

/**
 * Who made of `seen` what a field holds now; null when it is still the same, or
 * when only WhatsApp changed it: what a person types counts more anyway.
 */
export async function findConflict(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  field: SingleField,
  seen: SingleValue,
): Promise<Conflict | null> {
  const { value, source } = stateOf(contact, field);
  if (value === seen) {
    return null;
  }
  if (field === "name" && source?.source !== "human") {
    // Somebody may have given it back to WhatsApp.
    const last = await findLastEdit(ctx, contact._id, field);
    return last !== null && recordedState(last.old_json)?.value === seen
      ? { field, value, actor: last.actor, at: last.at }
      : null;
  }
  return {
    field,
    value,
    actor:
      source?.by === undefined
        ? { kind: "system" }
        : { kind: "member", user_id: source.by },
    at: source?.at,
  };
}
