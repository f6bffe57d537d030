import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../src/lib/ai/answer";

const choice = (over: object = {}, finish: string | null = "stop") => ({
  choices: [
    { index: 0, finish_reason: finish, message: { content: "Hi", ...over } },
  ],
});

describe("readAnswer", () => {
  it("reads text, model, tier and usage", () => {
    expect(
      readAnswer({
        ...choice(),
        model: "gpt-6-luna-2026-09-22",
        service_tier: "flex",
        usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
      }),
    ).toEqual({
      text: "Hi",
      finishReason: "stop",
      modelServed: "gpt-6-luna-2026-09-22",
      tierServed: "flex",
      usage: { input: 10, cached: 0, cacheWrite: 0, output: 2 },
    });
  });

  it("takes an answer without usage, model or tier", () => {
    expect(readAnswer(choice())).toEqual({
      text: "Hi",
      finishReason: "stop",
      usage: null,
    });
    expect(
      readAnswer({ ...choice(), model: 5, service_tier: null }),
    ).toMatchObject({ text: "Hi" });
  });

  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content_filter", "content_filter"],
    ["tool_calls", "other"],
    [null, "other"],
  ])("knows why the model stopped: %s", (given, finishReason) => {
    expect(readAnswer(choice({}, given))).toMatchObject({ finishReason });
  });

  it("gives no text where the model refused", () => {
    expect(readAnswer(choice({ refusal: "I cannot." }))).toMatchObject({
      text: "",
      finishReason: "content_filter",
    });
    expect(readAnswer(choice({ content: null }))).toMatchObject({ text: "" });
  });

  it.each([
    ["a page", "<html></html>"],
    ["nothing", undefined],
    ["an empty object", {}],
    ["no choices", { choices: [] }],
    ["an error with status 200", { error: { message: "no" } }],
    ["a choice without message", { choices: [{ finish_reason: "stop" }] }],
    ["content that is no text", choice({ content: [{ type: "text" }] })],
  ])("refuses %s", (_name, body) => {
    expect(readAnswer(body)).toBeNull();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (body, inner) => {
        readAnswer(body);
        readAnswer({ choices: [inner], usage: body });
      }),
    );
  });
});
