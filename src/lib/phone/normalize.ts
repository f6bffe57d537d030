/**
 * From any spelling of a phone number to one form. Owns which spellings are the
 * same person's number; two spellings that end here in one E.164 are one number
 * to the whole service.
 */
import {
  isSupportedCountry,
  parseIncompletePhoneNumber,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from "libphonenumber-js/max";
import { respell } from "./respell";

/** libphonenumber reads no more than this (its MAX_INPUT_TEXT_LENGTH). */
const MAX_INPUT_LENGTH = 250;

/**
 * What may stand for a person whose number does not parse: shorter digits are
 * extensions or fillers, longer ones no number (E.164 has 15 digits at most;
 * some room for a dialling prefix).
 */
const MIN_RAW_DIGITS = 5;
const MAX_RAW_DIGITS = 20;

/** "Last 4 digits" is the shortest phone search that is offered. */
const MIN_SUFFIX_DIGITS = 4;

/** Fewer begin too many numbers to be worth showing. */
const MIN_PREFIX_DIGITS = 4;

/** From this length on, typed digits are a whole number, not its end. */
const MIN_WHOLE_NUMBER_DIGITS = 8;

export type NormalizedPhone =
  | { kind: "e164"; e164: string; region?: string }
  /** A number that no numbering plan knows; its digits still tell it apart. */
  | { kind: "raw"; digits: string }
  | { kind: "none" };

export type PhoneSearchKeys = {
  /** Numbers in E.164 that the query may spell, best guess first. */
  e164: string[];
  /** Digits to look for at the end of a number; absent below 4 digits. */
  digits?: string;
  /** Digits that a number's spelling may begin with; absent below 4 digits. */
  begun?: string;
};

type Spelling = {
  /** Every digit there is, a dialling prefix included. */
  typed: string;
  /** The number's digits. */
  digits: string;
  /** Written with "+" or "00": the country code is there. */
  isInternational: boolean;
  /** Nothing but digits, as WhatsApp writes its ids. */
  isBare: boolean;
};

/**
 * Reads one number in whatever spelling. Never throws.
 *
 * @param raw As received: E.164, spaced, national, WhatsApp id, full-width.
 * @param defaultRegion ISO 3166 alpha-2 code for numbers without country code;
 * an unknown code only means that national spellings stay raw.
 */
export function normalizePhone(
  raw: string,
  defaultRegion: string,
): NormalizedPhone {
  const spelling = readSpelling(raw);
  if (spelling === null) {
    return { kind: "none" };
  }
  const readings = readNumber(spelling, defaultRegion);
  for (const reading of readings) {
    const known = toCanonical(reading);
    if (known !== null) {
      const region = known.country;
      return region === undefined
        ? { kind: "e164", e164: known.number }
        : { kind: "e164", e164: known.number, region };
    }
  }
  return toRaw(spelling, readings);
}

/** What to look up for a query that may be a phone number. Never throws. */
export function searchKeys(query: string, region: string): PhoneSearchKeys {
  const isWords = /\p{L}/u.test(query.normalize("NFKC"));
  const spelling = isWords ? null : readSpelling(query);
  if (spelling === null) {
    return { e164: [] };
  }
  const { typed, digits } = spelling;
  const readings = spelling.isInternational
    ? readNumber(spelling, region)
    : [parseInternational(digits), parseNational(digits, region)];
  const e164 = readings.flatMap((reading) => {
    const known = reading === undefined ? null : toCanonical(reading);
    return known === null ? [] : [known.number];
  });
  // The end of a number may begin with zeros that are no dialling prefix.
  const suffix =
    typed.length >= MIN_WHOLE_NUMBER_DIGITS ? digits.replace(/^0+/, "") : typed;
  return {
    e164: [...new Set(e164)],
    ...(suffix.length >= MIN_SUFFIX_DIGITS && { digits: suffix }),
    ...(digits.length >= MIN_PREFIX_DIGITS && { begun: digits }),
  };
}

/** The digits of the first thing in the text that looks like a number. */
function readSpelling(raw: string): Spelling | null {
  if (raw.length > MAX_INPUT_LENGTH) {
    return null;
  }
  const text = raw.normalize("NFKC");
  const run = /[+\p{Nd}][^\p{L},;+\n]*/u.exec(text)?.[0];
  if (run === undefined) {
    return null;
  }
  // "+49 (0)176": the bracketed zero is dialled only inside the country.
  const kept = run.startsWith("+") ? run.replace("(0)", "") : run;
  const dialled = parseIncompletePhoneNumber(kept);
  const digits = dialled.replace(/\D/g, "");
  if (digits === "") {
    return null;
  }
  // No country code begins with 0: "+0812…" is a national number to which
  // somebody put the plus that every number seemed to need.
  if (dialled.startsWith("+") && !digits.startsWith("0")) {
    return { typed: digits, digits, isInternational: true, isBare: false };
  }
  if (digits.startsWith("00")) {
    return {
      typed: digits,
      digits: digits.slice(2),
      isInternational: true,
      isBare: false,
    };
  }
  const isBare = run.trim().length === digits.length;
  return { typed: digits, digits, isInternational: false, isBare };
}

/** Every number the spelling may mean, most likely first. */
function readNumber(spelling: Spelling, region: string): PhoneNumber[] {
  const { digits, isInternational, isBare } = spelling;
  const national = isInternational ? undefined : parseNational(digits, region);
  if (digits.startsWith("0")) {
    return present([national]);
  }
  const international = parseInternational(digits);
  if (isInternational) {
    return present([international]);
  }
  if (!isBare) {
    return present([national, international]);
  }
  // Bare digits are what WhatsApp sends: country code first. They are a
  // national number only where that is how the region writes its own (no trunk
  // zero, as in the US), or when no country could have such a number; anything
  // looser would turn an unlisted foreign number into somebody else's.
  const isOwnSpelling =
    national?.formatNational().replace(/\D/g, "") === digits ||
    international?.isPossible() !== true;
  return present([international, isOwnSpelling ? national : undefined]);
}

function present(readings: (PhoneNumber | undefined)[]): PhoneNumber[] {
  return readings.filter((reading) => reading !== undefined);
}

function parseInternational(digits: string): PhoneNumber | undefined {
  return parsePhoneNumberFromString(`+${digits}`, { extract: false });
}

function parseNational(
  digits: string,
  region: string,
): PhoneNumber | undefined {
  return isSupportedCountry(region)
    ? parsePhoneNumberFromString(digits, {
        defaultCountry: region,
        extract: false,
      })
    : undefined;
}

/** The one form of a number that a numbering plan knows, else null. */
function toCanonical(parsed: PhoneNumber): PhoneNumber | null {
  const twin = respell(parsed.countryCallingCode, parsed.nationalNumber);
  if (twin !== undefined) {
    const respelled = parseInternational(parsed.countryCallingCode + twin);
    if (respelled?.isValid() === true) {
      return respelled;
    }
  }
  return parsed.isValid() ? parsed : null;
}

/** Digits with country code where the spelling gives or implies one. */
function toRaw(spelling: Spelling, readings: PhoneNumber[]): NormalizedPhone {
  const assumed = spelling.digits.startsWith("0")
    ? readings.find((reading) => reading.isPossible())
    : undefined;
  const digits = assumed?.number.slice(1) ?? spelling.digits;
  const isUsable =
    digits.length >= MIN_RAW_DIGITS &&
    digits.length <= MAX_RAW_DIGITS &&
    !/^0+$/.test(digits);
  return isUsable ? { kind: "raw", digits } : { kind: "none" };
}
