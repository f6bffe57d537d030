/** The field cases on convex-test: what people met in use, and what is right. */
import { describe, expect, it } from "vitest";
import { FIELD_CASES, findCase } from "../support/cases";
import { useConvexEnvironment } from "../support/environment";
import { findDifferences } from "../support/fixtureOutcomes";
import { CASES } from "../support/outcomes/cases";
import { postSigned } from "../support/requests";
import { snapshot } from "../support/rows";
import { drain, setupDemo } from "../support/setup";

describe("field cases", () => {
  useConvexEnvironment();

  it("all have an expected outcome", () => {
    expect(CASES.map(({ fixture }) => fixture).sort()).toEqual(
      FIELD_CASES.map(({ number }) => number),
    );
  });

  it.each(CASES.map((outcome) => [outcome.fixture, outcome.says, outcome]))(
    "%s: %s",
    async (number, _, outcome) => {
      const { t } = await setupDemo();
      let answer: unknown;
      for (const [i, delivery] of findCase(number).deliveries.entries()) {
        const response = await postSigned(t, {
          body: JSON.stringify(delivery.body),
          headers: { ...delivery.headers, "X-Idempotency-Key": `key-${i}` },
        });
        expect(response.status).toBe(200);
        answer = await response.json();
        await drain(t);
      }
      expect(findDifferences(outcome, answer, await snapshot(t))).toEqual([]);
    },
  );
});
