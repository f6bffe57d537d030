/** What `npm run ai -- check` takes and says. */
import { describe, expect, it } from "vitest";
import {
  describeCheck,
  parseCheckOptions,
} from "../../../scripts/local/aiCheck";

const parse = (...args: string[]) => parseCheckOptions(args, {}, "/repo");

describe("the options", () => {
  it("ask the server of the default data folder unless told otherwise", () => {
    expect(parse("check")).toEqual({
      data: "/repo/.data",
      isOfEnvironment: false,
      workspace: undefined,
    });
    expect(
      parse("check", "--data", "d", "--environment", "--workspace", "acme"),
    ).toEqual({
      data: "/repo/d",
      isOfEnvironment: true,
      workspace: "acme",
    });
    expect(parseCheckOptions(["check"], { CRM_DATA: "/x" }, "/repo").data).toBe(
      "/x",
    );
  });

  it.each([
    [["chek"], 'npm run ai knows "check" and nothing else; it was "chek".'],
    [[], 'npm run ai knows "check" and nothing else; it was "".'],
    [
      ["check", "--dat"],
      "There is no option --dat. npm run ai -- --help lists what it takes.",
    ],
  ])("are refused in words: %j", (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});

describe("what is said", () => {
  it("is model, tokens and cost when it works", () => {
    const text = describeCheck(
      {
        kind: "answered",
        provider: "openai",
        model: "gpt-6-luna",
        host: "api.openai.com",
        model_served: "gpt-6-luna-2026-09-22",
        workspace: "demo",
        input_tokens: 17,
        output_tokens: 2,
        cost_nano_usd: 2700,
        is_estimated: true,
      },
      "this environment",
    );
    expect(text.split("\n")).toEqual([
      "AI can be used (this environment).",
      "provider  openai at api.openai.com",
      "model     gpt-6-luna, answered as gpt-6-luna-2026-09-22",
      "tokens    17 in, 2 out, estimated",
      "cost      0.000002700 USD, of workspace demo",
    ]);
  });

  it("is the reason and what to do when it does not", () => {
    const text = describeCheck(
      { kind: "refused", reason: "training_not_excluded" },
      "this environment",
    );
    expect(text).toContain("AI cannot be used (this environment)");
    expect(text).toContain("AI_NO_TRAINING=yes");
    expect(text).toContain("Reason: training_not_excluded.");
  });

  it("is that a workspace is missing", () => {
    const text = describeCheck({ kind: "no_workspace" }, "this environment");
    expect(text).toContain("no workspace");
  });
});
