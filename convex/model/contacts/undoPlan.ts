/** What people had said of a contact before a merge, and since. Pure. */
import {
  customFieldPath,
  type SingleField,
} from "../../../src/lib/crm/contactEvents";
import type { FieldSource } from "../../../src/lib/crm/contactFields";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc } from "../../_generated/dataModel";
import { stateOf, withState, type FieldState } from "./fieldStates";
import type { EventFacts } from "./own";
import { ownFactsOf } from "./own";
import type { PeopleFields } from "./peopleFields";

type Contact = Doc<"contacts">;
type MergeRow = Pick<Doc<"mergeLog">, "people_before" | "people_after">;

/** What people say of a contact, with its sources and no others. */
export function peopleFieldsOf(contact: Contact): PeopleFields {
  const { email, owner_id, lead_status, tags, custom_values } =
    contact.field_sources;
  return withoutAbsent({
    email: contact.email,
    email_normalized: contact.email_normalized,
    owner_id: contact.owner_id,
    lead_status: contact.lead_status,
    custom_values: contact.custom_values,
    tags: contact.tags,
    field_sources: withoutAbsent({
      email,
      owner_id,
      lead_status,
      tags,
      custom_values,
    }),
  });
}

/** The contact saying by itself what WhatsApp tells, and of people what it does. */
export function withFacts(contact: Contact, facts: EventFacts): Contact {
  const told = facts.field_sources;
  return {
    ...contact,
    ...facts,
    field_sources: withoutAbsent({
      ...peopleFieldsOf(contact).field_sources,
      phone: told.phone,
      bsuid: told.bsuid,
      parent_bsuid: told.parent_bsuid,
      username: told.username,
      name: told.name,
    }),
  };
}

/** Reads fields of a `people_before` or `people_after` as of a contact. */
const withPeople = (contact: Contact, people: PeopleFields): Contact => ({
  ...contact,
  email: people.email,
  email_normalized: people.email_normalized,
  owner_id: people.owner_id,
  lead_status: people.lead_status,
  custom_values: people.custom_values,
  tags: people.tags,
  field_sources: people.field_sources,
});

const isSame = (a: FieldState, b: FieldState): boolean =>
  a.value === b.value &&
  a.source?.at === b.source?.at &&
  a.source?.source === b.source?.source;

/**
 * A contact once a merge is taken back: what the merge brought of what people
 * say goes, where they have not changed it since.
 *
 * @param others those that stay merged into it: they fill what becomes empty
 */
export function withoutBrought(
  contact: Contact,
  { people_before, people_after }: MergeRow,
  others: readonly Contact[],
): Contact {
  if (people_before === undefined || people_after === undefined) {
    return contact;
  }
  const before = withPeople(contact, people_before);
  const after = withPeople(contact, people_after);
  let next = contact;
  for (const field of fieldsOf(before, after)) {
    const [was, became] = [stateOf(before, field), stateOf(after, field)];
    const isBrought =
      !isSame(was, became) && isSame(stateOf(contact, field), became);
    if (isBrought) {
      next = withState(next, field, sayable(was, field, others));
    }
  }
  return withTagsOf(next, before, after, others);
}

function fieldsOf(...contacts: Contact[]): SingleField[] {
  const keys = contacts.flatMap((contact) => [
    ...Object.keys(contact.custom_values ?? {}),
    ...Object.keys(contact.field_sources.custom_values ?? {}),
  ]);
  return [
    "email",
    "owner_id",
    "lead_status",
    ...[...new Set(keys)].map(customFieldPath),
  ];
}

/** What it was, or what one of those who stay merged into it says. */
function sayable(
  was: FieldState,
  field: SingleField,
  others: readonly Contact[],
): FieldState {
  const isEmpty = ({ value }: FieldState) => value === null || value === "none";
  return isEmpty(was)
    ? (others
        // One that others were merged into does not say its own.
        .filter(({ own }) => own === undefined)
        .map((other) => stateOf(other, field))
        .find((state) => !isEmpty(state)) ?? was)
    : was;
}

function withTagsOf(
  contact: Contact,
  before: Contact,
  after: Contact,
  others: readonly Contact[],
): Contact {
  const theirs = new Set(others.flatMap((one) => ownFactsOf(one).tags));
  const stays = (tag: string) =>
    before.tags.includes(tag) || !after.tags.includes(tag) || theirs.has(tag);
  // Tags that people took off when they merged come back with the undo.
  const dropped = before.tags.filter((tag) => !after.tags.includes(tag));
  const tags = [...new Set([...contact.tags.filter(stays), ...dropped])].sort();
  const sourceOf = (one: Contact) => one.field_sources.tags;
  const isUnchanged = isSameSource(sourceOf(contact), sourceOf(after));
  return {
    ...contact,
    tags,
    field_sources: withoutAbsent({
      ...contact.field_sources,
      tags: isUnchanged ? sourceOf(before) : sourceOf(contact),
    }),
  };
}

const isSameSource = (a?: FieldSource, b?: FieldSource): boolean =>
  a?.at === b?.at && a?.source === b?.source;

/**
 * The contact with the name that people have given it since the merge, or given
 * back to WhatsApp; as it is where the name is what the contacts' own come to.
 *
 * @param contact as it says what stays
 * @param row as it was, with all that was merged into it
 * @param together what they all said by their own facts
 */
export function withEditedName(
  contact: Contact,
  row: Contact,
  together: EventFacts,
  { merged_at }: Pick<Doc<"mergeLog">, "merged_at">,
): Contact {
  const source = row.field_sources.name;
  const own = together.field_sources.name;
  const isOwn = row.name === together.name && isSameSource(source, own);
  const isChoice = source?.source === "human" && source.at === merged_at;
  if (isOwn || isChoice) {
    return contact;
  }
  return source?.source === "human"
    ? withState(contact, "name", { value: row.name ?? null, source })
    : withState(contact, "name", { value: null, source: undefined });
}
