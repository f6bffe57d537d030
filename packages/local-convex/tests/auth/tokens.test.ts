import { createHmac } from "node:crypto";
import { UnsecuredJWT } from "jose";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parseAuthConfig } from "../../src/auth/providers";
import { TokenVerifier } from "../../src/auth/tokens";
import { type Algorithm, Issuer, startOidcIssuer } from "./issuer";

const now = () => Math.floor(Date.now() / 1000);

function verifier(...providers: object[]): TokenVerifier {
  const parsed = parseAuthConfig({ providers });
  return new TokenVerifier(() => parsed);
}

/** Says yes to a good token of this issuer, so that a refusal means something. */
async function customVerifier(issuer: Issuer, options: object = {}) {
  const tokens = verifier({
    type: "customJwt",
    issuer: issuer.url,
    jwks: issuer.jwks,
    algorithm: issuer.algorithm,
    applicationID: "app",
    ...options,
  });
  const good = await tokens.verify(await issuer.sign("ann"));
  expect(good).toMatchObject({ kind: "user", attributes: { subject: "ann" } });
  return tokens;
}

describe.each<Algorithm>(["RS256", "ES256"])(
  "a custom %s token",
  (algorithm) => {
    it.each([
      [
        "a wrong audience",
        { aud: "another" },
        "NoAuthProvider",
        "No auth provider",
      ],
      ["no audience", { aud: undefined }, "NoAuthProvider", "No auth provider"],
      [
        "a wrong issuer",
        { iss: "https://other.test" },
        "NoAuthProvider",
        "No auth provider",
      ],
      ["no issuer", { iss: undefined }, "InvalidAuthHeader", "Missing issuer"],
      ["no subject", { sub: undefined }, "InvalidAuthHeader", "sub"],
      ["no expiry", { exp: undefined }, "InvalidAuthHeader", "exp"],
      [
        "an expiry that has passed",
        { exp: now() - 60 },
        "InvalidAuthHeader",
        "exp",
      ],
      ["a time to come", { nbf: now() + 600 }, "InvalidAuthHeader", "nbf"],
    ])("with %s is refused", async (_what, claims, code, reason) => {
      const issuer = await Issuer.create(algorithm);
      const tokens = await customVerifier(issuer);
      const refused = await tokens.verify(await issuer.sign("ann", claims));
      expect(refused).toEqual({
        kind: "invalid",
        code,
        reason: expect.stringContaining(reason),
      });
    });

    it("is refused when its content was changed", async () => {
      const issuer = await Issuer.create(algorithm);
      const tokens = await customVerifier(issuer);
      const [header, , signature] = (await issuer.sign("ann")).split(".");
      const [, payload] = (await issuer.sign("bob")).split(".");
      const forged = [header, payload, signature].join(".");
      expect(await tokens.verify(forged)).toMatchObject({
        kind: "invalid",
        reason: expect.stringContaining("signature verification failed"),
      });
    });

    it("is refused when another key signed it under the same id", async () => {
      const issuer = await Issuer.create(algorithm);
      const tokens = await customVerifier(issuer);
      const mallory = await Issuer.create(algorithm);
      const forged = await mallory.sign("ann", {}, { jwk: mallory.jwk });
      expect(await tokens.verify(forged)).toMatchObject({ kind: "invalid" });
    });

    it("needs the id of its key, and a known one", async () => {
      const issuer = await Issuer.create(algorithm);
      const tokens = await customVerifier(issuer);
      const without = await issuer.sign("ann", {}, { kid: undefined });
      expect(await tokens.verify(without)).toMatchObject({
        reason: expect.stringContaining("missing a 'kid'"),
      });
      const unknown = await issuer.sign("ann", {}, { kid: "key 2" });
      expect(await tokens.verify(unknown)).toMatchObject({
        reason: expect.stringContaining("no applicable key"),
      });
    });
  },
);

describe("a custom token", () => {
  it("that is not signed is refused", async () => {
    const issuer = await Issuer.create("ES256");
    const tokens = await customVerifier(issuer);
    const unsigned = new UnsecuredJWT({})
      .setSubject("ann")
      .setIssuer(issuer.url)
      .setAudience("app")
      .setExpirationTime("1h")
      .encode();
    const [, payload = ""] = unsigned.split(".");
    const named = Buffer.from('{"alg":"none","kid":"key 1"}');
    const withKey = `${named.toString("base64url")}.${payload}.`;
    for (const token of [unsigned, withKey]) {
      expect(await tokens.verify(token)).toMatchObject({ kind: "invalid" });
    }
  });

  it("of another algorithm is refused, though its key is there", async () => {
    const issuer = await Issuer.create("ES256");
    const other = await Issuer.create("RS256", issuer.url, "key 2");
    const keys = JSON.stringify({ keys: [issuer.jwk, other.jwk] });
    const jwks = `data:application/json,${encodeURIComponent(keys)}`;
    const tokens = await customVerifier(issuer, { jwks });
    expect(await tokens.verify(await other.sign("ann"))).toMatchObject({
      code: "InvalidAuthHeader",
      reason: expect.stringContaining('"alg"'),
    });
  });

  it("signed with the public key as a shared secret is refused", async () => {
    const issuer = await Issuer.create("RS256");
    const tokens = await customVerifier(issuer);
    const [, payload] = (await issuer.sign("ann")).split(".");
    const header = Buffer.from('{"alg":"HS256","kid":"key 1"}');
    const body = `${header.toString("base64url")}.${payload}`;
    const secret = JSON.stringify(issuer.jwk);
    const mac = createHmac("sha256", secret).update(body).digest("base64url");
    expect(await tokens.verify(`${body}.${mac}`)).toMatchObject({
      kind: "invalid",
    });
  });

  it("may be five seconds late or early, for the sake of clocks", async () => {
    const issuer = await Issuer.create("ES256");
    const tokens = await customVerifier(issuer);
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const verify = async (claims: object) =>
      (await tokens.verify(await issuer.sign("ann", claims))).kind;
    expect(await verify({ exp: now() - 4 })).toBe("user");
    expect(await verify({ exp: now() - 5 })).toBe("invalid");
    expect(await verify({ nbf: now() + 5 })).toBe("user");
    expect(await verify({ nbf: now() + 6 })).toBe("invalid");
  });

  it("has any audience when the provider names no application", async () => {
    const issuer = await Issuer.create("ES256");
    const tokens = await customVerifier(issuer, { applicationID: undefined });
    for (const aud of [undefined, "another", ["one", "two"]]) {
      const token = await issuer.sign("ann", { aud });
      expect(await tokens.verify(token)).toMatchObject({ kind: "user" });
    }
  });

  it("may be for several applications", async () => {
    const issuer = await Issuer.create("ES256");
    const tokens = await customVerifier(issuer);
    const token = await issuer.sign("ann", { aud: ["other", "app"] });
    expect(await tokens.verify(token)).toMatchObject({ kind: "user" });
  });

  it.each(["https://issuer.test/", "issuer.test"])(
    "may name its issuer %s",
    async (iss) => {
      const issuer = await Issuer.create("ES256");
      const tokens = await customVerifier(issuer);
      const verified = await tokens.verify(await issuer.sign("ann", { iss }));
      expect(verified).toMatchObject({
        attributes: { issuer: iss, tokenIdentifier: `${iss}|ann` },
      });
    },
  );
});

describe("a malformed token", () => {
  it.each(["", "abc", "a.b.c", "a.b", `e30.${"A".repeat(10_000)}.x`])(
    "%j is refused",
    async (text) => {
      const issuer = await Issuer.create("ES256");
      const tokens = await customVerifier(issuer);
      expect(await tokens.verify(text)).toMatchObject({
        code: "InvalidAuthHeader",
        reason: expect.stringContaining("Could not parse JWT payload"),
      });
    },
  );

  it("claims of the wrong kind are refused", async () => {
    const tokens = await customVerifier(await Issuer.create("ES256"));
    for (const claims of [
      '{"iss":5}',
      '{"iss":"https://issuer.test","aud":5}',
    ]) {
      const payload = Buffer.from(claims).toString("base64url");
      const token = `${Buffer.from("{}").toString("base64url")}.${payload}.x`;
      expect(await tokens.verify(token)).toMatchObject({ kind: "invalid" });
    }
  });

  it("without providers every token is refused", async () => {
    const token = await (await Issuer.create("ES256")).sign("ann");
    expect(await verifier().verify(token)).toMatchObject({
      code: "NoAuthProvider",
      reason: expect.stringContaining("no providers configured"),
    });
  });
});

describe("a remote key set (JWKS)", () => {
  const served = (domain: string, issuer: string) => ({
    type: "customJwt",
    issuer,
    jwks: `${domain}/keys`,
    algorithm: "RS256",
  });

  it("is fetched once for many tokens", async () => {
    const issuer = await startOidcIssuer();
    const tokens = verifier(served(issuer.domain, issuer.domain));
    const all = ["ann", "bob", "cid"].map(async (subject) =>
      tokens.verify(await issuer.sign(subject)),
    );
    for (const verified of await Promise.all(all)) {
      expect(verified).toMatchObject({ kind: "user" });
    }
    expect(issuer.requests).toEqual(["/keys"]);
  });

  it.each([
    ["has another content type", { contentType: "text/plain" }, "Content-Type"],
    ["is not there", { status: 404 }, "200 OK"],
  ])("that %s refuses the token", async (_what, options, reason) => {
    const issuer = await startOidcIssuer(options);
    const tokens = verifier(served(issuer.domain, issuer.domain));
    expect(await tokens.verify(await issuer.sign("ann"))).toMatchObject({
      code: "InvalidAuthHeader",
      reason: expect.stringContaining(reason),
    });
  });
});

describe("an OIDC token", () => {
  const oidc = (domain: string) => ({ domain, applicationID: "app" });

  it.each<Algorithm>(["RS256", "EdDSA"])(
    "signed by %s is taken, the keys found by discovery",
    async (algorithm) => {
      const issuer = await startOidcIssuer({ algorithm });
      const tokens = verifier(oidc(issuer.domain));
      const token = await issuer.sign("ann", { given_name: "Ann" });
      for (let times = 0; times < 2; times += 1) {
        expect(await tokens.verify(token)).toEqual({
          kind: "user",
          attributes: {
            subject: "ann",
            issuer: issuer.domain,
            tokenIdentifier: `${issuer.domain}|ann`,
            givenName: "Ann",
          },
        });
      }
      const discovery = "/.well-known/openid-configuration";
      expect(issuer.requests).toEqual([discovery, "/keys"]);
    },
  );

  it.each([
    ["a wrong audience", { aud: "another" }, "NoAuthProvider"],
    ["a second audience", { aud: ["app", "another"] }, "Unauthenticated"],
    ["a wrong issuer", { iss: "https://other.test" }, "NoAuthProvider"],
    ["an expiry that has passed", { exp: now() - 1 }, "Unauthenticated"],
    ["a time to come", { nbf: now() + 600 }, "Unauthenticated"],
    ["no expiry", { exp: undefined }, "Unauthenticated"],
    ["no time of issue", { iat: undefined }, "Unauthenticated"],
    ["no subject", { sub: undefined }, "Unauthenticated"],
  ])("with %s is refused", async (_what, claims, code) => {
    const issuer = await startOidcIssuer();
    const tokens = verifier(oidc(issuer.domain));
    const token = await issuer.sign("ann", claims);
    expect(await tokens.verify(token)).toMatchObject({ kind: "invalid", code });
    const good = await tokens.verify(await issuer.sign("ann"));
    expect(good).toMatchObject({ kind: "user" });
  });

  it("of an algorithm production does not take is refused", async () => {
    const issuer = await startOidcIssuer({ algorithm: "ES256" });
    const tokens = verifier(oidc(issuer.domain));
    expect(await tokens.verify(await issuer.sign("ann"))).toMatchObject({
      reason: expect.stringContaining('"alg"'),
    });
  });

  it("must name its issuer exactly as discovery does", async () => {
    const issuer = await startOidcIssuer({ issuer: (domain) => `${domain}/` });
    const tokens = verifier(oidc(issuer.domain));
    const exact = await tokens.verify(await issuer.sign("ann"));
    expect(exact).toMatchObject({ kind: "user" });
    const iss = issuer.domain;
    expect(
      await tokens.verify(await issuer.sign("ann", { iss })),
    ).toMatchObject({
      kind: "invalid",
      reason: expect.stringContaining("iss"),
    });
  });

  it("is refused when discovery fails, and taken once it works", async () => {
    const options: Parameters<typeof startOidcIssuer>[0] = { status: 503 };
    const issuer = await startOidcIssuer(options);
    const tokens = verifier(oidc(issuer.domain));
    const token = await issuer.sign("ann");
    expect(await tokens.verify(token)).toMatchObject({
      code: "AuthProviderDiscoveryFailed",
      reason: expect.stringContaining("HTTP 503"),
    });
    options.status = 200;
    expect(await tokens.verify(token)).toMatchObject({ kind: "user" });
  });
});
