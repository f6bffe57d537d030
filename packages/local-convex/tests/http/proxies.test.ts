import { describe, expect, it } from "vitest";
import { isNetwork } from "../../src/http/proxies";
import { startFixture } from "../hostHarness";
import { ask } from "./ask";

type Forwarded = string | string[] | undefined;

async function addressSeen(
  siteUrl: string,
  forwarded: Forwarded,
): Promise<unknown> {
  const { text } = await ask(
    siteUrl,
    "/metadata",
    forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  );
  return JSON.parse(text);
}

describe("behind a trusted proxy", async () => {
  const trustProxy = ["loopback", "10.0.0.0/8", "2001:db8:f::/48"];
  const { siteUrl } = await startFixture({ trustProxy });

  it.each<[Forwarded, string]>([
    [undefined, "127.0.0.1"],
    ["203.0.113.9", "203.0.113.9"],
    ["192.0.2.6, 203.0.113.9", "203.0.113.9"],
    [["192.0.2.6", "203.0.113.9"], "203.0.113.9"],
    ["203.0.113.9 ,\t10.1.2.3", "203.0.113.9"],
    ["192.0.2.6, 203.0.113.9,10.1.2.3, 10.4.5.6", "203.0.113.9"],
    ["203.0.113.9, 2001:DB8:F::1", "203.0.113.9"],
    ["203.0.113.9, ::FFFF:0A00:7", "203.0.113.9"],
    ["203.0.113.9, 2001:db8:e::1", "2001:db8:e::1"],
    ["10.0.0.1, 10.0.0.2", "10.0.0.1"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:DB8:0:0::00AA%eth0", "2001:db8::aa"],
    ["", "127.0.0.1"],
    [",", "127.0.0.1"],
    ["203.0.113.9,", "127.0.0.1"],
    ["unknown", "127.0.0.1"],
    ["192.0.2.6, unknown", "127.0.0.1"],
    ["192.0.2.6, unknown, 10.0.0.2", "10.0.0.2"],
    ["203.0.113.9:4711", "127.0.0.1"],
    ["0313.0.0161.011", "127.0.0.1"],
    ["0xcb007109", "127.0.0.1"],
    ["203.0.113", "127.0.0.1"],
    ["203.0.113.0/24", "127.0.0.1"],
  ])("whoever comes with %j is %s", async (forwarded, ip) => {
    expect(await addressSeen(siteUrl, forwarded)).toMatchObject({ ip });
  });
});

describe("what anybody else forwards is not believed", () => {
  it.each([[undefined], [[]], [["10.0.0.0/8", "::1", "127.0.0.2"]]])(
    "where %j is trusted",
    async (trustProxy) => {
      const { siteUrl } = await startFixture({ trustProxy });
      for (const forwarded of [undefined, "203.0.113.9", "10.0.0.1"]) {
        const seen = await addressSeen(siteUrl, forwarded);
        expect(seen).toMatchObject({ ip: "127.0.0.1" });
      }
    },
  );

  it("and an IPv4 address is one on an IPv6 port as well", async () => {
    const { siteUrl } = await startFixture({ host: "::" });
    const { port } = new URL(siteUrl);
    const seen = (host: string) =>
      addressSeen(`http://${host}:${port}`, "203.0.113.9");
    expect(await seen("127.0.0.1")).toMatchObject({ ip: "127.0.0.1" });
    expect(await seen("[::1]")).toMatchObject({ ip: "::1" });
  });
});

describe("what can be trusted", () => {
  it.each([
    ["loopback", true],
    ["10.0.0.1", true],
    ["10.1.2.3/8", true],
    ["0.0.0.0/0", true],
    ["::1", true],
    ["FD00::/8", true],
    ["::ffff:10.0.0.1", true],
    ["", false],
    ["Loopback", false],
    ["proxy.example", false],
    ["10.0.0.0/33", false],
    ["10.0.0.0/", false],
    ["10.0.0.0/8/8", false],
    ["10.0.0.0/-1", false],
    ["10/8", false],
    ["fd00::/129", false],
    ["fd00::/1e1", false],
  ])("%j: %s", (text, expected) => {
    expect(isNetwork(text)).toBe(expected);
  });

  it("what is neither address nor network is refused", async () => {
    const starting = startFixture({ trustProxy: ["10.0.0.1", "nginx"] });
    await expect(starting).rejects.toThrow('"nginx" is no address');
  });
});
