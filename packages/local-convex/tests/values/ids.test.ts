import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeId,
  encodeId,
  FIRST_USER_TABLE_NUMBER,
  newInternalId,
} from "../../src/values/ids";

const internal = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("latin1"));
const tableNumber = fc.integer({ min: 1, max: 0xffff_ffff });

describe("document ids", () => {
  it("round trip", () => {
    fc.assert(
      fc.property(tableNumber, internal, (table, bytes) => {
        expect(decodeId(encodeId(table, bytes))).toEqual({
          kind: "id",
          id: { tableNumber: table, internal: bytes },
        });
      }),
      { numRuns: 20_000 },
    );
  });

  it("user tables give 32 characters", () => {
    expect(encodeId(FIRST_USER_TABLE_NUMBER, "x".repeat(16))).toHaveLength(32);
  });

  it("one changed character is noticed", () => {
    fc.assert(
      fc.property(
        internal,
        fc.nat(31),
        fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"),
        (bytes, position, character) => {
          const id = encodeId(FIRST_USER_TABLE_NUMBER, bytes);
          const changed =
            id.slice(0, position) + character + id.slice(position + 1);
          fc.pre(changed !== id);
          expect(decodeId(changed).kind).toBe("invalid");
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("any text decodes or is refused with a reason", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const decoded = decodeId(text);
        if (decoded.kind === "id") {
          expect(encodeId(decoded.id.tableNumber, decoded.id.internal)).toBe(
            text,
          );
        } else {
          expect(decoded.reason).toMatch(/^Unable to decode ID: /);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("refusals name the fault", () => {
    expect(decodeId("abc")).toEqual({
      kind: "invalid",
      reason: "Unable to decode ID: Invalid ID length 3",
    });
    expect(decodeId("u".repeat(32))).toEqual({
      kind: "invalid",
      reason: "Unable to decode ID: ID wasn't valid base32",
    });
  });
});

describe("newInternalId", () => {
  it("is unique, 16 bytes, and ordered by time", () => {
    const ids = Array.from({ length: 10_000 }, () => newInternalId(1_000));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id.length === 16)).toBe(true);
    expect(
      newInternalId(1_754_000_000_000) < newInternalId(1_754_000_000_001),
    ).toBe(true);
  });
});
