import fc from "fast-check";
import { expect, it } from "vitest";
import {
  estimateRequestTokens,
  MAX_CONVERSATIONS_PER_PAGE,
  MAX_PAGE_TOKENS,
  toPages,
} from "../../../src/lib/digest/pages";
import { conversation, message } from "./builders";

const conversationsArbitrary = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(5000)), {
    maxLength: 150,
    size: "max",
  })
  .map((shapes) =>
    shapes.map(([count, length]) =>
      conversation(
        Array.from({ length: count }, () =>
          message({ text: "x".repeat(length) }),
        ),
      ),
    ),
  );

it("fills pages in order and loses nothing", () => {
  fc.assert(
    fc.property(
      conversationsArbitrary,
      fc.integer({ min: 1, max: 5 }),
      (conversations, maxPages) => {
        const { pages, leftOut } = toPages(conversations, maxPages);
        expect([...pages.flat(), ...leftOut]).toEqual(conversations);
        expect(pages.length).toBeLessThanOrEqual(maxPages);
        for (const page of pages) {
          expect(page.length).toBeGreaterThan(0);
          expect(page.length).toBeLessThanOrEqual(MAX_CONVERSATIONS_PER_PAGE);
          expect(estimateRequestTokens(page)).toBeLessThanOrEqual(
            MAX_PAGE_TOKENS,
          );
        }
      },
    ),
    { numRuns: 30 },
  );
});

it("makes one page of a usual day", () => {
  const day = Array.from({ length: 20 }, () =>
    conversation(
      Array.from({ length: 5 }, () => message({ text: "x".repeat(80) })),
    ),
  );
  expect(toPages(day, 4)).toEqual({ pages: [day], leftOut: [] });
});
