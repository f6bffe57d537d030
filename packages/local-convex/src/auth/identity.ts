/** The claims of a verified token as `ctx.auth.getUserIdentity()` shows them. */
import { Date } from "../host/hostGlobals";
import { isJsonObject, type JSONObject, type JSONValue } from "../values/json";

/** Standard OIDC claims with the names `UserIdentity` of convex/server gives them. */
const OIDC_FIELDS: Readonly<Record<string, [string, "string" | "boolean"]>> = {
  name: ["name", "string"],
  given_name: ["givenName", "string"],
  family_name: ["familyName", "string"],
  nickname: ["nickname", "string"],
  preferred_username: ["preferredUsername", "string"],
  profile: ["profileUrl", "string"],
  picture: ["pictureUrl", "string"],
  website: ["websiteUrl", "string"],
  email: ["email", "string"],
  email_verified: ["emailVerified", "boolean"],
  gender: ["gender", "string"],
  birthdate: ["birthday", "string"],
  zoneinfo: ["timezone", "string"],
  locale: ["language", "string"],
  phone_number: ["phoneNumber", "string"],
  phone_number_verified: ["phoneNumberVerified", "boolean"],
};

/** About the token, not the user (RFC 7519, 4.1). */
const REGISTERED = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
/** The same in OIDC ID tokens (OpenID Connect Core, 2), and Clerk's `fva`, which differs from token to token. */
const OIDC_TOKEN = [
  ...["auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash", "fva"],
];

/** Of an OIDC ID token: standard claims under their names in Convex, others as they are. */
export function oidcIdentity(claims: JSONObject): JSONObject {
  const attributes: JSONObject = {};
  for (const [claim, value] of Object.entries(claims)) {
    const [name, type] = OIDC_FIELDS[claim] ?? [];
    if (name !== undefined) {
      if (typeof value === type) {
        attributes[name] = value;
      }
    } else if (claim === "address") {
      if (isJsonObject(value) && typeof value["formatted"] === "string") {
        attributes["address"] = value["formatted"];
      }
    } else if (claim === "updated_at") {
      if (typeof value === "number") {
        attributes["updatedAt"] = rfc3339(value);
      }
    } else if (![...REGISTERED, ...OIDC_TOKEN].includes(claim)) {
      attributes[claim] = value;
    }
  }
  return { ...attributes, ...subjectOf(claims) };
}

/** Of a custom JWT: claims keep their names, nested ones are joined by dots. */
export function customJwtIdentity(claims: JSONObject): JSONObject {
  const attributes: JSONObject = {};
  const add = (prefix: string, fields: JSONObject, except: string[]) => {
    for (const [claim, value] of Object.entries(fields)) {
      if (except.includes(claim)) {
        continue;
      }
      if (isJsonObject(value)) {
        add(`${prefix}${claim}.`, value, []);
      } else {
        attributes[prefix + claim] = value;
      }
    }
  };
  add("", claims, [...REGISTERED, "fva"]);
  return { ...attributes, ...subjectOf(claims) };
}

function subjectOf({ iss = null, sub = null }: JSONObject): JSONObject {
  const tokenIdentifier = identifier(text(iss), text(sub));
  return { issuer: iss, subject: sub, tokenIdentifier };
}

/** Stable and unique over all issuers. */
function identifier(issuer: string, subject: string): string {
  return `${issuer}|${subject}`;
}

function text(claim: JSONValue): string {
  return typeof claim === "string" ? claim : JSON.stringify(claim);
}

/** The user an admin acts as; null without issuer and subject to name them by. */
export function actingIdentity(attributes: JSONObject): JSONObject | null {
  const { issuer, subject, tokenIdentifier } = attributes;
  if (typeof tokenIdentifier === "string") {
    return attributes;
  }
  if (typeof issuer !== "string" || typeof subject !== "string") {
    return null;
  }
  return { ...attributes, tokenIdentifier: identifier(issuer, subject) };
}

/** @param seconds since 1970. */
function rfc3339(seconds: number): string {
  const [time = ""] = new Date(seconds * 1000).toISOString().split(".");
  return `${time}+00:00`;
}
