import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ERROR_CODES, isPermanentCode } from "../../src/lib/errors";

const CONVEX = new URL("../../convex/", import.meta.url);

/** Codes written out where errors are thrown, answered or recorded. */
const CODE_IN_SOURCE =
  /(?:\bcode: |\berror_code: |errorResponse\(\s*\d+,\s*)"([^"]+)"/g;

function codesInSource(): [file: string, code: string][] {
  return readdirSync(CONVEX, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("_generated"))
    .flatMap((file) =>
      [
        ...readFileSync(new URL(file, CONVEX), "utf8").matchAll(CODE_IN_SOURCE),
      ].map(([, code = ""]): [string, string] => [file, code]),
    );
}

describe("error codes", () => {
  it("are all listed in one file", () => {
    const found = codesInSource();
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(([, code]) => !ERROR_CODES.has(code))).toEqual([]);
  });

  it("are snake_case", () => {
    for (const code of ERROR_CODES) {
      expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
    }
  });

  it("are permanent when trying again is pointless", () => {
    expect(isPermanentCode("invalid_event")).toBe(true);
    expect(isPermanentCode("payload_expired")).toBe(true);
    expect(isPermanentCode("unclaimed_phone_number")).toBe(false);
    expect(isPermanentCode("apply_failed")).toBe(false);
    expect(isPermanentCode("constructor")).toBe(false);
  });
});
