/**
 * The body of a chat.completions request: our own request, put into the fields
 * that the provider takes, minus what this model was seen to refuse.
 */
import { v } from "convex/values";
import {
  OPTIONAL_PARAMETERS,
  type LimitParameter,
  type OptionalParameter,
  type Preset,
} from "./providers";

export interface ChatMessage {
  role: "system" | "user";
  content: string;
}

/** What we ask for, whoever answers. */
export interface ChatRequest {
  messages: ChatMessage[];
  /** Tokens of the answer, reasoning included where the provider counts it so. */
  maxOutputTokens: number;
  temperature?: number;
  /** JSON Schema of the answer; strict where the provider can. */
  schema?: { name: string; schema: Record<string, unknown> };
}

export const SERVICE_TIERS = ["default", "flex"] as const;
export type ServiceTier = (typeof SERVICE_TIERS)[number];
export const vServiceTier = v.union(
  ...SERVICE_TIERS.map((tier) => v.literal(tier)),
);

/**
 * What is left out for a model that refused it. Two fields go down in steps: the
 * response format from json_schema to json_object to words only, the reasoning
 * effort from none to low to the model's own. The limit is never left out (it
 * bounds the cost), only sent under its other name.
 */
export const OMISSIONS = [
  "temperature",
  "reasoning_none",
  "reasoning_effort",
  "service_tier",
  "store",
  "safety_identifier",
  "prompt_cache_options",
  "json_schema",
  "json_object",
  "max_completion_tokens",
  "max_tokens",
] as const;
export type Omission = (typeof OMISSIONS)[number];
export const vOmission = v.union(...OMISSIONS.map((name) => v.literal(name)));

type ResponseFormat =
  | {
      type: "json_schema";
      json_schema: {
        name: string;
        schema: Record<string, unknown>;
        strict: true;
      };
    }
  | { type: "json_object" };

export interface ChatBody {
  model: string;
  messages: ChatMessage[];
  stream: false;
  max_completion_tokens?: number;
  max_tokens?: number;
  temperature?: number;
  reasoning_effort?: "none" | "low";
  response_format?: ResponseFormat;
  service_tier?: ServiceTier;
  store?: false;
  safety_identifier?: string;
  prompt_cache_options?: { mode: "explicit" };
}

export interface BodyOptions {
  preset: Preset;
  model: string;
  tier: ServiceTier;
  /** Stands for the workspace; says nothing about it. */
  identifier: string;
  omitted: readonly Omission[];
}

export function buildBody(
  request: ChatRequest,
  options: BodyOptions,
): ChatBody {
  const omitted = new Set<Omission>(options.omitted);
  const isSent = (name: Exclude<OptionalParameter, "response_format">) =>
    options.preset.allowed.includes(name) && !omitted.has(name);
  const format = options.preset.allowed.includes("response_format")
    ? formatOf(request, omitted)
    : undefined;
  return {
    model: options.model,
    messages: request.messages,
    stream: false,
    [limitParameterOf(options.preset, omitted)]: request.maxOutputTokens,
    ...(request.temperature !== undefined && isSent("temperature")
      ? { temperature: request.temperature }
      : {}),
    // Reasoning is on by default and billed as output.
    ...(isSent("reasoning_effort")
      ? { reasoning_effort: omitted.has("reasoning_none") ? "low" : "none" }
      : {}),
    ...(format === undefined ? {} : { response_format: format }),
    ...(options.tier === "flex" && isSent("service_tier")
      ? { service_tier: "flex" }
      : {}),
    ...(isSent("store") ? { store: false } : {}),
    ...(isSent("safety_identifier")
      ? { safety_identifier: options.identifier }
      : {}),
    // The implicit breakpoint would write text to the cache that no one reads
    // again, at 1.25 times the price of input.
    ...(isSent("prompt_cache_options")
      ? { prompt_cache_options: { mode: "explicit" } }
      : {}),
  };
}

function limitParameterOf(
  preset: Preset,
  omitted: ReadonlySet<Omission>,
): LimitParameter {
  return omitted.has(preset.limitParameter)
    ? otherLimit(preset.limitParameter)
    : preset.limitParameter;
}

function otherLimit(name: LimitParameter): LimitParameter {
  return name === "max_tokens" ? "max_completion_tokens" : "max_tokens";
}

function formatOf(
  { schema }: ChatRequest,
  omitted: ReadonlySet<Omission>,
): ResponseFormat | undefined {
  if (schema === undefined || omitted.has("json_object")) {
    return undefined;
  }
  return omitted.has("json_schema")
    ? { type: "json_object" }
    : { type: "json_schema", json_schema: { ...schema, strict: true } };
}

/** Characters that the provider will count as input. */
export function countCharacters(request: ChatRequest): number {
  const text = request.messages.reduce(
    (sum, message) => sum + message.content.length,
    0,
  );
  return text + (request.schema ? JSON.stringify(request.schema).length : 0);
}

/**
 * What to leave out next after a refusal, or null when it names nothing that we
 * sent and can do without.
 *
 * @param param the refusal's `param`, e.g. "response_format.json_schema".
 * @param message its text, in which xAI names the field in camelCase.
 */
export function findOmission(
  body: ChatBody,
  refusal: { param: string | null; message: string },
): Omission | null {
  const named = new Set(
    [refusal.param ?? "", refusal.message].flatMap(wordsOf),
  );
  const [head] = wordsOf(refusal.param ?? "");
  const candidates = [
    ...OPTIONAL_PARAMETERS,
    "max_completion_tokens",
    "max_tokens",
  ] as const;
  const isIn = (name: (typeof candidates)[number]) => body[name] !== undefined;
  // `param` is exact; words of the message only count without it.
  const found =
    candidates.find((name) => name === head && isIn(name)) ??
    (refusal.param === null
      ? candidates.find((name) => named.has(name) && isIn(name))
      : undefined);
  return found === undefined ? null : omissionOf(found, body);
}

function omissionOf(
  name: OptionalParameter | LimitParameter,
  body: ChatBody,
): Omission {
  switch (name) {
    case "response_format":
      return body.response_format?.type === "json_object"
        ? "json_object"
        : "json_schema";
    case "reasoning_effort":
      return body.reasoning_effort === "none" ? "reasoning_none" : name;
    default:
      return name;
  }
}

/** Field names in a text, camelCase as snake_case. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Za-z_]+/g) ?? []).map((word) =>
    word.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase(),
  );
}

/** True when leaving this out too would leave the answer without a limit. */
export function isLimitLost(omitted: readonly Omission[]): boolean {
  return (
    omitted.includes("max_tokens") && omitted.includes("max_completion_tokens")
  );
}
