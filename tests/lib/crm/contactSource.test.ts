import { expect, it } from "vitest";
import {
  CONTACT_SOURCES,
  mergeSource,
  sightedSource,
} from "../../../src/lib/crm/contactSource";

it("of a merge does not depend on the order", () => {
  for (const a of CONTACT_SOURCES) {
    for (const b of CONTACT_SOURCES) {
      expect(mergeSource(a, b)).toBe(mergeSource(b, a));
      for (const c of CONTACT_SOURCES) {
        expect(mergeSource(mergeSource(a, b), c)).toBe(
          mergeSource(a, mergeSource(b, c)),
        );
      }
    }
  }
});

it("stays that of a file when the person writes", () => {
  expect(sightedSource("import", false)).toBe("import");
  expect(sightedSource("history_sync", false)).toBe("whatsapp");
  expect(sightedSource("history_sync", true)).toBe("history_sync");
});
