import { describe, expect, it } from "vitest";
import { LEAD_STATUSES, mayStep } from "../../../src/lib/crm/leadStatus";

const stepsFrom = (from: (typeof LEAD_STATUSES)[number]) =>
  LEAD_STATUSES.filter((to) => mayStep(from, to));

describe("the steps that people may take", () => {
  it("lead out of every status and never to the same one", () => {
    for (const status of LEAD_STATUSES) {
      expect(stepsFrom(status)).not.toEqual([]);
      expect(mayStep(status, status)).toBe(false);
    }
  });

  it("leave duplicates to merges, and customers out of spam", () => {
    expect(LEAD_STATUSES.filter((from) => mayStep(from, "duplicate"))).toEqual(
      [],
    );
    expect(stepsFrom("customer")).toEqual(["qualified", "archived"]);
    expect(stepsFrom("spam")).toEqual(["none", "unqualified"]);
  });
});
