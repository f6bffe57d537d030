/** The key of a rate limit per address: an IPv4 address, or an IPv6 network. */
import ipaddr from "ipaddr.js";

/** Longest text of an address: "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255". */
const MAX_ADDRESS_LENGTH = 45;
/** In bits: the smallest network a subscriber is given (RFC 6177), who is free in it. */
const SUBSCRIBER_PREFIX = 64;
/** For callers whose address is not known or is none. */
const UNKNOWN = "unknown";

/**
 * What a limit is keyed by: an IPv4 address, also of one that is written as
 * IPv6 (`::ffff:192.0.2.1`); the /64 of an IPv6 address, without its zone;
 * "unknown", which all share, for null and for what is no address.
 */
export function limitKey(address: string | null): string {
  const text = withoutZone(address ?? "");
  if (text.length > MAX_ADDRESS_LENGTH || !isPlain(text)) {
    return UNKNOWN;
  }
  const parsed = ipaddr.process(text);
  if (parsed.kind() === "ipv4") {
    return parsed.toString();
  }
  const cidr = `${parsed.toString()}/${SUBSCRIBER_PREFIX}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toString()}/${SUBSCRIBER_PREFIX}`;
}

/** The zone of an IPv6 address ("%eth0") names an interface of one machine. */
function withoutZone(address: string): string {
  const end = address.includes(":") ? address.indexOf("%") : -1;
  return end === -1 ? address : address.slice(0, end);
}

/** Without the octal and hexadecimal IPv4 that the library takes as well. */
function isPlain(text: string): boolean {
  const end = text.slice(text.lastIndexOf(":") + 1);
  const isDotted = end.includes(".");
  if (isDotted && !ipaddr.IPv4.isValidFourPartDecimal(end)) {
    return false;
  }
  return text === end ? isDotted : ipaddr.IPv6.isValid(text);
}
