import { describe, expect, it } from "vitest";
import {
  authDiff,
  findProvider,
  parseAuthConfig,
  strictEnvironment,
} from "../../src/auth/providers";

const oidc = (domain: string) => ({ applicationID: "app", domain });

describe("auth.config.ts", () => {
  it("holds OIDC and custom JWT providers", () => {
    const custom = { type: "customJwt", issuer: "https://i.test" };
    const keys = { jwks: "data:,{}", algorithm: "ES256" };
    const providers = [oidc("https://d.test"), { ...custom, ...keys }];
    expect(parseAuthConfig({ providers })).toEqual([
      oidc("https://d.test"),
      { ...custom, ...keys, applicationID: null },
    ]);
  });

  it.each([
    ["d.test", "https://d.test"],
    ["localhost", "https://localhost"],
    ["http://127.0.0.1:3211", "http://127.0.0.1:3211"],
    ["https://d.test/path/", "https://d.test/path/"],
  ])("takes the domain %s as %s", (given, domain) => {
    const parsed = parseAuthConfig({ providers: [oidc(given)] });
    expect(parsed).toEqual([oidc(domain)]);
  });

  const custom = { type: "customJwt", issuer: "https://i.test", jwks: "x" };
  it.each([
    ["nothing", undefined],
    ["no list", { providers: {} }],
    ["no application", { providers: [{ domain: "https://d.test" }] }],
    ["no domain", { providers: [{ applicationID: "app" }] }],
    ["an unset domain", { providers: [{ ...oidc(""), domain: undefined }] }],
    ["a domain that is a name", { providers: [oidc("foobar123")] }],
    ["a file as domain", { providers: [oidc("file://d.test")] }],
    ["a shared secret", { providers: [{ ...custom, algorithm: "HS256" }] }],
    ["another type", { providers: [{ ...oidc("d.test"), type: "saml" }] }],
  ])("with %s is refused", (_what, exported) => {
    expect(() => parseAuthConfig(exported)).toThrow(
      "The auth config file is invalid",
    );
  });

  it("may not use a variable that is not set", () => {
    const env = strictEnvironment({ A: "1" });
    expect(env["A"]).toBe("1");
    expect(() => env["B"]).toThrow(
      "Environment variable B is used in auth config file but its value was not set",
    );
  });
});

describe("the provider of a token", () => {
  const providers = parseAuthConfig({
    providers: [
      { domain: "https://one.test", applicationID: "first" },
      { domain: "https://one.test/", applicationID: "second" },
    ],
  });

  it.each([
    ["https://one.test", ["first"], "first"],
    ["https://one.test/", ["second"], "second"],
    ["one.test", ["other", "second"], "second"],
    ["https://one.test", ["first", "second"], "first"],
    ["https://one.test", [], undefined],
    ["https://one.test.evil", ["first"], undefined],
    ["http://one.test", ["first"], undefined],
  ])("of %s for %j is %s", (issuer, audiences, applicationID) => {
    const found = findProvider(providers, issuer, audiences);
    expect(found?.applicationID).toBe(applicationID);
  });

  it("is soon known for any issuer", () => {
    const issuer = `https://one.test${"/".repeat(1_000_000)}x`;
    expect(findProvider(providers, issuer, ["first"])).toBeUndefined();
  });
});

it("a push tells which providers come and go", () => {
  const parse = (...domains: string[]) =>
    parseAuthConfig({ providers: domains.map(oidc) });
  expect(
    authDiff(parse("a.test", "b.test"), parse("b.test", "c.test")),
  ).toEqual({
    added: [JSON.stringify(oidc("https://c.test"))],
    removed: [JSON.stringify(oidc("https://a.test"))],
  });
});
