/** E-mail addresses of people who sign in: one spelling of each. */
import { z } from "zod";

/** Octets of an address on its way, RFC 5321, 4.5.3.1.3. */
const MAX_ADDRESS_LENGTH = 254;

const addressSchema = z.email();

/**
 * The address as it is stored and compared: trimmed, in lower case. Providers
 * may tell capitals apart before the @; none that people use does.
 *
 * @returns undefined for what is no address
 */
export function toAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return address.length <= MAX_ADDRESS_LENGTH &&
    addressSchema.safeParse(address).success
    ? address
    : undefined;
}
