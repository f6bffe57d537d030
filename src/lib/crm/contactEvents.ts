/** What is written down about a contact besides messages. */
import { validate } from "convex-helpers/validators";
import { v, type Infer } from "convex/values";
import { vFieldSource } from "./contactFields";

/**
 * Closed: the page has a sentence for each. Whoever changes a field, a member or
 * the service, writes "edited" with the field's name.
 */
export const CONTACT_EVENT_KINDS = [
  "edited",
  "note_added",
  "note_edited",
  "note_removed",
  "note_restored",
  "merged",
  "merge_undone",
  /** Made by an import; updates of an import are "edited". */
  "imported",
] as const;
export type ContactEventKind = (typeof CONTACT_EVENT_KINDS)[number];
export const vContactEventKind = v.union(
  ...CONTACT_EVENT_KINDS.map((kind) => v.literal(kind)),
);

const CUSTOM_PREFIX = "custom_values.";

/** Fields with one value that people edit. */
export const SINGLE_FIELDS = [
  "name",
  "email",
  "owner_id",
  "lead_status",
] as const;
export type CustomFieldPath = `${typeof CUSTOM_PREFIX}${string}`;
export type SingleField = (typeof SINGLE_FIELDS)[number] | CustomFieldPath;
/** What an event's `field` may be. */
export type EditedField = SingleField | "tags";

export const customFieldPath = (key: string): CustomFieldPath =>
  `${CUSTOM_PREFIX}${key}`;

/** The key in a path such as "custom_values.city". */
export const keyOfPath = (path: CustomFieldPath): string =>
  path.slice(CUSTOM_PREFIX.length);

/** The single field that a text names; null when it names none. */
export function asSingleField(text: string | undefined): SingleField | null {
  const known = SINGLE_FIELDS.find((field) => field === text);
  if (known !== undefined) {
    return known;
  }
  return text?.startsWith(CUSTOM_PREFIX)
    ? customFieldPath(text.slice(CUSTOM_PREFIX.length))
    : null;
}

export const vRecordedValue = v.union(
  v.string(),
  v.number(),
  v.array(v.string()),
  v.null(),
);
const vRecordedState = v.object({
  value: vRecordedValue,
  source: v.optional(vFieldSource),
});

/** A field's value at one moment, and where it came from. */
export type RecordedState = Infer<typeof vRecordedState>;

/** What a row keeps of a state; {@link parseState} reads it. */
export const stringifyState = (state: RecordedState): string =>
  JSON.stringify(state);

/** @throws Error for what {@link stringifyState} did not write. */
export function parseState(json: string): RecordedState {
  const state: unknown = JSON.parse(json);
  if (!validate(vRecordedState, state)) {
    throw new Error("an event keeps states -- invariant");
  }
  return state;
}
