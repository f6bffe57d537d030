/** Who is calling: the admin key, acting as a user, or a bearer token. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { actingIdentity } from "../auth/identity";
import type { Identity, RequestMetadata } from "../execution/invocation";
import { newRequestId } from "../execution/random";
import type { Caller } from "../host/callRequest";
import type { Host } from "../host/host";
import { type JSONObject, parseJsonObject } from "../values/json";
import { HttpError } from "./httpError";

/** Constant time in the key's content. */
export function isAdminKey(expected: string, given: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/**
 * Reads "<key>" or "<key>:<base64 JSON of the identity to act as>".
 * @throws HttpError 401 when the key is wrong, 400 when the identity is unreadable.
 */
export function adminIdentity(adminKey: string, credential: string): Identity {
  if (isAdminKey(adminKey, credential)) {
    return { kind: "none" };
  }
  const separator = credential.lastIndexOf(":");
  const key = credential.slice(0, Math.max(0, separator));
  if (separator === -1 || !isAdminKey(adminKey, key)) {
    throw new HttpError(
      401,
      "BadDeployKey",
      "The provided deploy key was invalid for deployment 'local-convex'.",
    );
  }
  const encoded = credential.slice(separator + 1);
  return { kind: "user", attributes: assumedIdentity(parseIdentity(encoded)) };
}

function parseIdentity(encoded: string): JSONObject {
  try {
    return parseJsonObject(Buffer.from(encoded, "base64").toString("utf8"));
  } catch {
    // The same answer for bad base64, bad JSON and no object.
    throw new HttpError(
      400,
      "BadIdentity",
      "The identity to act as must be base64 of a JSON object.",
    );
  }
}

/** @throws HttpError 400 when the attributes do not say whom to act as. */
export function assumedIdentity(attributes: JSONObject): JSONObject {
  const identity = actingIdentity(attributes);
  if (identity !== null) {
    return identity;
  }
  throw new HttpError(
    400,
    "BadIdentity",
    'Either "tokenIdentifier" or "issuer" and "subject" must be set',
  );
}

const NO_BEARER: Identity = {
  kind: "invalid",
  code: "InvalidAuthHeader",
  reason: "Header must begin with `bearer `",
};

/** An API caller; a bad bearer token is refused at once. */
export async function apiCaller(
  host: Host,
  request: IncomingMessage,
): Promise<Caller> {
  const { scheme, credential } = authorization(request);
  if (scheme === "convex") {
    const identity = adminIdentity(host.adminKey, credential);
    return { identity, isAdmin: true, request: requestMetadata(host, request) };
  }
  const caller = await siteCaller(host, request);
  const { identity } = caller;
  if (identity.kind === "invalid") {
    throw new HttpError(401, identity.code, identity.reason);
  }
  return caller;
}

/**
 * A caller of an HTTP action. Senders of webhooks use the Authorization header
 * for their own purposes, so a foreign one fails only if the action asks.
 */
export async function siteCaller(
  host: Host,
  request: IncomingMessage,
): Promise<Caller> {
  const { scheme, credential } = authorization(request);
  const metadata = requestMetadata(host, request);
  if (scheme === "") {
    return { identity: { kind: "none" }, isAdmin: false, request: metadata };
  }
  const identity: Identity =
    scheme === "bearer" ? await host.tokens.verify(credential) : NO_BEARER;
  const authToken = identity.kind === "user" ? credential : null;
  return { identity, isAdmin: false, request: { ...metadata, authToken } };
}

function authorization(request: IncomingMessage) {
  const header = request.headers.authorization ?? "";
  const separator = header.indexOf(" ");
  return separator === -1
    ? { scheme: header === "" ? "" : "unknown", credential: header }
    : {
        scheme: header.slice(0, separator).toLowerCase(),
        credential: header.slice(separator + 1).trim(),
      };
}

/** What functions learn of a request: its id, address and user agent. */
export function requestMetadata(
  { proxies }: Pick<Host, "proxies">,
  request: IncomingMessage,
): RequestMetadata {
  return {
    requestId: newRequestId(),
    ip: proxies.clientAddress(request),
    userAgent: request.headers["user-agent"] ?? null,
    authToken: null,
  };
}
