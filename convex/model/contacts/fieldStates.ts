/**
 * A contact's editable fields, one by one: a value with its source, or none.
 * Pure: a contact in, a changed copy out.
 */
import { validate } from "convex-helpers/validators";
import {
  keyOfPath,
  type CustomFieldPath,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import { type FieldSource } from "../../../src/lib/crm/contactFields";
import { emailKey } from "../../../src/lib/crm/email";
import { LEAD_STATUSES } from "../../../src/lib/crm/leadStatus";
import { ownOf, withKey } from "../../../src/lib/values/records";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc } from "../../_generated/dataModel";
import { vUserId } from "../users/tables";

type Contact = Doc<"contacts">;
export type SingleValue = string | number | null;

/** A value with its source; a field that a person emptied has only the source. */
export interface FieldState {
  value: SingleValue;
  source: FieldSource | undefined;
}

export function stateOf(contact: Contact, field: SingleField): FieldState {
  switch (field) {
    case "name":
    case "email":
    case "owner_id":
    case "lead_status":
      return {
        value: contact[field] ?? null,
        source: contact.field_sources[field],
      };
    default: {
      const key = keyOfPath(field);
      return {
        value: ownOf(contact.custom_values, key) ?? null,
        source: ownOf(contact.field_sources.custom_values, key),
      };
    }
  }
}

/**
 * The contact with one field in another state. A name from WhatsApp, or none,
 * gives the field back: it shows WhatsApp's newest, whatever the state says.
 */
export function withState(
  contact: Contact,
  field: SingleField,
  { value, source }: FieldState,
): Contact {
  switch (field) {
    case "name":
      return withName(contact, value, source);
    case "email": {
      const email = textOrNone(value);
      const email_normalized = email && emailKey(email);
      return withSource({ ...contact, email, email_normalized }, field, source);
    }
    case "owner_id":
      return withSource(
        { ...contact, owner_id: validate(vUserId, value) ? value : undefined },
        field,
        source,
      );
    case "lead_status": {
      const lead_status =
        LEAD_STATUSES.find((status) => status === value) ?? "none";
      return withSource({ ...contact, lead_status }, field, source);
    }
    default:
      return withCustomValue(contact, field, value, source);
  }
}

const textOrNone = (value: SingleValue): string | undefined =>
  typeof value === "string" ? value : undefined;

const withSource = (
  contact: Contact,
  field: Exclude<SingleField, CustomFieldPath>,
  source: FieldSource | undefined,
): Contact => ({
  ...contact,
  field_sources: withoutAbsent({ ...contact.field_sources, [field]: source }),
});

function withName(
  contact: Contact,
  value: SingleValue,
  source: FieldSource | undefined,
): Contact {
  const { name, provider_name } = contact;
  const told =
    contact.field_sources.name?.source === "provider" && name !== undefined
      ? { value: name, at: contact.field_sources.name.at }
      : provider_name;
  const typed = source?.source === "human" ? textOrNone(value) : undefined;
  const shown =
    typed === undefined
      ? { ...contact, name: told?.value, provider_name: undefined }
      : { ...contact, name: typed, provider_name: told };
  const shownSource =
    typed === undefined
      ? told && { at: told.at, source: "provider" as const }
      : source;
  return withSource(shown, "name", shownSource);
}

function withCustomValue(
  contact: Contact,
  field: CustomFieldPath,
  value: SingleValue,
  source: FieldSource | undefined,
): Contact {
  const key = keyOfPath(field);
  return {
    ...contact,
    custom_values: withKey(contact.custom_values, key, value ?? undefined),
    field_sources: withoutAbsent({
      ...contact.field_sources,
      custom_values: withKey(contact.field_sources.custom_values, key, source),
    }),
  };
}
