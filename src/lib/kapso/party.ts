/** Who the customer of a message is, from every place that tells. */
import { withoutAbsent } from "../values/withoutAbsent";
import type { Direction, Party } from "../crm/events";
import type { ProviderConversation, ProviderMessage } from "./payload";

/** The fields of a message that tell its two sides. */
type Addressed = Pick<
  ProviderMessage,
  | "from"
  | "from_user_id"
  | "from_parent_user_id"
  | "to"
  | "to_user_id"
  | "to_parent_user_id"
  | "username"
>;

/** The customer's side of a message: its sender when inbound. */
export function messageParty(message: Addressed, direction: Direction): Party {
  const { username } = message;
  return direction === "inbound"
    ? completeParty(
        {
          bsuid: message.from_user_id,
          parent_bsuid: message.from_parent_user_id,
          username,
        },
        message.from,
      )
    : completeParty(
        {
          bsuid: message.to_user_id,
          parent_bsuid: message.to_parent_user_id,
          username,
        },
        message.to,
      );
}

/** Kapso's conversation is with the customer, whatever the direction. */
export function conversationParty(
  conversation: ProviderConversation | undefined,
): Party {
  return completeParty(
    {
      bsuid: conversation?.business_scoped_user_id,
      parent_bsuid: conversation?.parent_business_scoped_user_id,
      username: conversation?.username,
      name: conversation?.contact_name ?? conversation?.kapso?.contact_name,
    },
    conversation?.phone_number,
  );
}

/** Each field from the first party that has it. */
export function completeParty(...parties: (Party | undefined)[]): Party {
  const first = <K extends keyof Party>(key: K): Party[K] =>
    parties.find((party) => party?.[key] !== undefined)?.[key];
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
