import { describe, expect, it } from "vitest";
import { presetOf, type Provider } from "../../../src/lib/ai/providers";
import {
  buildBody,
  countCharacters,
  findOmission,
  isLimitLost,
  type BodyOptions,
  type ChatRequest,
  type Omission,
} from "../../../src/lib/ai/request";

const REQUEST: ChatRequest = {
  messages: [
    { role: "system", content: "Summarise." },
    { role: "user", content: "c1 asks a price." },
  ],
  maxOutputTokens: 800,
  temperature: 0.2,
  schema: { name: "digest", schema: { type: "object" } },
};

const build = (
  provider: Provider,
  omitted: readonly Omission[] = [],
  tier: BodyOptions["tier"] = "flex",
) =>
  buildBody(REQUEST, {
    preset: presetOf(provider),
    model: "m",
    tier,
    identifier: "id",
    omitted,
  });

describe("buildBody", () => {
  it("sends OpenAI everything, and nothing to be stored or cached", () => {
    expect(build("openai")).toEqual({
      model: "m",
      messages: REQUEST.messages,
      stream: false,
      max_completion_tokens: 800,
      temperature: 0.2,
      reasoning_effort: "none",
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "digest",
          schema: { type: "object" },
          strict: true,
        },
      },
      service_tier: "flex",
      store: false,
      safety_identifier: "id",
      prompt_cache_options: { mode: "explicit" },
    });
  });

  it.each([
    ["xai", "max_completion_tokens", true],
    ["gemini", "max_tokens", true],
    ["local", "max_tokens", false],
    ["other", "max_tokens", false],
  ] as const)("sends %s only what it knows", (provider, limit, hasEffort) => {
    expect(Object.keys(build(provider)).sort()).toEqual(
      [
        "messages",
        "model",
        "response_format",
        "stream",
        "temperature",
        limit,
        ...(hasEffort ? ["reasoning_effort"] : []),
      ].sort(),
    );
  });

  it("asks for no tier unless it is a cheaper one", () => {
    expect(build("openai", [], "default")).not.toHaveProperty("service_tier");
  });

  it.each([
    ["temperature", "temperature"],
    ["reasoning_effort", "reasoning_effort"],
    ["service_tier", "service_tier"],
    ["store", "store"],
    ["safety_identifier", "safety_identifier"],
    ["prompt_cache_options", "prompt_cache_options"],
    ["json_object", "response_format"],
  ] as const)("leaves %s out once it was refused", (omission, field) => {
    expect(build("openai")).toHaveProperty(field);
    expect(build("openai", [omission])).not.toHaveProperty(field);
  });

  it("goes down from json_schema to json_object to words", () => {
    const [first, second, third] = [
      build("openai"),
      build("openai", ["json_schema"]),
      build("openai", ["json_schema", "json_object"]),
    ].map((body) => body.response_format?.type);
    expect([first, second, third]).toEqual([
      "json_schema",
      "json_object",
      undefined,
    ]);
  });

  it("asks for little reasoning where none is refused", () => {
    const steps: Omission[][] = [
      [],
      ["reasoning_none"],
      ["reasoning_none", "reasoning_effort"],
    ];
    expect(
      steps.map((omitted) => build("xai", omitted).reasoning_effort),
    ).toEqual(["none", "low", undefined]);
  });

  it("always sends a limit, under its other name if need be", () => {
    expect(build("openai", ["max_completion_tokens"])).toMatchObject({
      max_tokens: 800,
    });
    expect(build("local", ["max_tokens"])).toMatchObject({
      max_completion_tokens: 800,
    });
    expect(isLimitLost(["max_tokens"])).toBe(false);
    expect(isLimitLost(["max_tokens", "max_completion_tokens"])).toBe(true);
  });
});

describe("findOmission", () => {
  const find = (
    param: string | null,
    message = "",
    omitted: readonly Omission[] = [],
  ) => findOmission(build("openai", omitted), { param, message });

  it.each([
    ["temperature", "temperature"],
    ["reasoning_effort", "reasoning_none"],
    ["prompt_cache_options.mode", "prompt_cache_options"],
    ["response_format", "json_schema"],
    ["response_format.json_schema.schema", "json_schema"],
    ["max_completion_tokens", "max_completion_tokens"],
  ])("reads the named parameter %s", (param, omission) => {
    expect(find(param)).toBe(omission);
  });

  it.each([
    ["Argument not supported on this model: reasoningEffort", "reasoning_none"],
    ["Unknown name 'store': cannot find field.", "store"],
    ["`response_format` is not available", "json_schema"],
  ])("reads it from the text without one: %s", (message, omission) => {
    expect(find(null, message)).toBe(omission);
  });

  it("takes the next step of what goes down in steps", () => {
    expect(find("response_format", "", ["json_schema"])).toBe("json_object");
    expect(find("reasoning_effort", "", ["reasoning_none"])).toBe(
      "reasoning_effort",
    );
  });

  it.each([
    ["messages", "the temperature of this is wrong"],
    ["model", ""],
    ["frequency_penalty", ""],
    [null, "maximum context length is 8192"],
    [null, "storeroom is full"],
    [null, ""],
  ])("finds nothing to leave out in %j %j", (param, message) => {
    expect(find(param, message)).toBeNull();
  });

  it("finds nothing that was not sent", () => {
    expect(find("temperature", "", ["temperature"])).toBeNull();
  });
});

it("counts the characters of messages and schema", () => {
  const { schema, ...plain } = REQUEST;
  const text = "Summarise.".length + "c1 asks a price.".length;
  expect(countCharacters(plain)).toBe(text);
  expect(countCharacters(REQUEST)).toBe(text + JSON.stringify(schema).length);
});
