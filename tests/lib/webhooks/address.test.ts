import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitKey } from "../../../src/lib/webhooks/address";

describe("limitKey", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["0.0.0.0", "0.0.0.0"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["::FFFF:CB00:7109", "203.0.113.9"],
    ["0:0:0:0:0:ffff:203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
    ["2001:db8:1:3::9", "2001:db8:1:3::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["fe80::2%25wlan-0.1", "fe80::/64"],
    ["::1", "::/64"],
    ["64:ff9b::203.0.113.9", "64:ff9b::/64"],
  ])("of %s is %s", (address, key) => {
    expect(limitKey(address)).toBe(key);
  });

  it.each([
    null,
    "",
    "unknown",
    "_hidden",
    " 203.0.113.9",
    "203.0.113.9\n",
    "203.0.113",
    "203.0.113.9.1",
    "203.0.113.256",
    "3405803785",
    "0313.0.0161.011",
    "0xcb.0.113.9",
    "::ffff:0xcb.0.113.9",
    "::ffff:0313.0.113.9",
    "203.0.113.9:443",
    "[2001:db8::1]",
    "2001:db8::1::2",
    "2001:db8:1:2:3:4:5:6:7",
    "2001:db8::12345",
    "2001:db8::/32",
    "%eth0",
    "203.0.113.9%eth0",
    "2001:db8:".repeat(10_000),
  ])("of %j, which is no address, is shared by all such", (address) => {
    expect(limitKey(address)).toBe("unknown");
  });

  it("is one for every spelling of an address and all of its /64", () => {
    const network = fc.array(fc.integer({ min: 0, max: 0xffff }), {
      minLength: 4,
      maxLength: 4,
    });
    const word = (value: number) => value.toString(16);
    fc.assert(
      fc.property(network, network, network, (first, one, other) => {
        // Of mapped addresses the last bits count.
        fc.pre(first.some((part) => part !== 0));
        const short = [...first, ...one].map(word).join(":");
        const long = [...first, ...other]
          .map((part) => word(part).padStart(4, "0").toUpperCase())
          .join(":");
        expect(limitKey(long)).toBe(limitKey(short));
        const [address, prefix] = limitKey(short).split("/");
        expect(prefix).toBe("64");
        expect(isIPv6(address ?? "")).toBe(true);
      }),
    );
  });

  it("never fails, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(limitKey(text)).toMatch(/^(unknown|[\d.]+|[\da-f:]+\/64)$/);
      }),
    );
  });
});
