/**
 * The AI services we can speak to: where they live, which request fields each
 * takes, and how each counts. Facts move monthly: every preset names its source.
 */
import { v } from "convex/values";

export const PROVIDERS = ["openai", "xai", "gemini", "local", "other"] as const;
export type Provider = (typeof PROVIDERS)[number];
export const vProvider = v.union(...PROVIDERS.map((name) => v.literal(name)));

/** Request fields that a service may lack: sent only where allowed. */
export const OPTIONAL_PARAMETERS = [
  "temperature",
  "reasoning_effort",
  "response_format",
  "service_tier",
  "store",
  "safety_identifier",
  "prompt_cache_options",
] as const;
export type OptionalParameter = (typeof OPTIONAL_PARAMETERS)[number];

/** The two names of the field that limits an answer's length. */
export type LimitParameter = "max_completion_tokens" | "max_tokens";

export interface Preset {
  /** Absent where the operator must name an address. */
  baseUrl?: string;
  /** Absent where the operator must name a model. */
  defaultModel?: string;
  allowed: readonly OptionalParameter[];
  limitParameter: LimitParameter;
  /**
   * Reasoning is left out of `completion_tokens` and not known to be bounded by
   * the limit, so a reservation needs room for it.
   */
  isReasoningApart: boolean;
}

const PRESETS: Record<Provider, Preset> = {
  // developers.openai.com/api/reference/resources/chat: all fields; reasoning is
  // counted in completion_tokens and bounded by max_completion_tokens.
  openai: {
    baseUrl: "https://api.openai.com/v1",
    defaultModel: "gpt-6-luna",
    allowed: OPTIONAL_PARAMETERS,
    limitParameter: "max_completion_tokens",
    isReasoningApart: false,
  },
  // docs.x.ai/developers: reasoning effort differs by model (a refusal is
  // remembered); reasoning apart: github.com/vercel/ai/issues/12425.
  xai: {
    baseUrl: "https://api.x.ai/v1",
    allowed: ["temperature", "reasoning_effort", "response_format"],
    limitParameter: "max_completion_tokens",
    isReasoningApart: true,
  },
  // ai.google.dev/gemini-api/docs/openai; reasoning apart:
  // github.com/mozilla-ai/any-llm/issues/1290.
  gemini: {
    baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai/",
    allowed: ["temperature", "reasoning_effort", "response_format"],
    limitParameter: "max_tokens",
    isReasoningApart: true,
  },
  // Ollama, llama.cpp, vLLM: the common core, and the older limit's name.
  local: {
    allowed: ["temperature", "response_format"],
    limitParameter: "max_tokens",
    isReasoningApart: true,
  },
  // A gateway or a hosted service we know nothing about.
  other: {
    allowed: ["temperature", "response_format"],
    limitParameter: "max_tokens",
    isReasoningApart: true,
  },
};

export function presetOf(provider: Provider): Preset {
  return PRESETS[provider];
}

const HOSTS: ReadonlyMap<string, Provider> = new Map([
  ["api.openai.com", "openai"],
  // Regional endpoints (developers.openai.com, data residency).
  ["eu.api.openai.com", "openai"],
  ["us.api.openai.com", "openai"],
  ["api.x.ai", "xai"],
  ["generativelanguage.googleapis.com", "gemini"],
]);

/** Loopback and RFC 1918 addresses, mDNS and container host names. */
const OWN_NETWORK =
  /^(localhost|127(\.\d{1,3}){3}|\[::1\]|10(\.\d{1,3}){3}|192\.168(\.\d{1,3}){2}|172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}|([^.]+\.)+(local|internal))$/;

/** The service behind a base URL, by its host; null when it is no http URL. */
export function providerOf(baseUrl: string): Provider | null {
  if (!URL.canParse(baseUrl)) {
    return null;
  }
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== "https:" && protocol !== "http:") {
    return null;
  }
  return (
    HOSTS.get(hostname) ?? (OWN_NETWORK.test(hostname) ? "local" : "other")
  );
}

/** 127.0.0.0/8 as URLs write it, whatever it was typed as; ::1; localhost. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether nobody between can read along: by https, or within this machine. */
export function isSafeOnTheWay(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === "https:" || LOOPBACK.test(hostname);
}
