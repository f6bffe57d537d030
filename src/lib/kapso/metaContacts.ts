/**
 * The contact entries of a change of Meta's form: who stands behind the ids of
 * its messages. Matched by what ids mean, never by position or spelling.
 */
import type { Party } from "../crm/events";
import { createNumberReader, type NumberReader } from "./numbers";
import { completeParty, isIdentified } from "./party";
import type { MetaContact } from "./payload";

/** What the entry of a party adds to it; nothing when it has none. */
export type ContactFinder = (party: Party) => Party;

const NOBODY: Party = {};

/** Nothing is worked out before it is asked for. */
export function createContactFinder(contacts: MetaContact[]): ContactFinder {
  if (contacts.length === 0) {
    return () => NOBODY;
  }
  const numberOf = createNumberReader();
  let index: ContactIndex | undefined;
  return ({ bsuid, phone }) => {
    index ??= indexContacts(contacts, numberOf);
    const { byId, byNumber } = index;
    return (
      byId.get(bsuid ?? "") ?? byNumber.get(numberOf(phone) ?? "") ?? NOBODY
    );
  };
}

interface ContactIndex {
  byId: ReadonlyMap<string, Party>;
  byNumber: ReadonlyMap<string, Party>;
}

/** Of several entries with one id the first counts. */
function indexContacts(
  contacts: MetaContact[],
  numberOf: NumberReader,
): ContactIndex {
  const byId = new Map<string, Party>();
  const byNumber = new Map<string, Party>();
  for (const entry of contacts.map(contactParty).reverse()) {
    const number = numberOf(entry.phone);
    if (entry.bsuid !== undefined) {
      byId.set(entry.bsuid, entry);
    }
    if (number !== undefined) {
      byNumber.set(number, entry);
    }
  }
  return { byId, byNumber };
}

/**
 * As {@link createContactFinder}, for messages that customers sent: the only
 * entry belongs to the only sender, though their ids differ ("may not always
 * match", Meta's messages reference) or the sender has none.
 */
export function createSenderFinder(
  contacts: MetaContact[],
  hasOneSender: boolean,
): ContactFinder {
  const find = createContactFinder(contacts);
  let only: Party | undefined;
  return (party) => {
    const found = find(party);
    if (found !== NOBODY) {
      return found;
    }
    only ??= hasOneSender ? onlyParty(contacts) : NOBODY;
    const isForeign =
      only.bsuid !== undefined &&
      party.bsuid !== undefined &&
      only.bsuid !== party.bsuid;
    return isForeign ? NOBODY : only;
  };
}

/** A standby change may list its one person twice. */
function onlyParty(contacts: MetaContact[]): Party {
  const [first = NOBODY, ...others] = contacts.map(contactParty);
  const isOnly = others.every(
    ({ phone, bsuid }) =>
      isIdentified(first) && phone === first.phone && bsuid === first.bsuid,
  );
  return isOnly ? first : NOBODY;
}

function contactParty(contact: MetaContact): Party {
  return completeParty(
    {
      bsuid: contact.user_id,
      parent_bsuid: contact.parent_user_id,
      username: contact.profile?.username,
      name: contact.profile?.name,
    },
    contact.wa_id,
  );
}
