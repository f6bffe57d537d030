/**
 * A contact's fields: the newest provider time wins per field, what is missing
 * never overwrites, and what a person typed beats the provider. Pure.
 */
import {
  normalizePhone,
  type NormalizedPhone,
} from "../../../src/lib/phone/normalize";
import {
  mergeField,
  type FieldVersion,
} from "../../../src/lib/crm/contactFields";
import { foldedSpellings } from "../../../src/lib/text/fold";
import { maxTime } from "../../../src/lib/time/latest";
import type { Party } from "../../../src/lib/crm/events";
import type { Doc } from "../../_generated/dataModel";

type Contact = Doc<"contacts">;
/** What WhatsApp tells of a person; people may overrule it. */
const FIELD_NAMES = [
  "phone",
  "bsuid",
  "parent_bsuid",
  "username",
  "name",
] as const;
type FieldName = (typeof FIELD_NAMES)[number];

/** The fields of a contact document that this file decides. */
export type ContactFields = Pick<
  Contact,
  | "phone"
  | "phone_normalized"
  | "phone_reversed"
  | "bsuid"
  | "parent_bsuid"
  | "username"
  | "name"
  | "search_text"
  | "field_sources"
>;

export const NO_FIELDS: ContactFields = { field_sources: {} };

/** What the provider says about a person at a time, ready to be merged. */
export function toProviderFields(party: Party, at: number): ContactFields {
  const source = { at, source: "provider" as const };
  const fields: ContactFields = { field_sources: {} };
  for (const name of FIELD_NAMES) {
    if (party[name] !== undefined) {
      fields[name] = party[name];
      fields.field_sources[name] = source;
    }
  }
  return fields;
}

function versionOf(
  contact: ContactFields,
  name: FieldName,
): FieldVersion<string> | undefined {
  const value = contact[name];
  const source = contact.field_sources[name];
  return value === undefined || source === undefined
    ? undefined
    : { value, ...source };
}

/**
 * The fields after learning `incoming`, or null when nothing changes. The
 * result does not depend on the order in which facts are learned.
 */
export function mergeContactFields(
  current: ContactFields,
  incoming: ContactFields,
  defaultRegion: string,
): ContactFields | null {
  const next: ContactFields = { field_sources: { ...current.field_sources } };
  let isChanged = false;
  for (const name of FIELD_NAMES) {
    const before = versionOf(current, name);
    const after = mergeField(before, versionOf(incoming, name));
    if (after !== undefined) {
      next[name] = after.value;
      next.field_sources[name] = { at: after.at, source: after.source };
      isChanged ||= after !== before;
    }
  }
  return isChanged ? withDerived(current, next, defaultRegion) : null;
}

/** Fills what is computed from the chosen values. */
function withDerived(
  current: ContactFields,
  next: ContactFields,
  defaultRegion: string,
): ContactFields {
  next.search_text = searchTextOf(next);
  if (next.phone === undefined || next.phone === current.phone) {
    next.phone_normalized = current.phone_normalized;
    next.phone_reversed = current.phone_reversed;
    return next;
  }
  return { ...next, ...phoneFieldsOf(next.phone, defaultRegion) };
}

/**
 * What is computed from a number as it was received. Keys are never absent:
 * they would leave another number's values in the document.
 */
export function phoneFieldsOf(
  raw: string,
  defaultRegion: string,
): Pick<ContactFields, "phone_normalized" | "phone_reversed"> {
  const phone = normalizePhone(raw, defaultRegion);
  return {
    phone_normalized: phone.kind === "e164" ? phone.e164 : undefined,
    phone_reversed: reversedOf(phone),
  };
}

/**
 * What the search index reads of a contact: name and username in every folded
 * spelling, so that "muller" and "mueller" both find Müller.
 */
export function searchTextOf({
  name,
  username,
}: Pick<ContactFields, "name" | "username">): string | undefined {
  const words = [name, username].filter((word) => word !== undefined);
  return words.length > 0
    ? foldedSpellings(words.join(" ")).join(" ")
    : undefined;
}

function reversedOf(phone: NormalizedPhone): string | undefined {
  switch (phone.kind) {
    case "e164":
      return reverseDigits(phone.e164);
    case "raw":
      return reverseDigits(phone.digits);
    case "none":
      return undefined;
  }
}

/** "+62812…" becomes "…21826": an "ends with" search is then a prefix search. */
export function reverseDigits(phone: string): string {
  return [...phone.replace(/\D/g, "")].reverse().join("");
}

/** What the survivor of a merge takes from the loser. */
export function mergedContactPatch(
  survivor: Contact,
  loser: Contact,
  defaultRegion: string,
): Partial<Contact> {
  return {
    ...mergeContactFields(survivor, loser, defaultRegion),
    tags: [...new Set([...survivor.tags, ...loser.tags])].sort(),
    source:
      survivor.source === "whatsapp" || loser.source === "whatsapp"
        ? "whatsapp"
        : "history_sync",
    message_count: survivor.message_count + loser.message_count,
    last_message_at: maxTime(survivor.last_message_at, loser.last_message_at),
    lead_status:
      survivor.lead_status === "none"
        ? loser.lead_status
        : survivor.lead_status,
    marketing: newerMarketing(survivor.marketing, loser.marketing),
  };
}

/** The marketing preference with the greater sequence. */
export function newerMarketing(
  a: Contact["marketing"],
  b: Contact["marketing"],
): Contact["marketing"] {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return b.sequence > a.sequence ? b : a;
}
