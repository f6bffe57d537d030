/**
 * The only place that speaks to Kapso, and only to read: one request, and
 * everything that can come of it as data. An error says nothing of the key, the
 * address or what was answered.
 */
import {
  classifyStatus,
  type KapsoFailure,
} from "../../src/lib/kapso/api/failure";
import { readRateHeaders, type RateNews } from "../../src/lib/kapso/api/rate";
import { parseJson } from "../../src/lib/kapso/json";
import { readCapped } from "../../src/lib/webhooks/body";
import type { Connection } from "./keys";

/** Kapso's own limit for an answer of ours is 10 s (contract, section 2). */
export const REQUEST_TIMEOUT_MS = 20_000;
/** A page of a hundred messages is some 300 kB; a large workflow likewise. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export interface KapsoRequest {
  /** Below the base address, with its leading slash; parts are encoded. */
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
}

export type KapsoReply = (
  { kind: "answer"; body: unknown } | { kind: "failure"; failure: KapsoFailure }
) & { rate: RateNews };

/** Asks once. Never throws for anything that Kapso or the network does. */
export async function askKapso(
  { baseUrl, apiKey }: Connection,
  request: KapsoRequest,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<KapsoReply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  // A fetch may miss its signal between the headers and the body.
  const aborted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener("abort", () => reject(new Error("aborted")));
  });
  try {
    const reply = fetch(urlOf(baseUrl, request), {
      headers: { "X-API-Key": apiKey, Accept: "application/json" },
      // Nobody else may get the key.
      redirect: "manual",
      signal: abort.signal,
    }).then((response) => readReply(response, request));
    return await Promise.race([reply, aborted]);
  } catch {
    return fail(abort.signal.aborted ? "kapso_timeout" : "kapso_unreachable");
  } finally {
    clearTimeout(timer);
    // What was not read is of no interest.
    abort.abort();
  }
}

function urlOf(baseUrl: string, { path, query = {} }: KapsoRequest): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) {
      parameters.set(name, String(value));
    }
  }
  const text = parameters.toString();
  return text === "" ? `${baseUrl}${path}` : `${baseUrl}${path}?${text}`;
}

async function readReply(
  response: Response,
  request: KapsoRequest,
): Promise<KapsoReply> {
  const { status } = response;
  const rate = readRateHeaders(
    status,
    (name) => response.headers.get(name),
    Date.now(),
  );
  if (status !== 200) {
    const code = classifyStatus(status, request.query?.["after"] !== undefined);
    const retryAfterMs =
      code === "kapso_rate_limited" ? rate.blockedMs : undefined;
    return {
      kind: "failure",
      failure: retryAfterMs === undefined ? { code } : { code, retryAfterMs },
      rate,
    };
  }
  const read = await readCapped(response.body, MAX_ANSWER_BYTES);
  if (read.kind === "too_large") {
    return fail("kapso_too_large", rate);
  }
  const body = parseJson(new TextDecoder().decode(read.bytes));
  return body === undefined
    ? fail("kapso_unreadable", rate)
    : { kind: "answer", body, rate };
}

function fail(code: KapsoFailure["code"], rate: RateNews = {}): KapsoReply {
  return { kind: "failure", failure: { code }, rate };
}
