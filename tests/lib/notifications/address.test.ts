/** Where notifications may be posted to, in every spelling of a host. */
import { describe, expect, it } from "vitest";
import { checkAddress } from "../../../src/lib/notifications/address";

const problemOf = (text: string, isLoopbackAllowed = false) => {
  const checked = checkAddress(text, isLoopbackAllowed);
  return checked.kind === "ok" ? null : checked.problem;
};

describe("a public address", () => {
  it.each([
    ["https://hooks.slack.com/services/T0/B0/x", "hooks.slack.com"],
    ["  https://example.com/hook?token=a#part ", "example.com"],
    ["https://example.com:8443/", "example.com:8443"],
    ["https://93.184.215.14/hook", "93.184.215.14"],
    ["https://[2606:4700::1111]/hook", "[2606:4700::1111]"],
  ])("%s is taken", (text, host) => {
    expect(checkAddress(text, false)).toMatchObject({ kind: "ok", host });
  });

  it("loses its fragment, which no server sees", () => {
    expect(checkAddress("https://example.com/a#b", false)).toMatchObject({
      url: "https://example.com/a",
    });
  });
});

describe("an address that only we could reach is refused", () => {
  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0x7f.1/",
    "https://127.0.0.1./",
    "https://①②⑦.0.0.1/",
    "https://0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://metadata.google.internal/",
    "https://metadata/",
    "https://printer.local/",
    "https://db.svc.cluster.local/",
    "https://router.home.arpa/",
    "https://127.0.0.1.nip.io/",
    "https://x.localtest.me/",
    "https://example.com:22/",
    "https://example.com:80/",
  ])("%s", (text) => {
    expect(problemOf(text)).toBe("address_not_public");
  });
});

it.each(["http://example.com/", "ftp://example.com/", "file:///etc/passwd"])(
  "%s is no https",
  (text) => {
    expect(problemOf(text)).toBe("address_not_https");
  },
);

it.each([
  "",
  "example.com",
  "https://",
  "https://user@example.com/",
  "https://user:pass@example.com/",
  `https://example.com/${"a".repeat(2_048)}`,
])("%j is malformed", (text) => {
  expect(problemOf(text)).toBe("malformed_address");
});

describe("where loopback is allowed", () => {
  it.each([
    "http://127.0.0.1:4000/hook",
    "http://localhost:4000/",
    "http://[::1]:4000/",
  ])("%s is taken", (text) => {
    expect(problemOf(text, true)).toBeNull();
  });

  it.each(["https://10.0.0.1/", "https://a.localhost/"])(
    "%s is still refused",
    (text) => {
      expect(problemOf(text, true)).toBe("address_not_public");
    },
  );

  it("plain http to others is still refused", () => {
    expect(problemOf("http://example.com/", true)).toBe("address_not_https");
  });
});
