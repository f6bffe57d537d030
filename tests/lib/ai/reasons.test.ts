/** Every reason is explained, in the code and on the page, in the same words. */
import { describe, expect, it } from "vitest";
import { ALERT_KINDS } from "../../../src/lib/alerts/kinds";
import { UNCONFIGURED_REASONS } from "../../../src/lib/ai/config";
import { FAILURE_CODES } from "../../../src/lib/ai/failure";
import {
  AI_REASONS,
  describeStatus,
  WORK_REASONS,
} from "../../../src/lib/ai/reasons";
import { BUDGET_CODES, ERROR_CODES } from "../../../src/lib/errors";
import { readTable } from "../../support/markdown";

describe("the reasons why AI is not used", () => {
  it("are all that the code knows, each a stable code", () => {
    const known = [
      ...UNCONFIGURED_REASONS,
      ...FAILURE_CODES,
      ...BUDGET_CODES,
      ...WORK_REASONS,
    ];
    expect(Object.keys(AI_REASONS).sort()).toEqual([...known].sort());
    expect(known.filter((code) => !ERROR_CODES.has(code))).toEqual([]);
  });

  it("stand in docs/ai.md in the same words", () => {
    const rows = Object.entries(AI_REASONS).map(([code, said]) => [
      code,
      said.means,
      said.remedy,
    ]);
    expect(readTable("docs/ai.md", "When AI is not used")).toEqual(rows);
  });

  it("make whole sentences", () => {
    for (const { means, remedy } of Object.values(AI_REASONS)) {
      expect(`${means} ${remedy}`).not.toMatch(/[.;]\s*$|\s{2}/);
      expect(remedy).toMatch(/^[A-Z]/);
    }
  });
});

describe("the kinds of alerts", () => {
  it("stand in docs/operations.md, each with the time when it is over", () => {
    const rows = readTable("docs/operations.md", "Alerts");
    expect(rows.map(([kind]) => kind)).toEqual([...ALERT_KINDS]);
    expect(rows.every(([, says, over]) => says !== "" && over !== "")).toBe(
      true,
    );
  });
});

describe("the line about AI", () => {
  it.each([
    [{ kind: "off" as const }, "off; digests quote messages (docs/ai.md)"],
    [
      { kind: "usable" as const, model: "gpt-6-luna", host: "api.openai.com" },
      "gpt-6-luna at api.openai.com",
    ],
    [
      { kind: "unusable" as const, reason: "missing_model" as const },
      "cannot be used: AI_MODEL is not set, and this provider has no default. Set AI_MODEL to a model that the provider offers. (missing_model, docs/ai.md)",
    ],
  ])("is one line: %j", (status, line) => {
    expect(describeStatus(status)).toBe(line);
  });
});
