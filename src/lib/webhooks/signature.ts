/**
 * Verifies a webhook's signature: that a body came from someone who knows the
 * secret, before anything reads it. HMAC-SHA256 over the received bytes, never over a body
 * that was parsed and written again.
 */
import { isForwardedByMeta } from "../kapso/forms";
import { META_SIGNATURE_HEADER, SIGNATURE_HEADER } from "../kapso/headers";

/** HMAC-SHA256 is 32 bytes, so 64 hex digits. */
const SIGNATURE_PATTERN = /^(?:sha256=)?([0-9a-f]{64})$/i;

export const SIGNATURE_FAILURES = [
  /** No signature header at all. */
  "missing",
  /** A header that is no hex HMAC-SHA256: wrong length, odd, not hex. */
  "malformed",
  /** A well-formed signature that no secret makes, or no secret is set. */
  "mismatch",
] as const;
export type SignatureFailure = (typeof SIGNATURE_FAILURES)[number];

/** Whose secret proved a body: the endpoint's, its one of before, or Meta's. */
export type SigningSecret = "current" | "previous" | "meta";

export type SignatureVerdict =
  { ok: true; by: SigningSecret } | { ok: false; reason: SignatureFailure };

export type SignedRequest = {
  headers: { get(name: string): string | null };
  /** The bytes as received. */
  body: Uint8Array<ArrayBuffer>;
  /** The endpoint's secrets: current, then previous while they rotate. */
  secrets: string[];
  /**
   * Secrets of Meta apps. They verify only Meta's header and only bodies in
   * Meta's form, so that Meta's key cannot speak for Kapso.
   */
  metaAppSecrets?: string[];
};

/**
 * Checks a delivery's signature headers. Either header is enough; when both are
 * there and one fails, the other may still prove the body.
 *
 * Spaces around a value are not part of it (RFC 9110, 5.5) and ignored. Every
 * secret is tried, and each comparison is `crypto.subtle.verify`, so timing
 * tells nothing about a secret.
 */
export async function verifySignature(
  request: SignedRequest,
): Promise<SignatureVerdict> {
  const { headers, body, secrets, metaAppSecrets = [] } = request;
  const own = readSignature(headers.get(SIGNATURE_HEADER));
  const meta = readSignature(headers.get(META_SIGNATURE_HEADER));
  if (own.kind === "signature") {
    const by = await findMatch(own.bytes, body, secrets);
    if (by !== null) {
      return { ok: true, by: ownSecretAt(by) };
    }
  }
  if (meta.kind === "signature") {
    const keys = [...secrets, ...metaAppSecrets];
    const by = await findMatch(meta.bytes, body, keys);
    if (by !== null && holdsMetaForm(body)) {
      return { ok: true, by: by < secrets.length ? ownSecretAt(by) : "meta" };
    }
  }
  return { ok: false, reason: failureOf(own.kind, meta.kind) };
}

/** Whether a header holds what may be a signature: what else is never verified. */
export function holdsSignature(headers: SignedRequest["headers"]): boolean {
  return [SIGNATURE_HEADER, META_SIGNATURE_HEADER].some(
    (name) => readSignature(headers.get(name)).kind === "signature",
  );
}

type HeaderSignature =
  | { kind: "signature"; bytes: Uint8Array<ArrayBuffer> }
  | { kind: "missing" }
  | { kind: "malformed" };

function readSignature(header: string | null): HeaderSignature {
  if (header === null) {
    return { kind: "missing" };
  }
  const hex = SIGNATURE_PATTERN.exec(header.trim())?.[1];
  if (hex === undefined) {
    return { kind: "malformed" };
  }
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  }
  return { kind: "signature", bytes };
}

function failureOf(...kinds: HeaderSignature["kind"][]): SignatureFailure {
  if (kinds.includes("signature")) {
    return "mismatch";
  }
  return kinds.includes("malformed") ? "malformed" : "missing";
}

const ownSecretAt = (index: number): SigningSecret =>
  index === 0 ? "current" : "previous";

/** Which of the secrets made a signature; null for none of them. */
async function findMatch(
  signature: Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>,
  secrets: string[],
): Promise<number | null> {
  const matches = await Promise.all(
    secrets.map(async (secret) => {
      // An empty secret would be a key that everybody knows.
      if (secret === "") {
        return false;
      }
      const key = await keyOf(secret);
      return await crypto.subtle.verify("HMAC", key, signature, body);
    }),
  );
  const index = matches.indexOf(true);
  return index < 0 ? null : index;
}

/** More secrets than this at once are an endpoint list, not one's own. */
const MAX_KEPT_KEYS = 256;
const keptKeys = new Map<string, CryptoKey>();

/**
 * Importing takes as long as verifying, and the same few secrets always return.
 * Keys are kept, not promises: one of an earlier request may never settle.
 */
async function keyOf(secret: string): Promise<CryptoKey> {
  const kept = keptKeys.get(secret);
  if (kept !== undefined) {
    return kept;
  }
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  if (keptKeys.size >= MAX_KEPT_KEYS) {
    keptKeys.clear();
  }
  keptKeys.set(secret, key);
  return key;
}

/** Reads a proven body far enough to see whether Meta wrote it. */
function holdsMetaForm(body: Uint8Array<ArrayBuffer>): boolean {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    return isForwardedByMeta(parsed);
  } catch {
    return false;
  }
}

/** The signature header of a body, as Kapso makes it: bare hex. */
export async function signBody(
  body: Uint8Array<ArrayBuffer>,
  secret: string,
): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const bytes = await crypto.subtle.sign("HMAC", key, body);
  return Array.from(new Uint8Array(bytes), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
