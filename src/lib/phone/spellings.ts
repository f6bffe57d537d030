/** How a number is written for people, and typed by them. */
import {
  parsePhoneNumberFromString,
  type PhoneNumber,
} from "libphonenumber-js/max";

/**
 * The digits of a number as people type it, country code first and the national
 * way; none without a number.
 *
 * @param e164 as `normalizePhone` gives it
 */
export function phoneSpellings(e164: string | undefined): string[] {
  const parsed = parse(e164);
  return parsed === undefined
    ? []
    : [parsed.number.slice(1), parsed.formatNational().replace(/\D/g, "")];
}

/**
 * A number as it is shown: the national way at home, "0812-3344-9021", with its
 * country code abroad, "+44 7700 900123". What no numbering plan knows is shown
 * as received.
 *
 * @param region ISO 3166 alpha-2 code of home
 */
export function displayPhone(
  { phone, phone_normalized: e164 }: PhoneFields,
  region: string,
): string | undefined {
  const parsed = parse(e164);
  if (parsed === undefined) {
    return phone;
  }
  return parsed.country === region
    ? parsed.formatNational()
    : parsed.formatInternational();
}

interface PhoneFields {
  phone?: string | undefined;
  phone_normalized?: string | undefined;
}

function parse(e164: string | undefined): PhoneNumber | undefined {
  return e164 === undefined
    ? undefined
    : parsePhoneNumberFromString(e164, { extract: false });
}
