/** Addresses of machines, and who counts as one sender. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** In bits: what a single customer is given of IPv6. */
const CUSTOMER_PREFIX = 64;
const NOBODY = "";

/**
 * Null for what is no address. Without a zone; an IPv4 address that is written as
 * IPv6 is one of IPv4.
 */
export function readAddress(text: string): Address | null {
  // Node takes no octal and no hexadecimal IPv4, as the library does.
  if (isIP(text) === 0) {
    return null;
  }
  const [address = ""] = text.split("%", 1);
  return ipaddr.process(address);
}

/** Who is counted as one sender: an IPv4 address, or the /64 of an IPv6 one. */
export function senderOf(address: string | null): string {
  const parsed = readAddress(address ?? "");
  if (parsed === null) {
    return NOBODY;
  }
  if (parsed.kind() === "ipv4") {
    return parsed.toString();
  }
  const cidr = `${parsed.toString()}/${CUSTOMER_PREFIX}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toString()}/${CUSTOMER_PREFIX}`;
}
