import { expect, it } from "vitest";
import { atMostOne } from "../../../src/lib/auth/atMostOne";

it.each([[[]], [["one"]]])("atMostOne takes %j", (providers: string[]) => {
  expect(atMostOne(providers)).toBe(providers);
});

it.each([[["one", "other"]], [["same", "same"]]])(
  "atMostOne refuses %j",
  (providers) => {
    expect(() => atMostOne(providers)).toThrow(
      "Only one sign-in provider may be configured",
    );
  },
);
