import fc from "fast-check";
import { expect, it } from "vitest";
import {
  MAX_CONVERSATIONS_PER_PAGE,
  MAX_PAGE_TOKENS,
  toPages,
} from "../../../src/lib/digest/pages";
import type { Scrubber } from "../../../src/lib/digest/personal/scrub";
import {
  buildPageRequest,
  type DigestRequest,
} from "../../../src/lib/digest/prompt";
import { toTranscript } from "../../../src/lib/digest/transcript";
import type { SelectedConversation } from "../../../src/lib/digest/types";
import { propertyRuns } from "../../support/propertyRuns";
import { conversation, message } from "./builders";
import { FENCE, NOW, TIMEZONE } from "./corpus/scenario";

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

/** There is nothing to mask in these texts, and looking for it takes minutes. */
const scrubber: Scrubber = {
  scrub: (text) => text,
  find: () => [],
  findPatterns: () => [],
  within: () => scrubber,
  hasFailed: () => false,
};

/** What is asked about the pages. */
function toRequests(pages: SelectedConversation[][]): DigestRequest[] {
  const setting = {
    language: "id" as const,
    timezone: TIMEZONE,
    now: NOW,
    fence: FENCE,
  };
  return toTranscript(pages, { ...setting, scrubber }).pages.map((page, i) =>
    buildPageRequest(page, { number: i + 1, of: pages.length }, setting),
  );
}

it("toPages fills pages in order and loses nothing", () => {
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
        }
        for (const request of toRequests(pages)) {
          expect(request.estimatedTokens).toBeLessThanOrEqual(MAX_PAGE_TOKENS);
        }
      },
    ),
    { numRuns: propertyRuns(30) },
  );
});

it("toPages makes one page of a usual day", () => {
  const day = Array.from({ length: 20 }, () =>
    conversation(
      Array.from({ length: 5 }, () => message({ text: "x".repeat(80) })),
    ),
  );
  expect(toPages(day, 4)).toEqual({ pages: [day], leftOut: [] });
});
