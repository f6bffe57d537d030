/** Regions whose national spellings we can read. */
import { isSupportedCountry } from "libphonenumber-js/max";

/** True for an ISO 3166 alpha-2 code that the phone metadata knows. */
export function isSupportedRegion(region: string): boolean {
  return isSupportedCountry(region);
}
