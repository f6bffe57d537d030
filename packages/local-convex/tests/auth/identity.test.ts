import { describe, expect, it } from "vitest";
import {
  actingIdentity,
  customJwtIdentity,
  oidcIdentity,
} from "../../src/auth/identity";

/** What every token has, and no identity shows. */
const token = { aud: "app", exp: 2, iat: 1, nbf: 1, jti: "t", fva: [1, 2] };
const user = { iss: "https://i.test", sub: "ann" };
const named = {
  issuer: "https://i.test",
  subject: "ann",
  tokenIdentifier: "https://i.test|ann",
};

describe("an OIDC token's claims", () => {
  it("have the names of UserIdentity", () => {
    const claims = {
      ...{ name: "Ann B", given_name: "Ann", family_name: "B" },
      ...{ nickname: "A", preferred_username: "ann", gender: "f" },
      ...{ profile: "https://p", picture: "https://q", website: "https://w" },
      ...{ email: "a@b.test", email_verified: true, birthdate: "2000-01-01" },
      ...{ zoneinfo: "Asia/Jakarta", locale: "id", phone_number: "+62" },
      ...{ phone_number_verified: false, updated_at: 1_700_000_000 },
      address: { formatted: "Street 1", country: "ID" },
    };
    expect(oidcIdentity({ ...user, ...token, ...claims })).toEqual({
      ...named,
      ...{ name: "Ann B", givenName: "Ann", familyName: "B" },
      ...{ nickname: "A", preferredUsername: "ann", gender: "f" },
      ...{ profileUrl: "https://p", pictureUrl: "https://q" },
      ...{ websiteUrl: "https://w", address: "Street 1" },
      ...{ email: "a@b.test", emailVerified: true, birthday: "2000-01-01" },
      ...{ timezone: "Asia/Jakarta", language: "id", phoneNumber: "+62" },
      phoneNumberVerified: false,
      updatedAt: "2023-11-14T22:13:20+00:00",
    });
  });

  it("of the app's own stay as they are", () => {
    const own = { role: "admin", org: { id: 7 }, "https://x.test/a": [1] };
    expect(oidcIdentity({ ...user, ...token, nonce: "n", ...own })).toEqual({
      ...named,
      ...own,
    });
  });

  it("of the wrong type are left out", () => {
    const wrong = { name: 5, email_verified: "yes", address: "Street 1" };
    expect(oidcIdentity({ ...user, ...wrong })).toEqual(named);
  });
});

describe("a custom JWT's claims", () => {
  it("keep their names, nested ones joined by dots", () => {
    const claims = {
      ...{ given_name: "Ann", email_verified: true, roles: ["a", "b"] },
      properties: { id: 1, deep: { er: null } },
    };
    expect(customJwtIdentity({ ...user, ...token, ...claims })).toEqual({
      ...named,
      ...{ given_name: "Ann", email_verified: true, roles: ["a", "b"] },
      ...{ "properties.id": 1, "properties.deep.er": null },
    });
  });

  it("cannot say that they are somebody else", () => {
    const claims = { tokenIdentifier: "x|y", issuer: "x", subject: "y" };
    expect(customJwtIdentity({ ...user, ...claims })).toEqual(named);
    expect(oidcIdentity({ ...user, ...claims })).toEqual(named);
  });
});

it("an admin acts as whoever issuer and subject name", () => {
  const { issuer, subject, tokenIdentifier } = named;
  expect(actingIdentity({ issuer, subject })).toEqual(named);
  expect(actingIdentity({ tokenIdentifier })).toEqual({ tokenIdentifier });
  expect(actingIdentity({ subject })).toBeNull();
  expect(actingIdentity({ issuer })).toBeNull();
});
