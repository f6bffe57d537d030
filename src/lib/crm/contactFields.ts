/**
 * A contact's fields: which of two versions of a field counts, and what follows
 * from the chosen ones. A total order, so that any order of learning gives one
 * contact: what a person entered beats the provider, the newest provider time
 * wins per field, and nothing that is absent ever overwrites.
 */
import { v, type Infer } from "convex/values";
import { normalizePhone, type NormalizedPhone } from "../phone/normalize";
import type { Party } from "./events";

/** Where a field's value came from and when the source said so (ms UTC). */
export const vFieldSource = v.object({
  at: v.number(),
  source: v.union(v.literal("provider"), v.literal("human")),
  /** The member; absent for WhatsApp and for operators. */
  by: v.optional(v.id("users")),
});
export type FieldSource = Infer<typeof vFieldSource>;

/** A field that a person emptied has a source and no value. */
export const vFieldSources = v.object({
  phone: v.optional(vFieldSource),
  bsuid: v.optional(vFieldSource),
  parent_bsuid: v.optional(vFieldSource),
  username: v.optional(vFieldSource),
  name: v.optional(vFieldSource),
  email: v.optional(vFieldSource),
  owner_id: v.optional(vFieldSource),
  lead_status: v.optional(vFieldSource),
  tags: v.optional(vFieldSource),
  /** By the custom field's key. */
  custom_values: v.optional(v.record(v.string(), vFieldSource)),
});
type FieldSources = Infer<typeof vFieldSources>;

/** What WhatsApp tells of a person; people may overrule the name. */
const FIELD_NAMES = [
  "phone",
  "bsuid",
  "parent_bsuid",
  "username",
  "name",
] as const;
type FieldName = (typeof FIELD_NAMES)[number];

/** The fields of a contact document that this file decides. */
export interface ContactFields extends Partial<Record<FieldName, string>> {
  /** E.164; absent when the number is none. */
  phone_normalized?: string;
  /** Its digits from the last to the first. */
  phone_reversed?: string;
  /** WhatsApp's own name while a person's stands. */
  provider_name?: { value: string; at: number };
  field_sources: FieldSources;
}

/** A field's value with its source. */
export interface FieldVersion<T extends string | number> extends FieldSource {
  value: T;
}

/**
 * What a person entered beats the provider; then the newer wins; at one instant
 * the greater value (by code units). Returns one of its arguments.
 */
export function mergeField<T extends string | number>(
  a: FieldVersion<T> | undefined,
  b: FieldVersion<T> | undefined,
): FieldVersion<T> | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  if (a.source !== b.source) {
    return a.source === "human" ? a : b;
  }
  if (a.at !== b.at) {
    return a.at > b.at ? a : b;
  }
  return b.value > a.value ? b : a;
}

/**
 * {@link mergeField} for what WhatsApp knows best, such as a number: it replaces
 * what a person claimed, in a file for example.
 */
function mergeTold<T extends string | number>(
  a: FieldVersion<T> | undefined,
  b: FieldVersion<T> | undefined,
): FieldVersion<T> | undefined {
  if (a !== undefined && b !== undefined && a.source !== b.source) {
    return a.source === "provider" ? a : b;
  }
  return mergeField(a, b);
}

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
 * A name as people and as WhatsApp have it. What people typed is shown; what
 * WhatsApp says meanwhile is kept, so that it can be given back at any time.
 */
interface NameSides {
  human: FieldVersion<string> | undefined;
  provider: FieldVersion<string> | undefined;
}

function nameSidesOf(contact: ContactFields): NameSides {
  const shown = versionOf(contact, "name");
  const kept = contact.provider_name && {
    ...contact.provider_name,
    source: "provider" as const,
  };
  return shown?.source === "human"
    ? { human: shown, provider: kept }
    : { human: undefined, provider: mergeField(shown, kept) };
}

/** The name to show, and WhatsApp's own where that is another. */
function mergeNames(current: ContactFields, incoming: ContactFields) {
  const before = nameSidesOf(current);
  const more = nameSidesOf(incoming);
  const human = mergeField(before.human, more.human);
  const provider = mergeField(before.provider, more.provider);
  return {
    shown: human ?? provider,
    kept: human && provider && { value: provider.value, at: provider.at },
    isChanged: human !== before.human || provider !== before.provider,
  };
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
  const names = mergeNames(current, incoming);
  let isChanged = names.isChanged;
  for (const field of FIELD_NAMES) {
    const before = versionOf(current, field);
    const after =
      field === "name"
        ? names.shown
        : mergeTold(before, versionOf(incoming, field));
    if (after !== undefined) {
      const { value, ...source } = after;
      next[field] = value;
      next.field_sources[field] = source;
      isChanged ||= field !== "name" && after !== before;
    }
  }
  next.provider_name = names.kept;
  return isChanged ? withDerived(current, next, defaultRegion) : null;
}

/** Fills what is computed from the chosen values. */
function withDerived(
  current: ContactFields,
  next: ContactFields,
  defaultRegion: string,
): ContactFields {
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

/** "+62812…" becomes "…21826": "ends in" is then "begins with". */
export function reverseDigits(phone: string): string {
  return [...phone.replace(/\D/g, "")].reverse().join("");
}

/** The marketing preference with the greater sequence. */
export function newerMarketing<T extends { sequence: number }>(
  a: T | undefined,
  b: T | undefined,
): T | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  return b.sequence > a.sequence ? b : a;
}
