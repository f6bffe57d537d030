import { expect, it } from "vitest";
import { fnv1a32 } from "../../../src/lib/crypto/fnv";

// RFC 9923, section 8.3 and the FNV authors' test vectors.
it.each([
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["foobar", 0xbf9cf968],
])("hashes %j as published", (text, hash) => {
  expect(fnv1a32(text)).toBe(hash);
});

it("fnv1a32 hashes UTF-8 bytes, not UTF-16 units", () => {
  // The bytes c3 a9, worked out by hand.
  expect(fnv1a32("é")).toBe(0x1e9de8c1);
});
