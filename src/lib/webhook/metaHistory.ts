/** The backfill of a coexistence number: who said a message is not told. */
import { normalizePhone } from "../phone/normalize";
import type { Direction } from "./events";
import type { ReadableMessage } from "./message";

/**
 * History does not tell directions: what the business's own number sent is
 * outbound. Compared as numbers, since two spellings of one number exist. Where
 * the business number is missing, only outbound messages name a receiver.
 */
export function directionFinder(
  businessPhone: string | undefined,
): (readable: ReadableMessage) => Direction {
  const business = numberOf(businessPhone);
  // A thread repeats its sender in every message.
  const known = new Map<string, string | undefined>();
  const numberOfSender = (from: string): string | undefined => {
    if (!known.has(from)) {
      known.set(from, numberOf(from));
    }
    return known.get(from);
  };
  return ({ message }) => {
    const isOwn =
      business === undefined
        ? message.to !== undefined || message.to_user_id !== undefined
        : message.from !== undefined &&
          numberOfSender(message.from) === business;
    return isOwn ? "outbound" : "inbound";
  };
}

/** Both sides of the comparison have a country code, so no region is needed. */
function numberOf(phone: string | undefined): string | undefined {
  const normalized = normalizePhone(phone ?? "", "");
  switch (normalized.kind) {
    case "e164":
      return normalized.e164;
    case "raw":
      return normalized.digits;
    case "none":
      return undefined;
  }
}
