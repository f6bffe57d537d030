/** Events about a person (contract, section 9). */
import type { Party } from "../crm/events";
import { type ParsedItem, event, invalid } from "./parsedItem";
import { completeParty, isIdentified } from "./party";
import type { ProviderRoot } from "./payload";

type ProviderContact = ProviderRoot["contact"];

/** The person has a new business-scoped id. */
export function readIdentityChange(
  { contact, previous }: ProviderRoot,
  phoneNumberId: string,
): ParsedItem {
  const party = partyOf(contact);
  const at = contact?.updated_at ?? contact?.created_at;
  if (at === undefined || !isIdentified(party)) {
    return invalid("invalid_event");
  }
  return event({
    kind: "identity",
    phone_number_id: phoneNumberId,
    at,
    party,
    previous: completeParty({
      bsuid: previous?.business_scoped_user_id,
      parent_bsuid: previous?.parent_business_scoped_user_id,
    }),
  });
}

/** The person stopped or resumed marketing messages. */
export function readMarketingChange(
  { contact, marketing_preference }: ProviderRoot,
  phoneNumberId: string,
): ParsedItem {
  const party = partyOf(contact);
  const { status, sequence, occurred_at: at } = marketing_preference ?? {};
  const isUsable =
    at !== undefined &&
    sequence !== undefined &&
    (status === "stopped" || status === "resumed") &&
    isIdentified(party);
  if (!isUsable) {
    return invalid("invalid_event");
  }
  return event({
    kind: "marketing",
    phone_number_id: phoneNumberId,
    at,
    party,
    status,
    sequence,
  });
}

function partyOf(contact: ProviderContact): Party {
  return completeParty(
    {
      bsuid: contact?.business_scoped_user_id,
      parent_bsuid: contact?.parent_business_scoped_user_id,
      username: contact?.username,
      // The profile's name is the person's own; the other may be our label.
      name: contact?.profile_name ?? contact?.display_name,
    },
    contact?.wa_id,
  );
}
