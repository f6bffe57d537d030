import { describe, expect, it } from "vitest";
import { isLongEnough, usableSecret } from "../../../src/lib/secrets/strength";

describe("usableSecret", () => {
  it.each<[string, boolean]>([
    ["sixteen-bytes-xx", true],
    ["fifteen-bytes-x", false],
    ["é".repeat(8), true],
    [`${"é".repeat(7)}x`, false],
    [`${"x".repeat(15)} `, false],
    [`\n\t ${"x".repeat(15)}\u00a0`, false],
    [` ${"x".repeat(16)}\n`, true],
    ["x".repeat(8) + " ".repeat(8), false],
    [" ".repeat(40), false],
    ["", false],
  ])("%j is long enough: %s", (secret, expected) => {
    expect(isLongEnough(secret)).toBe(expected);
    expect(usableSecret(secret)).toBe(expected ? secret : undefined);
  });

  it("that is not set cannot be used", () => {
    expect(usableSecret(undefined)).toBeUndefined();
  });
});
