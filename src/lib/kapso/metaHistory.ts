/** The backfill of a coexistence number: who said a message is not told. */
import type { Direction } from "../crm/events";
import type { ReadableMessage } from "./message";
import { createNumberReader } from "./numbers";
import { isIdentified, messageParty } from "./party";

/**
 * History does not tell directions: what the business's own number sent is
 * outbound. Compared as numbers, since two spellings of one number exist. Where
 * the business number is missing, only outbound messages name a receiver.
 */
export function directionFinder(
  businessPhone: string | undefined,
): (readable: ReadableMessage) => Direction {
  // A thread repeats its sender in every message.
  const numberOf = createNumberReader();
  const business = numberOf(businessPhone);
  return ({ message }) => {
    const isOwn =
      business === undefined
        ? isIdentified(messageParty(message, "outbound"))
        : numberOf(message.from.phone) === business;
    return isOwn ? "outbound" : "inbound";
  };
}
