/** Which spellings of one body are the same number. */
import { normalizePhone } from "../phone/normalize";

/** What a number is known by in every spelling; undefined for none. */
export type NumberReader = (phone: string | undefined) => string | undefined;

/**
 * A reader that remembers: a large body repeats few numbers. What the provider
 * writes has a country code, so no region is needed.
 */
export function createNumberReader(): NumberReader {
  const known = new Map<string, string | undefined>();
  return (phone) => {
    if (phone === undefined) {
      return undefined;
    }
    if (!known.has(phone)) {
      known.set(phone, toKey(phone));
    }
    return known.get(phone);
  };
}

function toKey(phone: string): string | undefined {
  const normalized = normalizePhone(phone, "");
  switch (normalized.kind) {
    case "e164":
      return normalized.e164;
    case "raw":
      return normalized.digits;
    case "none":
      return undefined;
  }
}
