/** Buckets of a limit per address: few, and the same for the same network. */
import { describe, expect, it } from "vitest";
import { limitBucket } from "../../../src/lib/webhooks/limitBucket";

describe("limitBucket", () => {
  it("is one for an address in all its spellings, and for its /64", async () => {
    const bucket = await limitBucket("2001:db8:0:7::1");
    expect(await limitBucket("2001:DB8:0:7:0:0:0:2%eth0")).toBe(bucket);
    expect(await limitBucket("::ffff:203.0.113.7")).toBe(
      await limitBucket("203.0.113.7"),
    );
    expect(await limitBucket("nobody")).toBe(await limitBucket(null));
  });

  it("has at most 4,096 for any number of addresses, used evenly", async () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 40_960; i++) {
      const bucket = await limitBucket(
        `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
      );
      expect(bucket).toMatch(/^[0-9a-f]{3}$/);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    expect(counts.size).toBeLessThanOrEqual(4096);
    // Ten each on average; a bucket that many share would limit the innocent.
    expect(Math.max(...counts.values())).toBeLessThan(40);
  });
});
