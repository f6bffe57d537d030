/** Who the customer of a message is, from every place that tells. */
import { withoutAbsent } from "../object/withoutAbsent";
import type { Direction, Party } from "./events";
import type {
  MetaContact,
  ProviderConversation,
  ProviderMessage,
} from "./payload";

/** The customer's side of a message: its sender when inbound. */
export function messageParty(
  message: ProviderMessage,
  direction: Direction,
): Party {
  const { username } = message;
  return direction === "inbound"
    ? {
        phone: message.from,
        bsuid: message.from_user_id,
        parent_bsuid: message.from_parent_user_id,
        username,
      }
    : {
        phone: message.to,
        bsuid: message.to_user_id,
        parent_bsuid: message.to_parent_user_id,
        username,
      };
}

/** Kapso's conversation is with the customer, whatever the direction. */
export function conversationParty(
  conversation: ProviderConversation | undefined,
): Party {
  return {
    phone: conversation?.phone_number,
    bsuid: conversation?.business_scoped_user_id,
    parent_bsuid: conversation?.parent_business_scoped_user_id,
    username: conversation?.username,
    name: conversation?.contact_name ?? conversation?.kapso?.contact_name,
  };
}

export function metaContactParty(contact: MetaContact | undefined): Party {
  return {
    phone: contact?.wa_id,
    bsuid: contact?.user_id,
    parent_bsuid: contact?.parent_user_id,
    username: contact?.profile?.username,
    name: contact?.profile?.name,
  };
}

/**
 * Meta's contact entry of a party. Matched by id: a body may hold several
 * messages of several people.
 */
export function findMetaContact(
  contacts: MetaContact[],
  party: Party,
): MetaContact | undefined {
  const hasSame = (a: string | undefined, b: string | undefined) =>
    a !== undefined && a === b;
  return contacts.find(
    (contact) =>
      hasSame(contact.user_id, party.bsuid) ||
      hasSame(contact.wa_id, party.phone),
  );
}

/** Each field from the first party that has it. */
export function completeParty(...parties: Party[]): Party {
  const first = <K extends keyof Party>(key: K): Party[K] =>
    parties.find((party) => party[key] !== undefined)?.[key];
  return withoutAbsent<Party>({
    phone: first("phone"),
    bsuid: first("bsuid"),
    parent_bsuid: first("parent_bsuid"),
    username: first("username"),
    name: first("name"),
  });
}

/** False for a party that names nobody. */
export function isIdentified(party: Party): boolean {
  return party.phone !== undefined || party.bsuid !== undefined;
}
