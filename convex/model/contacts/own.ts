/**
 * What events say of a contact. While others are merged into it, a contact says
 * what it and they say together, and keeps its own beside it (`own`); the merged
 * ones go on in their own rows. Each event is learned where it belongs and in the
 * whole, so that a merge can be undone as if it had never been.
 */
import { maxTime } from "../../../src/lib/time/latest";
import { hasChanges } from "../../../src/lib/values/hasChanges";
import { withoutAbsent } from "../../../src/lib/values/withoutAbsent";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import {
  mergeContactFields,
  newerMarketing,
} from "../../../src/lib/crm/contactFields";
import { mergeSource } from "../../../src/lib/crm/contactSource";
import type { vOwnFacts } from "./tables";
import { loadLiveContact } from "../shared/redirects";
import { patchContact } from "./write";

type Contact = Doc<"contacts">;
export type OwnFacts = typeof vOwnFacts.type;
/** Those that events change. */
export type EventFacts = Omit<OwnFacts, "tags" | "lead_status">;

/** Event facts of a row, absent ones named: a patch with them removes fields. */
function eventFactsOf(row: EventFacts): EventFacts {
  return {
    phone: row.phone,
    phone_normalized: row.phone_normalized,
    phone_reversed: row.phone_reversed,
    bsuid: row.bsuid,
    parent_bsuid: row.parent_bsuid,
    username: row.username,
    name: row.name,
    provider_name: row.provider_name,
    phone_number_ids: row.phone_number_ids,
    field_sources: row.field_sources,
    source: row.source,
    message_count: row.message_count,
    last_message_at: row.last_message_at,
    marketing: row.marketing,
  };
}

/** What a contact says by itself, whatever was merged into it. */
export function ownFactsOf(contact: Contact): OwnFacts {
  const row: OwnFacts = contact.own ?? contact;
  return {
    ...eventFactsOf(row),
    tags: row.tags,
    lead_status: row.lead_status,
  };
}

/** As it is stored within the contact's row. */
export const storedFacts = (facts: OwnFacts): OwnFacts => withoutAbsent(facts);

/**
 * What a contact that others were merged into keeps beside it when it is merged
 * once more: a name that people have given it since is its own from then on.
 *
 * @param together what it and they say by their own facts
 */
export function settledOwn(
  contact: Contact,
  together: EventFacts | null,
): OwnFacts {
  const own = ownFactsOf(contact);
  const source = contact.field_sources.name;
  const expected = together?.field_sources.name;
  const isEdited =
    together !== null &&
    (contact.name !== together.name ||
      source?.at !== expected?.at ||
      source?.source !== expected?.source);
  return storedFacts(
    isEdited
      ? {
          ...own,
          name: contact.name,
          field_sources: { ...own.field_sources, name: source },
        }
      : own,
  );
}

/** How an event changes facts; called once for the whole and once for the own. */
export type FactsChange = (facts: EventFacts) => Partial<EventFacts> | null;

/** How an event changes the whole, and what the contact says by itself. */
export interface Lesson {
  whole: FactsChange;
  own: FactsChange;
}

/**
 * Learns an event about the contact `homeId` that lives on as `contact`, which
 * is returned as it is afterwards.
 */
export async function learnFacts(
  ctx: MutationCtx,
  contact: Contact,
  homeId: Id<"contacts">,
  lesson: Lesson,
): Promise<Contact> {
  const patch = await beginLearning(ctx, contact, homeId, lesson);
  return await patchContact(ctx, contact, patch);
}

/**
 * As {@link learnFacts}, but what changes on `contact` itself is returned, for
 * the caller to write together with what else it knows.
 */
export async function beginLearning(
  ctx: MutationCtx,
  contact: Contact,
  homeId: Id<"contacts">,
  { whole, own }: Lesson,
): Promise<Partial<Contact>> {
  const patch: Partial<Contact> = { ...whole(contact) };
  if (contact.own !== undefined) {
    if (homeId === contact._id) {
      patch.own = changedOwn(contact.own, own);
    } else {
      await learnOwn(ctx, homeId, own);
    }
  }
  return patch;
}

/** The same object when nothing changes, so that nothing is written. */
function changedOwn(facts: OwnFacts, change: FactsChange): OwnFacts {
  const changes = change(facts);
  return changes !== null && hasChanges<EventFacts>(facts, changes)
    ? storedFacts({ ...facts, ...changes })
    : facts;
}

async function learnOwn(
  ctx: MutationCtx,
  homeId: Id<"contacts">,
  change: FactsChange,
): Promise<void> {
  const home = await ctx.db.get("contacts", homeId);
  if (home === null) {
    throw new Error("a merged contact stays -- invariant");
  }
  await patchContact(
    ctx,
    home,
    home.own === undefined
      ? (change(home) ?? {})
      : { own: changedOwn(home.own, change) },
  );
}

/**
 * Learns what an event adds to the contact `homeId` by itself, where that was
 * merged into another or another into it: the whole has been told already.
 */
export async function learnAlone(
  ctx: MutationCtx,
  contactId: Id<"contacts">,
  homeId: Id<"contacts">,
  change: FactsChange,
): Promise<void> {
  const contact = await loadLiveContact(ctx, contactId);
  if (contact.own !== undefined && homeId === contact._id) {
    const own = changedOwn(contact.own, change);
    await patchContact(ctx, contact, { own });
  } else if (contact.own !== undefined) {
    await learnOwn(ctx, homeId, change);
  }
}

/** What several contacts say together, as if all events had been about one. */
export function foldFacts(
  contacts: readonly Contact[],
  defaultRegion: string,
): EventFacts {
  const [first, ...others] = contacts.map((contact) => contact.own ?? contact);
  if (first === undefined) {
    throw new Error("nobody says nothing -- invariant");
  }
  return others.reduce<EventFacts>(
    (whole, one) => addFacts(whole, one, defaultRegion),
    eventFactsOf(first),
  );
}

/** Commutative, like everything that is learned from events. */
export function addFacts(
  a: EventFacts,
  b: EventFacts,
  defaultRegion: string,
): EventFacts {
  const fields = mergeContactFields(a, b, defaultRegion);
  return {
    ...eventFactsOf(a),
    ...fields,
    source: mergeSource(a.source, b.source),
    phone_number_ids: unite(a.phone_number_ids, b.phone_number_ids),
    message_count: a.message_count + b.message_count,
    last_message_at: maxTime(a.last_message_at, b.last_message_at),
    marketing: newerMarketing(a.marketing, b.marketing),
  };
}

function unite(
  a: string[] | undefined,
  b: string[] | undefined,
): string[] | undefined {
  return a === undefined && b === undefined
    ? undefined
    : [...new Set([...(a ?? []), ...(b ?? [])])].sort();
}
