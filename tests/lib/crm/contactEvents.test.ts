import { describe, expect, it } from "vitest";
import { userId } from "../../support/ids";
import {
  asSingleField,
  customFieldPath,
  keyOfPath,
  parseState,
  stringifyState,
} from "../../../src/lib/crm/contactEvents";

describe("an event's field", () => {
  it("is read back as what it names", () => {
    expect(asSingleField("email")).toBe("email");
    expect(asSingleField("custom_values.kota")).toBe("custom_values.kota");
    expect(keyOfPath(customFieldPath("kota"))).toBe("kota");
    for (const other of [undefined, "tags", "phone", "custom"]) {
      expect(asSingleField(other)).toBeNull();
    }
  });
});

describe("a recorded state", () => {
  it.each([
    { value: null },
    { value: "Sekar", source: { at: 5, source: "provider" as const } },
    {
      value: 12.5,
      source: { at: 5, source: "human" as const, by: userId("ann") },
    },
    { value: ["a", "b"] },
  ])("is read back: %j", (state) => {
    expect(parseState(stringifyState(state))).toEqual(state);
  });

  it("refuses what is none", () => {
    expect(() => parseState('{"value":{}}')).toThrow();
  });
});
