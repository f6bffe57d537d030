/**
 * What people say of a contact, when two become one: per field what was said
 * last, and never nothing over something. Pure.
 */
import {
  mergeField,
  type FieldSource,
} from "../../../src/lib/crm/contactFields";
import { isServiceStatus } from "../../../src/lib/crm/leadStatus";
import { uniteTags } from "../../../src/lib/crm/tags";
import { ifAny, ownOf } from "../../../src/lib/values/records";
import type { Doc } from "../../_generated/dataModel";

type Contact = Doc<"contacts">;

/** What of a contact this file decides. */
export type PeopleFields = Pick<
  Contact,
  | "email"
  | "email_normalized"
  | "owner_id"
  | "lead_status"
  | "custom_values"
  | "tags"
  | "field_sources"
>;

/** A value that may be missing, and who said so. */
interface Said<T> {
  value: T | undefined;
  source: FieldSource | undefined;
}

/** The one said last; one with a value before one without. */
function lastSaid<T extends string | number>(a: Said<T>, b: Said<T>): Said<T> {
  if (a.value !== undefined && b.value !== undefined) {
    const first = { value: a.value, ...(a.source ?? UNKNOWN_SOURCE) };
    const second = { value: b.value, ...(b.source ?? UNKNOWN_SOURCE) };
    return mergeField(first, second) === first ? a : b;
  }
  if (a.value !== undefined || b.value !== undefined) {
    return a.value !== undefined ? a : b;
  }
  return (b.source?.at ?? 0) > (a.source?.at ?? 0) ? b : a;
}

/** Rows of before sources were kept: whatever has a source is newer. */
const UNKNOWN_SOURCE: FieldSource = { at: 0, source: "provider" };

/**
 * What `a` says after it has become one with `b`; `field_sources` names only
 * these fields, absent ones too. Does not depend on which is
 * which, except for two statuses that nobody entered: then `a` keeps its own.
 */
export function mergePeopleFields(
  a: PeopleFields,
  b: PeopleFields,
): PeopleFields {
  const email = lastSaid(saidEmail(a), saidEmail(b));
  const owner = lastSaid(saidOwner(a), saidOwner(b));
  const status = mergeStatus(a, b);
  const custom = mergeCustomValues(a, b);
  return {
    email: email.value,
    email_normalized: (email.value === a.email ? a : b).email_normalized,
    owner_id: owner.value,
    // A look at both histories says better what they are together.
    lead_status: status.value ?? (a.lead_status === "none" ? b : a).lead_status,
    tags: uniteTags(a.tags, b.tags),
    custom_values: custom.values,
    field_sources: {
      email: email.source,
      owner_id: owner.source,
      lead_status: status.source,
      tags: lastSaid<string>(
        { value: undefined, source: a.field_sources.tags },
        { value: undefined, source: b.field_sources.tags },
      ).source,
      custom_values: custom.sources,
    },
  };
}

const saidEmail = ({ email, field_sources }: PeopleFields) => ({
  value: email,
  source: field_sources.email,
});

const saidOwner = ({ owner_id, field_sources }: PeopleFields) => ({
  value: owner_id,
  source: field_sources.owner_id,
});

/** A status that a person gave counts; else any that no look can have given. */
function mergeStatus(
  a: PeopleFields,
  b: PeopleFields,
): Said<Contact["lead_status"]> {
  const [mine, other] = [saidStatus(a), saidStatus(b)];
  const isUnsourced = mine.source === undefined && other.source === undefined;
  return isUnsourced && mine.value !== undefined ? mine : lastSaid(mine, other);
}

function saidStatus(fields: PeopleFields): Said<Contact["lead_status"]> {
  const source = fields.field_sources.lead_status;
  const isSaid = source !== undefined || !isServiceStatus(fields.lead_status);
  return { value: isSaid ? fields.lead_status : undefined, source };
}

const saidCustom = (fields: PeopleFields, key: string) => ({
  value: ownOf(fields.custom_values, key),
  source: ownOf(fields.field_sources.custom_values, key),
});

function mergeCustomValues(a: PeopleFields, b: PeopleFields) {
  const values: Record<string, string | number> = {};
  const sources: Record<string, FieldSource> = {};
  const keys = [a, b].flatMap((fields) => [
    ...Object.keys(fields.custom_values ?? {}),
    ...Object.keys(fields.field_sources.custom_values ?? {}),
  ]);
  for (const key of new Set(keys)) {
    const said = lastSaid(saidCustom(a, key), saidCustom(b, key));
    if (said.value !== undefined) {
      values[key] = said.value;
    }
    if (said.source !== undefined) {
      sources[key] = said.source;
    }
  }
  return { values: ifAny(values), sources: ifAny(sources) };
}
