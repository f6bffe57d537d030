/**
 * Whether notifications may be posted to an address: to a public host over
 * https, and nowhere that only we could reach. What a name resolves to is not
 * known here (docs/security.md says what follows from that).
 */
import ipaddr from "ipaddr.js";

/** Longer ones are no address that a service gives out. */
const MAX_ADDRESS_LENGTH = 2_048;
/** https, and its usual alternative. */
const PORTS: ReadonlySet<string> = new Set(["", "443", "8443"]);

/**
 * Last labels of names that belong to no public zone (RFC 6761, 6762, 8375, 9476,
 * ICANN's `.internal`), or that networks use for themselves.
 */
const PRIVATE_ZONES: ReadonlySet<string> = new Set([
  ...["localhost", "local", "internal", "intranet", "private", "corp", "home"],
  ...["lan", "localdomain", "test", "invalid", "example", "onion", "alt"],
  ...["arpa", "cluster", "svc"],
]);

/** Public zones whose names say which address they resolve to, or to loopback. */
const REFLECTING_ZONES = [
  ...["nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me"],
  ...["lacolhost.com", "traefik.me", "backname.io", "rbndr.us"],
];

export const ADDRESS_PROBLEMS = [
  /** No absolute URL, too long, or with a user name in it. */
  "malformed_address",
  "address_not_https",
  /** Its host or port is not one of the public internet's. */
  "address_not_public",
] as const;
export type AddressProblem = (typeof ADDRESS_PROBLEMS)[number];

export type CheckedAddress =
  | { kind: "ok"; url: string; host: string }
  | { kind: "refused"; problem: AddressProblem };

/**
 * Reads an address as browsers do, so that every spelling of a host (octal,
 * hexadecimal, short, full-width) is judged by what it means.
 *
 * @param isLoopbackAllowed also http, any port, and this machine: for development
 */
export function checkAddress(
  text: string,
  isLoopbackAllowed: boolean,
): CheckedAddress {
  const url = text.length > MAX_ADDRESS_LENGTH ? null : parseUrl(text.trim());
  if (url === null || url.username !== "" || url.password !== "") {
    return { kind: "refused", problem: "malformed_address" };
  }
  url.hash = "";
  const host = bareHost(url.hostname);
  const checked = { kind: "ok", url: url.href, host: url.host } as const;
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (isLoopbackAllowed && isWeb && isLoopback(host)) {
    return checked;
  }
  if (url.protocol !== "https:") {
    return { kind: "refused", problem: "address_not_https" };
  }
  return PORTS.has(url.port) && isPublicHost(host)
    ? checked
    : { kind: "refused", problem: "address_not_public" };
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Without the brackets of IPv6 and the dots that end a full name. */
function bareHost(hostname: string): string {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  let end = host.length;
  while (end > 0 && host[end - 1] === ".") {
    end -= 1;
  }
  return host.slice(0, end).toLowerCase();
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    (ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback")
  );
}

function isPublicHost(host: string): boolean {
  if (ipaddr.isValid(host)) {
    // "unicast" is what no list of special addresses (RFC 6890) names.
    return ipaddr.process(host).range() === "unicast";
  }
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  return (
    labels.length > 1 &&
    !labels.includes("") &&
    !PRIVATE_ZONES.has(last) &&
    !REFLECTING_ZONES.some((zone) => host === zone || host.endsWith(`.${zone}`))
  );
}
