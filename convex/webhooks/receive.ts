/**
 * The HTTP side of a delivery: cap the bytes, verify the signature, record in
 * one mutation, answer. No business logic and no identity here: the signature
 * is the only credential, and a foreign Authorization header must not matter.
 */
import { listDelivery } from "../../src/lib/kapso/parse";
import { readCapped } from "../../src/lib/webhooks/body";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import {
  holdsSignature,
  type SignatureFailure,
  type SigningSecret,
  verifySignature,
} from "../../src/lib/webhooks/signature";
import {
  summarizeDelivery,
  type DeliverySummary,
} from "../../src/lib/webhooks/summary";
import { internal } from "../_generated/api";
import { httpAction, type ActionCtx } from "../_generated/server";
import { loadSecrets, metaAppSecrets } from "../model/webhooks/acceptedSecrets";
import { DEFAULT_ENDPOINT_KEY } from "../model/webhooks/endpoints";
import { errorResponse, jsonResponse } from "../model/shared/http";
import { errorName, logEvent } from "../model/shared/log";
import {
  countFailedSignature,
  readSignatureLimit,
} from "../model/webhooks/signatureLimit";
import {
  BATCH_HEADER,
  EVENT_HEADER,
  IDEMPOTENCY_KEY_HEADER,
  VERSION_HEADER,
} from "../../src/lib/kapso/headers";

/**
 * Meta's bodies may reach 3 MB (contract 12), and a Kapso batch of a hundred
 * texts of 4,096 characters comes near.
 */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** A longer idempotency key is replaced by its hash. */
const MAX_IDEMPOTENCY_KEY_LENGTH = 256;
/** What `hub.challenge` may look like to be echoed. */
const CHALLENGE_PATTERN = /^[\w.~-]{1,256}$/;

const PATH = "/webhooks/kapso";
/** Names the request in the log, and a recorded delivery everywhere. */
const REQUEST_ID_HEADER = "X-Request-Id";

/**
 * `POST /webhooks/kapso[/<endpoint_key>]`: see docs/endpoint.md. Each answer has
 * an id: the delivery's where it was recorded, else one that only the log knows.
 */
export const receive = httpAction(async (ctx: ActionCtx, request) => {
  const requestId = crypto.randomUUID();
  const response = await answer(ctx, request, requestId);
  if (!response.headers.has(REQUEST_ID_HEADER)) {
    response.headers.set(REQUEST_ID_HEADER, requestId);
  }
  return response;
});

async function answer(
  ctx: ActionCtx,
  request: Request,
  requestId: string,
): Promise<Response> {
  const startedAt = Date.now();
  const endpointKey = endpointKeyOf(request);
  if (isEncoded(request.headers)) {
    return errorResponse(415, "unsupported_encoding", {
      message: "Send the body as it was signed, without a Content-Encoding.",
    });
  }
  // Only what may be signed is read from a sender that keeps failing.
  if (!holdsSignature(request.headers)) {
    const limit = await readSignatureLimit(ctx);
    if (limit.isLimited) {
      return rateLimited(limit.retryAfterMs);
    }
  }
  const read = await readCapped(request.body, MAX_BODY_BYTES);
  if (read.kind === "too_large") {
    return tooLarge(requestId);
  }
  const secrets = await loadSecrets(ctx, endpointKey);
  if (secrets === "unreadable") {
    return unavailable();
  }
  if (secrets === null) {
    return errorResponse(503, "not_configured", {
      message: "This endpoint has no webhook secret that it can use.",
    });
  }
  const verdict = await verifySignature({
    headers: request.headers,
    body: read.bytes,
    secrets,
    // Meta's app secret is everybody's: it opens no endpoint that is closed.
    metaAppSecrets: secrets.length === 0 ? [] : metaAppSecrets(),
  });
  if (!verdict.ok) {
    return await refuse(ctx, {
      requestId,
      endpointKey,
      reason: verdict.reason,
      bodyBytes: read.bytes.length,
    });
  }
  return await record(ctx, request, {
    requestId,
    endpointKey,
    bytes: read.bytes,
    verifiedBy: verdict.by,
    startedAt,
  });
}

/** `GET` on the same paths: a person or a monitor asks whether we are here. */
export const describeEndpoint = httpAction(async (_ctx, request) => {
  const challenge = new URL(request.url).searchParams.get("hub.challenge");
  const text =
    challenge !== null && CHALLENGE_PATTERN.test(challenge)
      ? challenge
      : "This endpoint is ready. Kapso posts signed webhooks here.\n";
  return new Response(text, {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    },
  });
});

/** Kapso signs the bytes it sends and compresses none of them. */
function isEncoded(headers: Headers): boolean {
  const encoding = headers.get("Content-Encoding")?.trim().toLowerCase() ?? "";
  return encoding !== "" && encoding !== "identity";
}

/** The key in the path, whatever slashes somebody put around it. */
function endpointKeyOf(request: Request): string {
  const { pathname } = new URL(request.url);
  const parts = pathname.slice(PATH.length).split("/");
  return parts.filter((part) => part !== "").join("/") || DEFAULT_ENDPOINT_KEY;
}

function tooLarge(requestId: string): Response {
  // Not the endpoint's key: nothing is proven, so it is whatever stands there.
  logEvent("webhook.too_large", { http_request_id: requestId });
  return errorResponse(413, "body_too_large", {
    message: "The body is larger than this endpoint takes.",
  });
}

interface Refused {
  requestId: string;
  endpointKey: string;
  reason: SignatureFailure;
  bodyBytes: number;
}

/** Counts a failed verification by address: 401, past the limit 429. */
async function refuse(
  ctx: ActionCtx,
  { requestId, endpointKey, reason, bodyBytes }: Refused,
): Promise<Response> {
  const limit = await countFailedSignature(ctx);
  if (!limit.isLimited) {
    await noteRefusal(ctx, endpointKey, reason);
  }
  logEvent("webhook.refused", {
    http_request_id: requestId,
    reason,
    body_bytes: bodyBytes,
    is_limited: limit.isLimited,
  });
  if (limit.isLimited) {
    return rateLimited(limit.retryAfterMs);
  }
  return errorResponse(401, "invalid_signature", {
    message: "The signature header is missing or does not match the body.",
  });
}

/** The answer is the same when it cannot be noted. */
async function noteRefusal(
  ctx: ActionCtx,
  endpoint_key: string,
  reason: SignatureFailure,
): Promise<void> {
  try {
    await ctx.runMutation(internal.webhooks.endpoints.noteRefusal, {
      endpoint_key,
      reason,
    });
  } catch (error) {
    logEvent("webhook.not_noted", { error_name: errorName(error) });
  }
}

function rateLimited(retryAfterMs: number): Response {
  return errorResponse(429, "rate_limited", {
    message: "Too many deliveries with a wrong signature.",
    retryAfterMs,
  });
}

function unavailable(): Response {
  return errorResponse(503, "unavailable", {
    message: "The delivery could not be stored. Please send it again.",
  });
}

interface VerifiedDelivery {
  requestId: string;
  endpointKey: string;
  bytes: Uint8Array<ArrayBuffer>;
  verifiedBy: SigningSecret;
  /** When its request began, ms UTC. */
  startedAt: number;
}

/** Records a verified delivery; answers 503 when nothing could be stored. */
async function record(
  ctx: ActionCtx,
  request: Request,
  verified: VerifiedDelivery,
): Promise<Response> {
  const { endpointKey, bytes, startedAt } = verified;
  const body = new TextDecoder().decode(bytes);
  const summary = summarize(body, request.headers);
  const bodySha256 = await sha256Hex(bytes);
  try {
    const result = await ctx.runMutation(
      internal.webhooks.record.recordDelivery,
      {
        endpoint_key: endpointKey,
        idempotency_key: await idempotencyKeyOf(request, bodySha256),
        ...summary,
        body,
        headers: {
          event: request.headers.get(EVENT_HEADER) ?? undefined,
          version: request.headers.get(VERSION_HEADER) ?? undefined,
          batch: request.headers.get(BATCH_HEADER) ?? undefined,
        },
        verified_by: verified.verifiedBy,
        body_sha256: bodySha256,
        body_bytes: bytes.length,
      },
    );
    logEvent(`webhook.${result.status}`, {
      audit_id: result.audit_id,
      item_count: summary.item_count,
      body_bytes: bytes.length,
      duration_ms: Date.now() - startedAt,
    });
    return jsonResponse(200, result, { [REQUEST_ID_HEADER]: result.audit_id });
  } catch (error) {
    logEvent("webhook.not_stored", {
      http_request_id: verified.requestId,
      endpoint_key: endpointKey,
      error_name: errorName(error),
    });
    return unavailable();
  }
}

/**
 * The delivery's summary. Listing does not throw; should it ever, the delivery
 * is recorded all the same and waits for a corrected parser.
 */
function summarize(body: string, headers: Headers): DeliverySummary {
  try {
    return summarizeDelivery(listDelivery(body, headers));
  } catch (error) {
    logEvent("webhook.parser_failed", {
      error_name: errorName(error),
    });
    return {
      payload_form: "v2",
      event_type: "unknown",
      phone_number_id: undefined,
      item_count: 0,
      rejected_reason: undefined,
    };
  }
}

async function idempotencyKeyOf(
  request: Request,
  bodySha256: string,
): Promise<string> {
  const header = request.headers.get(IDEMPOTENCY_KEY_HEADER)?.trim() ?? "";
  if (header === "") {
    return `sha256:${bodySha256}`;
  }
  if (header.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    return `key-sha256:${await sha256Hex(new TextEncoder().encode(header))}`;
  }
  return header;
}
