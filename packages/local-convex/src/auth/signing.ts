/**
 * Tokens that functions sign in the deployment's name (`ctx.auth.signJwt`). The
 * key is made at the first start and kept in `_signing_keys`.
 */
import { generateKeyPairSync } from "node:crypto";
import { calculateJwkThumbprint, importJWK, SignJWT } from "jose";
import { z } from "zod";
import type { EngineApi, Transaction } from "../engine";
import { DeveloperError } from "../errors";
import { parsedRows } from "../host/systemTables";
import { isJsonObject, type JSONObject } from "../values/json";

const ALGORITHM = "ES256";
/** An hour, as in production (`convex/server`, `SignJwtOptions`). */
const MAX_LIFETIME_S = 3_600;
const RESERVED = new Set(["iss", "iat", "exp", "nbf"]);
const RESERVED_PREFIX = /^(convex|cvx)/i;

const privateJwk = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
type PrivateJwk = z.infer<typeof privateJwk>;

/** What one token is to say. */
export interface SignRequest {
  claims: JSONObject;
  issuer: string;
  /** Seconds since 1970. */
  issuedAt: number;
  lifetimeS: number;
}

/**
 * What `ctx.auth.signJwt` was asked for.
 * @throws DeveloperError for claims or a lifetime that nobody may set.
 */
export function signRequest(
  { claims = {}, expiresInSeconds: lifetimeS }: JSONObject,
  issuer: string,
  nowMs: number,
): SignRequest {
  if (
    typeof lifetimeS !== "number" ||
    !Number.isInteger(lifetimeS) ||
    lifetimeS < 1 ||
    lifetimeS > MAX_LIFETIME_S
  ) {
    throw new DeveloperError(
      `\`expiresInSeconds\` must be a whole number from 1 to ${MAX_LIFETIME_S}.`,
    );
  }
  if (!isJsonObject(claims)) {
    throw new DeveloperError("`claims` must be an object.");
  }
  for (const name of Object.keys(claims)) {
    if (RESERVED.has(name) || RESERVED_PREFIX.test(name)) {
      throw new DeveloperError(
        `The claim "${name}" is reserved and may not be set.`,
      );
    }
  }
  return { claims, issuer, lifetimeS, issuedAt: Math.floor(nowMs / 1000) };
}

/** The deployment's key, of which anybody may have the public half. */
export class SigningKey {
  readonly #engine: EngineApi;
  #loading: Promise<PrivateJwk> | null = null;

  constructor(engine: EngineApi) {
    this.#engine = engine;
  }

  async sign(request: SignRequest): Promise<string> {
    const jwk = await this.#load();
    const { claims, issuer, issuedAt, lifetimeS } = request;
    return await new SignJWT(claims)
      .setProtectedHeader({
        ...{ alg: ALGORITHM, typ: "JWT" },
        kid: await calculateJwkThumbprint(jwk),
      })
      .setIssuer(issuer)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeS)
      .sign(await importJWK(jwk, ALGORITHM));
  }

  /** A JSON Web Key Set with what tokens are checked by. */
  async publicKeys(): Promise<{ keys: JSONObject[] }> {
    const jwk = await this.#load();
    const { kty, crv, x, y } = jwk;
    const kid = await calculateJwkThumbprint(jwk);
    return { keys: [{ kty, crv, x, y, kid, alg: ALGORITHM, use: "sig" }] };
  }

  /**
   * Makes the key if there is none yet.
   * To be called before functions run: a mutation that signs holds the writer.
   */
  async prepare(): Promise<void> {
    await this.#load();
  }

  #load(): Promise<PrivateJwk> {
    return (this.#loading ??= this.#readOrMake());
  }

  async #readOrMake(): Promise<PrivateJwk> {
    const { value: kept } = await this.#engine.read(readKey);
    if (kept !== undefined) {
      return kept;
    }
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const made = privateJwk.parse(privateKey.export({ format: "jwk" }));
    await this.#engine.write("signing_key", (tx) => {
      tx.system.insert("", "_signing_keys", made);
    });
    return made;
  }
}

function readKey(tx: Transaction): PrivateJwk | undefined {
  const [row] = parsedRows(tx, "_signing_keys", privateJwk);
  return row && privateJwk.parse(row);
}
