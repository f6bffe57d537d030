/**
 * Why a change to a contact, a note, a custom field or a bulk job was refused:
 * the code the page has a text for, what it is about, and a sentence. The
 * sentences hold no values: what is thrown is logged.
 */
import {
  MAX_CHOICES,
  MAX_CUSTOM_FIELDS,
  MAX_LABEL_CHARACTERS,
} from "./customFields";
import { MAX_TAG_CHARACTERS, MAX_TAGS } from "./tags";
import {
  MAX_DETAIL_CHARACTERS,
  MAX_NAME_CHARACTERS,
  MAX_TEXT_CHARACTERS,
} from "../text/limits";

/** Codes of what people enter; see also `errors.ts`. */
export const EDIT_ERROR_CODES = [
  "invalid_name",
  "invalid_email",
  "unknown_owner",
  "invalid_status_step",
  "invalid_tag",
  "too_many_tags",
  "unknown_field",
  "invalid_value",
  "invalid_note",
  "invalid_label",
  "label_taken",
  "invalid_choices",
  "too_many_fields",
  "invalid_order",
  "nothing_to_change",
  "invalid_selection",
  "job_running",
  "undo_expired",
  /** An error of ours kept one contact of a bulk job from being changed. */
  "change_failed",
] as const;

export type EditErrorCode = (typeof EDIT_ERROR_CODES)[number];

const refuse = <Code extends EditErrorCode>(
  code: Code,
  what: string,
  message: string,
) => ({ code, what, message });

/** Most contacts that one call may name by their ids. */
export const MAX_SELECTED_IDS = 500;

export const EDIT_REFUSALS = {
  invalidName: refuse(
    "invalid_name",
    "name",
    `A name has at most ${MAX_NAME_CHARACTERS} characters.`,
  ),
  invalidEmail: refuse(
    "invalid_email",
    "email",
    "This is no e-mail address, such as ann@example.com.",
  ),
  unknownOwner: refuse(
    "unknown_owner",
    "owner_id",
    "The owner must be a member of the workspace.",
  ),
  invalidStatusStep: refuse(
    "invalid_status_step",
    "lead_status",
    "People cannot move a contact from its status to this one.",
  ),
  invalidTag: refuse(
    "invalid_tag",
    "tags",
    `A tag has 1 to ${MAX_TAG_CHARACTERS} characters.`,
  ),
  tooManyTags: refuse(
    "too_many_tags",
    "tags",
    `A contact has at most ${MAX_TAGS} tags.`,
  ),
  unknownField: refuse(
    "unknown_field",
    "custom_values",
    "The workspace has no such field, or it is archived.",
  ),
  invalidValue: refuse(
    "invalid_value",
    "custom_values",
    `The value does not fit its field: text up to ${MAX_DETAIL_CHARACTERS} characters, a number, a date such as 2026-11-27, or one of the choices.`,
  ),
  invalidNote: refuse(
    "invalid_note",
    "text",
    `A note has 1 to ${MAX_TEXT_CHARACTERS} characters.`,
  ),
  invalidLabel: refuse(
    "invalid_label",
    "label",
    `A field's label has 1 to ${MAX_LABEL_CHARACTERS} characters.`,
  ),
  labelTaken: refuse(
    "label_taken",
    "label",
    "Another field has this label; choose another one.",
  ),
  invalidChoices: refuse(
    "invalid_choices",
    "choices",
    `A choice field, and no other, has 1 to ${MAX_CHOICES} different choices of at most ${MAX_LABEL_CHARACTERS} characters.`,
  ),
  tooManyFields: refuse(
    "too_many_fields",
    "fields",
    `A workspace has at most ${MAX_CUSTOM_FIELDS} fields in use; archive one first.`,
  ),
  invalidOrder: refuse(
    "invalid_order",
    "field_ids",
    "The order must name every field in use once.",
  ),
  nothingToChange: refuse(
    "nothing_to_change",
    "change",
    "Say what to change: tags, owner, status or a custom field.",
  ),
  invalidSelection: refuse(
    "invalid_selection",
    "contact_ids, filter",
    `Choose contacts by a filter, or by 1 to ${MAX_SELECTED_IDS} ids.`,
  ),
  jobRunning: refuse(
    "job_running",
    "job_id",
    "The job is not over yet; cancel it or wait for it.",
  ),
  undoExpired: refuse(
    "undo_expired",
    "job_id",
    "The job is over for more than 30 days; it cannot be undone any more.",
  ),
} as const;

export type EditRefusalName = keyof typeof EDIT_REFUSALS;
