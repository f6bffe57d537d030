/** Whether an address can be reached from other machines. */
import { BlockList, isIPv4, isIPv6 } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** @param host a name, or an address with or without brackets */
export function isLoopback(host: string): boolean {
  const address = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (address === "localhost") {
    return true;
  }
  if (isIPv6(address)) {
    return LOOPBACK.check(address, "ipv6");
  }
  return isIPv4(address) && LOOPBACK.check(address, "ipv4");
}
