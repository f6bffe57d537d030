import { describe, expect, it } from "vitest";
import { EDIT_REFUSALS } from "../../../src/lib/crm/editRefusals";
import { ERROR_CODES } from "../../../src/lib/errors";

describe("refusals of edits", () => {
  it.each(Object.entries(EDIT_REFUSALS))(
    "%s has a listed code, says what it is about, and ends as a sentence",
    (_name, { code, what, message }) => {
      expect(ERROR_CODES).toContain(code);
      expect(what).toMatch(/^\w+(, \w+)*$/);
      expect(message).toMatch(/^\S.*\.$/);
    },
  );
});
