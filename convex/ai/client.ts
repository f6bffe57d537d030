/**
 * The only place that speaks to an AI provider: one request through the openai
 * SDK, and everything that can come of it as data. The SDK neither retries nor
 * keeps time here: its retries sleep inside the action, and its timeout does not
 * see a body that stalls.
 */
import OpenAI, { APIError } from "openai";
import { readAnswer, type Answer } from "../../src/lib/ai/answer";
import type { AiConfig } from "../../src/lib/ai/config";
import { classifyRefusal, type FailureCode } from "../../src/lib/ai/failure";
import { presetOf } from "../../src/lib/ai/providers";
import {
  buildBody,
  findOmission,
  isLimitLost,
  type ChatBody,
  type ChatRequest,
  type Omission,
  type ServiceTier,
} from "../../src/lib/ai/request";

export interface Call {
  model: string;
  request: ChatRequest;
  tier: ServiceTier;
  /** Fields that this model is known to refuse. */
  omitted: readonly Omission[];
  /** A hash that stands for the workspace. */
  identifier: string;
  /** For the whole answer, body included. */
  timeoutMs: number;
}

export interface CallFailure {
  code: FailureCode;
  /** How long the provider asks to wait. */
  retryAfterMs?: number;
  /** With `refused_parameter`: what to leave out next time. */
  omission?: Omission;
}

export type CallResult =
  | { kind: "answer"; answer: Answer }
  | { kind: "failure"; failure: CallFailure };

/** Asks once. Never throws for anything the provider or the network does. */
export async function callProvider(
  config: AiConfig,
  call: Call,
): Promise<CallResult> {
  const body = buildBody(call.request, {
    ...call,
    preset: presetOf(config.provider),
  });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), call.timeoutMs);
  const aborted = rejectionOn(abort.signal);
  try {
    const asked = clientFor(config, call.timeoutMs).chat.completions.create(
      body,
      { signal: abort.signal },
    );
    // A fetch may miss its signal between the headers and the body.
    const completion: unknown = await Promise.race([asked, aborted]);
    const answer = readAnswer(completion);
    return answer === null
      ? fail("malformed_answer")
      : { kind: "answer", answer };
  } catch (error) {
    return abort.signal.aborted
      ? fail("timeout")
      : classify(error, body, call.omitted);
  } finally {
    clearTimeout(timer);
  }
}

/** Rejects when the signal is aborted. */
function rejectionOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
}

/**
 * Whether the provider's host answers at all, whatever it says. Sends neither
 * key nor text.
 */
export async function reachProvider(
  { baseUrl }: AiConfig,
  timeoutMs: number,
): Promise<"connection" | "timeout" | null> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    await fetch(baseUrl, { redirect: "manual", signal: abort.signal });
    return null;
  } catch {
    return abort.signal.aborted ? "timeout" : "connection";
  } finally {
    clearTimeout(timer);
    // The body is of no interest.
    abort.abort();
  }
}

function fail(code: FailureCode): CallResult {
  return { kind: "failure", failure: { code } };
}

/** Everything is given, so that nothing is read from the environment. */
function clientFor(config: AiConfig, timeoutMs: number): OpenAI {
  return new OpenAI({
    baseURL: config.baseUrl,
    apiKey: config.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // Later than our own clock, which alone decides.
    timeout: 2 * timeoutMs,
    // "debug" would log what people wrote.
    logLevel: "warn",
    fetch: fetchWithPlainErrors,
  });
}

/**
 * Gemini wraps its errors in an array, which the SDK reads as no error at all.
 */
async function fetchWithPlainErrors(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) {
    return response;
  }
  const { status, headers } = response;
  return new Response(unwrap(await response.text()), { status, headers });
}

function unwrap(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.length > 0
      ? JSON.stringify(parsed[0])
      : text;
  } catch {
    return text;
  }
}

function classify(
  error: unknown,
  body: ChatBody,
  omitted: readonly Omission[],
): CallResult {
  // By name: the JSON parser's error may belong to another realm.
  if (error instanceof Error && error.name === "SyntaxError") {
    return fail("malformed_answer");
  }
  return isApiError(error)
    ? { kind: "failure", failure: classifyAnswer(error, body, omitted) }
    : fail("connection");
}

function isApiError(error: unknown): error is APIError {
  return error instanceof APIError;
}

/** Without a status there was no answer at all. */
function classifyAnswer(
  { status, headers, code, type, param, message }: APIError,
  body: ChatBody,
  omitted: readonly Omission[],
): CallFailure {
  if (status === undefined) {
    return { code: "connection" };
  }
  if (status === 400 || status === 422) {
    const omission = findOmission(body, { param: param ?? null, message });
    if (omission !== null && !isLimitLost([...omitted, omission])) {
      return { code: "refused_parameter", omission };
    }
  }
  return classifyRefusal(
    {
      status,
      code: code ?? type ?? null,
      message,
      header: (name) => headers?.get(name) ?? null,
    },
    Date.now(),
  );
}
