/** Random Convex values for the property tests. */
import fc from "fast-check";
import type { Value } from "convex/values";

const fieldName = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 6 })
  .filter((name) => !name.startsWith("$") && name !== "__proto__");

const interestingInt = fc.constantFrom(
  0n,
  1n,
  -1n,
  127n,
  128n,
  -128n,
  -129n,
  32767n,
  32768n,
  -32768n,
  -32769n,
  2147483647n,
  2147483648n,
  -2147483649n,
  9223372036854775807n,
  -9223372036854775808n,
);

const interestingFloat = fc.constantFrom(
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1,
  -1,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  Number.MAX_SAFE_INTEGER,
);

/** Short strings over few characters, so that prefixes and ties are common. */
export const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom("a", "b", "\0", "\x01", "é", "😀"),
    maxLength: 4,
  }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);

const bytes = fc
  .uint8Array({ maxLength: 5 })
  .map((array) => new Uint8Array(array).buffer);

export const { value: convexValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    interestingInt,
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    interestingFloat,
    fc.double(),
    text,
    bytes,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fieldName, tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));
