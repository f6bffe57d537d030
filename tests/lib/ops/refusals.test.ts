import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../../src/lib/errors";
import { REFUSALS } from "../../../src/lib/ops/refusals";

describe("refusals", () => {
  it.each(Object.entries(REFUSALS))(
    "%s has a listed code, says what it is about, and ends as a sentence",
    (_name, { code, what, message }) => {
      expect(ERROR_CODES).toContain(code);
      expect(what).toMatch(/^\w+(, \w+)*$/);
      expect(message).toMatch(/^\S.*\.$/);
    },
  );
});
