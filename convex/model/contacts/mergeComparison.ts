/** Two contacts side by side, as people see them before they merge. */
import { v } from "convex/values";
import {
  customFieldPath,
  SINGLE_FIELDS,
} from "../../../src/lib/crm/contactEvents";
import { vFieldSource } from "../../../src/lib/crm/contactFields";
import type { Doc } from "../../_generated/dataModel";
import { stateOf } from "./fieldStates";
import { vSide } from "./mergePlan";
import { vCustomValue } from "./tables";

type Contact = Doc<"contacts">;

/** One side's value with where it came from, where that is known. */
const vSideValue = v.object({
  value: v.optional(vCustomValue),
  source: v.optional(vFieldSource),
});
type SideValue = typeof vSideValue.type;

/** A field that both sides may have, as the comparison shows it. */
export const vComparedField = v.object({
  /** "name", "email", …; "custom_values.<key>" for a field of the workspace. */
  field: v.string(),
  survivor: vSideValue,
  duplicate: vSideValue,
  is_different: v.boolean(),
  /** Whose value the merged contact has; absent where neither has one. */
  chosen: v.optional(vSide),
  /** False for what cannot be chosen: the newest counts. */
  is_choice: v.boolean(),
});
type ComparedField = typeof vComparedField.type;

/** What people should know before they merge. */
export const vMergeWarning = v.union(
  v.literal("both_are_customers"),
  v.literal("different_owners"),
  v.literal("marketing_stopped"),
  v.literal("different_emails"),
);

/** Both sides field by field, and what the merged contact has. */
export function compareFields(
  survivor: Contact,
  loser: Contact,
  merged: Contact,
): ComparedField[] {
  const sides: Sides = [survivor, loser, merged];
  const customKeys = [survivor, loser].flatMap((contact) =>
    Object.keys(contact.custom_values ?? {}),
  );
  const told = ["phone", "username"] as const;
  const said = [
    ...SINGLE_FIELDS,
    ...[...new Set(customKeys)].sort().map(customFieldPath),
  ];
  return [
    ...told.map((field) =>
      compare(field, field === "phone", sides, (contact) => ({
        value: contact[field],
        source: contact.field_sources[field],
      })),
    ),
    ...said.map((field) =>
      compare(field, true, sides, (contact) => {
        const { value, source } = stateOf(contact, field);
        return { value: value ?? undefined, source };
      }),
    ),
  ];
}

type Sides = [survivor: Contact, loser: Contact, merged: Contact];

function compare(
  field: string,
  is_choice: boolean,
  sides: Sides,
  read: (contact: Contact) => SideValue,
): ComparedField {
  const [survivor, loser, merged] = sides;
  const [ours, theirs, result] = [read(survivor), read(loser), read(merged)];
  const chosen = result.value === ours.value ? "survivor" : "duplicate";
  return {
    field,
    survivor: ours,
    duplicate: theirs,
    is_different: ours.value !== theirs.value,
    chosen: result.value === undefined ? undefined : chosen,
    is_choice,
  };
}

/** What people should mind about these two. */
export function warnAbout(
  survivor: Contact,
  loser: Contact,
): (typeof vMergeWarning.type)[] {
  const differ = <T>(read: (contact: Contact) => T | undefined) =>
    read(survivor) !== undefined &&
    read(loser) !== undefined &&
    read(survivor) !== read(loser);
  const isCustomer = ({ lead_status }: Contact) => lead_status === "customer";
  const hasStopped = ({ marketing }: Contact) =>
    marketing?.status === "stopped";
  const warnings: [boolean, typeof vMergeWarning.type][] = [
    [isCustomer(survivor) && isCustomer(loser), "both_are_customers"],
    [differ((contact) => contact.owner_id), "different_owners"],
    [hasStopped(survivor) !== hasStopped(loser), "marketing_stopped"],
    [differ((contact) => contact.email_normalized), "different_emails"],
  ];
  return warnings.flatMap(([isSo, warning]) => (isSo ? [warning] : []));
}
