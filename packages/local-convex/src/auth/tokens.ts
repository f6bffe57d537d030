/**
 * Checks bearer tokens: signature, issuer, audience, algorithm and times, each
 * as strictly as production does for the kind of provider.
 */
import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  type FetchImplementation,
  jwtVerify,
  type JWTPayload,
} from "jose";
import { z } from "zod";
import { messageOf } from "../errors";
import type { Identity } from "../execution/invocation";
import { Date, fetch } from "../host/hostGlobals";
import { jsonValue } from "../host/json";
import type { JSONObject } from "../values/json";
import { customJwtIdentity, oidcIdentity } from "./identity";
import {
  type AuthProvider,
  comparable,
  type CustomJwtProvider,
  findProvider,
  type OidcProvider,
} from "./providers";

/** What production takes of OIDC providers; custom ones name theirs. */
const OIDC_ALGORITHMS = ["RS256", "EdDSA"];
/** Custom issuers' clocks may be off by this, seconds; OIDC ones' may not. */
const CLOCK_TOLERANCE = 5;
const JWKS_TYPES = ["application/json", "application/jwk-set+json"];
const FETCH_TIMEOUT_MS = 5_000;
/** As long as jose keeps a key set. */
const DISCOVERY_MAX_AGE_MS = 600_000;

const claimsObject = z.record(z.string(), jsonValue);
const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });
type DiscoveryDocument = z.infer<typeof discoveryDocument>;

/** A token that is not taken; `code` is what HTTP callers see. */
class TokenError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Verifies sign-in tokens against the configured providers. */
export class TokenVerifier {
  /** By address. */
  readonly #keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
  /** By domain. */
  readonly #discovered = new Map<
    string,
    { document: Promise<DiscoveryDocument>; until: number }
  >();

  readonly #providers: () => readonly AuthProvider[];

  /** @param providers of the code that serves. */
  constructor(providers: () => readonly AuthProvider[]) {
    this.#providers = providers;
  }

  /** Never rejects: a token that is not taken is an "invalid" identity. */
  async verify(token: string): Promise<Identity> {
    try {
      const provider = this.#providerOf(token);
      const attributes =
        "domain" in provider
          ? await this.#verifyOidc(token, provider)
          : await this.#verifyCustom(token, provider);
      return { kind: "user", attributes };
    } catch (error) {
      const code = error instanceof TokenError ? error.code : "Unauthenticated";
      return { kind: "invalid", code, reason: messageOf(error) };
    }
  }

  /** By unverified claims: a forged token can only choose who refuses it. */
  #providerOf(token: string): AuthProvider {
    const { iss, aud = [] } = readClaims(token);
    if (iss === undefined) {
      throw new TokenError(
        "InvalidAuthHeader",
        "Missing issuer claim ('iss') in JWT payload.",
      );
    }
    const providers = this.#providers();
    const audiences = typeof aud === "string" ? [aud] : aud;
    const provider = findProvider(providers, iss, audiences);
    if (provider !== undefined) {
      return provider;
    }
    const hint =
      providers.length === 0
        ? " (no providers configured). Check convex/auth.config.ts."
        : "";
    throw new TokenError(
      "NoAuthProvider",
      `No auth provider found matching the given token${hint}`,
    );
  }

  async #verifyOidc(
    token: string,
    provider: OidcProvider,
  ): Promise<JSONObject> {
    const { issuer, jwks_uri } = await this.#discover(provider.domain);
    try {
      const { payload } = await jwtVerify(token, this.#keySet(jwks_uri), {
        issuer,
        audience: provider.applicationID,
        algorithms: OIDC_ALGORITHMS,
        requiredClaims: ["exp", "iat", "sub"],
      });
      if (Array.isArray(payload.aud) && payload.aud.length > 1) {
        throw new Error("the token is for other applications as well");
      }
      return oidcIdentity(claimsObject.parse(payload));
    } catch (error) {
      throw refusal("Unauthenticated", "Could not verify OIDC token", error);
    }
  }

  async #verifyCustom(
    token: string,
    { jwks, algorithm, applicationID }: CustomJwtProvider,
  ): Promise<JSONObject> {
    try {
      if (decodeProtectedHeader(token).kid === undefined) {
        throw new Error("the JWT is missing a 'kid' (key ID) header");
      }
      const { payload } = await jwtVerify(token, this.#keySet(jwks), {
        audience: applicationID ?? undefined,
        algorithms: [algorithm],
        clockTolerance: CLOCK_TOLERANCE,
        requiredClaims: ["exp", "sub"],
      });
      return customJwtIdentity(claimsObject.parse(payload));
    } catch (error) {
      throw refusal("InvalidAuthHeader", "Could not validate token", error);
    }
  }

  /** jose keeps the keys for ten minutes and looks again for an unknown one. */
  #keySet(address: string) {
    const known = this.#keySets.get(address);
    if (known !== undefined) {
      return known;
    }
    const keySet = createRemoteJWKSet(new URL(address), {
      timeoutDuration: FETCH_TIMEOUT_MS,
      [customFetch]: fetchKeySet,
    });
    this.#keySets.set(address, keySet);
    return keySet;
  }

  #discover(domain: string): Promise<DiscoveryDocument> {
    const known = this.#discovered.get(domain);
    if (known !== undefined && Date.now() < known.until) {
      return known.document;
    }
    const document = discover(domain);
    const until = Date.now() + DISCOVERY_MAX_AGE_MS;
    this.#discovered.set(domain, { document, until });
    // A failure is not kept: the next token tries again.
    document.catch(() => this.#discovered.delete(domain));
    return document;
  }
}

function readClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw new TokenError(
      "InvalidAuthHeader",
      "Could not parse JWT payload. Check that the token is a valid JWT format with three base64-encoded parts separated by dots.",
    );
  }
}

function refusal(code: string, what: string, error: unknown): TokenError {
  return new TokenError(code, `${what}: ${messageOf(error)}`);
}

async function discover(domain: string): Promise<DiscoveryDocument> {
  const base = comparable(domain);
  try {
    const response = await fetch(`${base}/.well-known/openid-configuration`, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (response.status !== 200) {
      throw new Error(`HTTP ${response.status}`);
    }
    return discoveryDocument.parse(await response.json());
  } catch (error) {
    const what = `Auth provider discovery of ${base} failed`;
    throw refusal("AuthProviderDiscoveryFailed", what, error);
  }
}

/** Production takes no other content types, so neither do we. */
const fetchKeySet: FetchImplementation = async (url, options) => {
  const response = await fetch(url, options);
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  if (url.startsWith("data:") || JWKS_TYPES.includes(type.toLowerCase())) {
    return response;
  }
  throw new Error(`Invalid Content-Type '${type}' of the key set at ${url}`);
};
