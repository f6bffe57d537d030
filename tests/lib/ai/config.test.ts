import { describe, expect, it } from "vitest";
import { readConfig, type AiEnvironment } from "../../../src/lib/ai/config";
import { DEFAULT_CEILING } from "../../../src/lib/ai/cost";
import { providerOf } from "../../../src/lib/ai/providers";

const OPENAI: AiEnvironment = { AI_API_KEY: "k", AI_NO_TRAINING: "yes" };

const configOf = (environment: AiEnvironment) => {
  const read = readConfig(environment);
  return read.kind === "configured" ? read.config : read.reason;
};

describe("providerOf", () => {
  it.each([
    ["https://api.openai.com/v1", "openai"],
    ["https://eu.api.openai.com/v1", "openai"],
    ["https://api.x.ai/v1", "xai"],
    ["https://generativelanguage.googleapis.com/v1beta/openai/", "gemini"],
    ["http://127.0.0.1:11434/v1", "local"],
    ["http://localhost:8080/v1", "local"],
    ["http://[::1]:8080/v1", "local"],
    ["http://192.168.1.7/v1", "local"],
    ["http://172.20.0.3/v1", "local"],
    ["http://ollama.local/v1", "local"],
    ["http://host.docker.internal:11434/v1", "local"],
    ["https://openrouter.ai/api/v1", "other"],
    ["https://api.openai.com.evil.example/v1", "other"],
    ["https://127.0.0.1.evil.example/v1", "other"],
    ["http://172.32.0.1/v1", "other"],
    ["ftp://localhost/v1", null],
    ["localhost", null],
    ["", null],
  ])("%s is %s", (url, provider) => {
    expect(providerOf(url)).toBe(provider);
  });
});

describe("readConfig", () => {
  it("is off when nothing is set", () => {
    expect(configOf({})).toBe("not_configured");
    expect(configOf({ AI_BASE_URL: "", AI_API_KEY: " " })).toBe(
      "not_configured",
    );
    expect(configOf({ AI_MODEL: "gpt-6-luna" })).toBe("not_configured");
  });

  it("needs only a key for OpenAI, and the promise about training", () => {
    expect(configOf(OPENAI)).toEqual({
      provider: "openai",
      baseUrl: "https://api.openai.com/v1",
      apiKey: "k",
      model: "gpt-6-luna",
      modelLarge: "gpt-6-luna",
      ceiling: DEFAULT_CEILING,
    });
  });

  it.each(["", "no", "true", "YES"])(
    "sends nothing out of the house with AI_NO_TRAINING=%j",
    (promise) => {
      expect(configOf({ ...OPENAI, AI_NO_TRAINING: promise })).toBe(
        "training_not_excluded",
      );
    },
  );

  it("needs neither key nor promise on our own network", () => {
    const AI_BASE_URL = "http://127.0.0.1:11434/v1";
    expect(configOf({ AI_BASE_URL, AI_MODEL: "qwen3:8b" })).toMatchObject({
      provider: "local",
      apiKey: "none",
      model: "qwen3:8b",
    });
    expect(configOf({ AI_BASE_URL })).toBe("missing_model");
  });

  it.each([
    "http://localhost:11434/v1",
    "http://LOCALHOST/v1",
    "http://127.0.0.1/v1",
    "http://127.8.9.10:1/v1",
    "http://127.1/v1",
    "http://[::1]:8080/v1",
    "http://[0:0:0:0:0:0:0:1]/v1",
  ])("takes plain http to this machine: %s", (AI_BASE_URL) => {
    expect(configOf({ AI_BASE_URL, AI_MODEL: "m" })).toMatchObject({
      baseUrl: AI_BASE_URL,
    });
  });

  it.each([
    "http://api.openai.com/v1",
    "http://192.168.1.7/v1",
    "http://10.0.0.1/v1",
    "http://128.0.0.1/v1",
    "http://0.0.0.0/v1",
    "http://[::2]/v1",
    "http://[::ffff:127.0.0.2]/v1",
    "http://ollama.local/v1",
    "http://host.docker.internal:11434/v1",
    "http://localhost.evil.example/v1",
    "http://127.0.0.1.evil.example/v1",
  ])("refuses plain http to any other: %s", (AI_BASE_URL) => {
    const environment = { ...OPENAI, AI_BASE_URL, AI_MODEL: "m" };
    expect(configOf(environment)).toBe("insecure_address");
    const secure = AI_BASE_URL.replace("http:", "https:");
    expect(configOf({ ...environment, AI_BASE_URL: secure })).toMatchObject({
      baseUrl: secure,
    });
  });

  it("speaks to a gateway of our own as the provider it stands for", () => {
    const AI_BASE_URL = "http://localhost:4000/v1";
    expect(configOf({ AI_BASE_URL, AI_PROVIDER: "openai" })).toMatchObject({
      provider: "openai",
      baseUrl: AI_BASE_URL,
      model: "gpt-6-luna",
    });
  });

  it("takes a provider's own address by its name", () => {
    expect(
      configOf({ ...OPENAI, AI_PROVIDER: "xai", AI_MODEL: "grok-4.3" }),
    ).toMatchObject({ provider: "xai", baseUrl: "https://api.x.ai/v1" });
  });

  it("takes another large model and another ceiling", () => {
    expect(
      configOf({
        ...OPENAI,
        AI_MODEL_LARGE: "gpt-6-sol",
        AI_UNKNOWN_MODEL_PRICE: "0.07/1.5",
      }),
    ).toMatchObject({
      model: "gpt-6-luna",
      modelLarge: "gpt-6-sol",
      ceiling: { input: 70, output: 1500 },
    });
  });

  it.each<[string, AiEnvironment, string]>([
    ["no URL", { AI_BASE_URL: "example.com" }, "invalid_address"],
    ["another scheme", { AI_BASE_URL: "ftp://localhost" }, "invalid_address"],
    [
      "a name in the URL",
      { ...OPENAI, AI_BASE_URL: "https://u:p@ai.example/v1" },
      "invalid_address",
    ],
    [
      "only a password in the URL",
      { ...OPENAI, AI_BASE_URL: "https://:p@ai.example/v1" },
      "invalid_address",
    ],
    [
      "a name in the URL of this machine",
      { AI_BASE_URL: "http://u@localhost/v1" },
      "invalid_address",
    ],
    ["a made-up provider", { ...OPENAI, AI_PROVIDER: "x" }, "unknown_provider"],
    ["no address", { ...OPENAI, AI_PROVIDER: "other" }, "missing_address"],
    [
      "a key in two lines",
      { ...OPENAI, AI_API_KEY: "sk-1\nsk" },
      "invalid_key",
    ],
    ["a key in quotes", { ...OPENAI, AI_API_KEY: "“sk-1”" }, "invalid_key"],
    ["no key", { AI_BASE_URL: "https://api.x.ai/v1" }, "missing_key"],
    ["no model", { ...OPENAI, AI_PROVIDER: "xai" }, "missing_model"],
    [
      "an unreadable price",
      { ...OPENAI, AI_UNKNOWN_MODEL_PRICE: "$2" },
      "invalid_price",
    ],
  ])("refuses %s", (_name, environment, reason) => {
    expect(configOf(environment)).toBe(reason);
  });
});
