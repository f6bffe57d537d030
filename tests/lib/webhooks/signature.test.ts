import { describe, expect, it } from "vitest";
import { verifySignature } from "../../../src/lib/webhooks/signature";
import {
  FIXTURE_NAMES,
  loadFixture,
  loadFixtures,
  type Fixture,
} from "../../support/fixtures";

const VERIFIED = { ok: true, by: "current" };
const failed = (reason: string) => ({ ok: false, reason });

const SECRET = "current-secret";
const BODY = new TextEncoder().encode('{"text":"Halo 👋 \\u0026"}');

async function sign(
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
  const mac = await crypto.subtle.sign("HMAC", key, body);
  return Buffer.from(mac).toString("hex");
}

async function verify(
  headers: Record<string, string>,
  overrides: Partial<Parameters<typeof verifySignature>[0]> = {},
) {
  return await verifySignature({
    headers: new Headers(headers),
    body: BODY,
    secrets: [SECRET],
    ...overrides,
  });
}

describe("verifySignature: fixtures", () => {
  it.each(FIXTURE_NAMES)(
    "%s verifies with its own secret only",
    async (name) => {
      const { headers, body, secret } = await loadFixture(name);
      const request = { headers: new Headers(headers), body };
      expect(await verifySignature({ ...request, secrets: [secret] })).toEqual(
        VERIFIED,
      );
      expect(await verifySignature({ ...request, secrets: ["other"] })).toEqual(
        failed("mismatch"),
      );
    },
  );

  it("fails when any single byte of a body changes", async () => {
    const { headers, body, secret } = await loadFixture("93");
    const changed = body.slice();
    for (const index of [0, 700, body.length - 1]) {
      changed.set(body);
      changed[index] = (body[index] ?? 0) ^ 1;
      const request = { headers: new Headers(headers), body: changed };
      expect(await verifySignature({ ...request, secrets: [secret] })).toEqual(
        failed("mismatch"),
      );
    }
  });

  it("fails for a body that was parsed and written again", async () => {
    const { headers, bodyText, secret } = await loadFixture("93");
    const rewritten = new TextEncoder().encode(
      JSON.stringify(JSON.parse(bodyText)),
    );
    const request = { headers: new Headers(headers), body: rewritten };
    expect(await verifySignature({ ...request, secrets: [secret] })).toEqual(
      failed("mismatch"),
    );
  });
});

describe("verifySignature: Kapso's header", () => {
  it.each([
    ["bare hex", (hex: string) => hex],
    ["a sha256= prefix", (hex: string) => `sha256=${hex}`],
    ["upper case", (hex: string) => hex.toUpperCase()],
    ["an upper-case prefix", (hex: string) => `SHA256=${hex.toUpperCase()}`],
    ["spaces around it", (hex: string) => `  ${hex}\t`],
  ])("accepts %s", async (_name, spell) => {
    const value = spell(await sign(BODY, SECRET));
    const headers = { get: () => value };
    expect(await verify({}, { headers })).toEqual(VERIFIED);
  });

  it("is found whatever the case of its name", async () => {
    const hex = await sign(BODY, SECRET);
    expect(await verify({ "x-webhook-signature": hex })).toEqual(VERIFIED);
    expect(await verify({ "X-WEBHOOK-SIGNATURE": hex })).toEqual(VERIFIED);
  });

  it("may be made with the previous secret", async () => {
    const hex = await sign(BODY, "previous-secret");
    const secrets = [SECRET, "previous-secret"];
    const headers = { "X-Webhook-Signature": hex };
    expect(await verify(headers, { secrets })).toEqual({
      ok: true,
      by: "previous",
    });
    expect(await verify(headers)).toEqual(failed("mismatch"));
  });

  it("fails as missing when absent", async () => {
    expect(await verify({})).toEqual(failed("missing"));
    const hex = await sign(BODY, SECRET);
    expect(await verify({ "X-Kapso-Signature": hex })).toEqual(
      failed("missing"),
    );
  });

  it.each([
    ["empty", () => ""],
    ["one digit short", (hex: string) => hex.slice(1)],
    ["one byte short", (hex: string) => hex.slice(2)],
    ["one byte long", (hex: string) => `${hex}00`],
    ["with a letter that is no hex digit", (hex: string) => `g${hex.slice(1)}`],
    ["with another algorithm", (hex: string) => `sha1=${hex}`],
    [
      "ending in a space instead of a digit",
      (hex: string) => `${hex.slice(0, 63)} `,
    ],
    ["sent twice", (hex: string) => `${hex}, ${hex}`],
    ["base64", () => "q80=".repeat(11)],
  ])("fails as malformed when %s", async (_name, spell) => {
    const value = spell(await sign(BODY, SECRET));
    expect(await verify({ "X-Webhook-Signature": value })).toEqual(
      failed("malformed"),
    );
  });

  it("fails as mismatch when one digit is changed", async () => {
    const hex = await sign(BODY, SECRET);
    for (const index of [0, 31, 63]) {
      const digit = hex[index] === "0" ? "1" : "0";
      const changed = hex.slice(0, index) + digit + hex.slice(index + 1);
      expect(await verify({ "X-Webhook-Signature": changed })).toEqual(
        failed("mismatch"),
      );
    }
  });

  it("never verifies with an empty secret or with none", async () => {
    // What an attacker would send who guesses that the secret is not set;
    // computed elsewhere, because web crypto refuses an empty key.
    const { createHmac } = await import("node:crypto");
    const hex = createHmac("sha256", "").update(BODY).digest("hex");
    const headers = { "X-Webhook-Signature": hex };
    expect(await verify(headers, { secrets: [""] })).toEqual(
      failed("mismatch"),
    );
    expect(await verify(headers, { secrets: [] })).toEqual(failed("mismatch"));
  });

  it("never verifies with a Meta app secret", async () => {
    const hex = await sign(BODY, "app-secret");
    expect(
      await verify(
        { "X-Webhook-Signature": hex },
        { metaAppSecrets: ["app-secret"] },
      ),
    ).toEqual(failed("mismatch"));
  });
});

describe("verifySignature: Meta's header", () => {
  const metaFixtures = async (): Promise<Fixture[]> =>
    (await loadFixtures()).filter((fixture) => fixture.scope === "meta");

  it("verifies a forwarded body with the Meta app's secret", async () => {
    const fixtures = await metaFixtures();
    expect(fixtures).toHaveLength(3);
    for (const { alternativeHeaders, body, metaAppSecret } of fixtures) {
      const request = { headers: new Headers(alternativeHeaders), body };
      const metaAppSecrets = [metaAppSecret ?? ""];
      expect(
        await verifySignature({ ...request, secrets: [], metaAppSecrets }),
      ).toEqual({ ok: true, by: "meta" });
      expect(await verifySignature({ ...request, secrets: [] })).toEqual(
        failed("mismatch"),
      );
    }
  });

  it("verifies a forwarded body with the endpoint's secret", async () => {
    const { body } = await loadFixture("23");
    const hex = await sign(body, SECRET);
    const headers = { "X-Hub-Signature-256": `sha256=${hex}` };
    expect(await verify(headers, { body })).toEqual(VERIFIED);
  });

  it("proves nothing for a body that Meta did not write", async () => {
    const { body } = await loadFixture("01");
    const hex = await sign(body, "app-secret");
    const headers = { "X-Hub-Signature-256": `sha256=${hex}` };
    const metaAppSecrets = ["app-secret"];
    expect(await verify(headers, { body, metaAppSecrets })).toEqual(
      failed("mismatch"),
    );
  });

  it("is enough beside a wrong header of Kapso's, and the reverse", async () => {
    const { body } = await loadFixture("23");
    const good = await sign(body, SECRET);
    const bad = await sign(body, "other");
    for (const [own, meta] of [
      [good, bad],
      [bad, good],
      ["nonsense", good],
    ] as const) {
      const headers = {
        "X-Webhook-Signature": own,
        "X-Hub-Signature-256": meta,
      };
      expect(await verify(headers, { body })).toEqual(VERIFIED);
    }
    const headers = { "X-Webhook-Signature": bad, "X-Hub-Signature-256": "no" };
    expect(await verify(headers, { body })).toEqual(failed("mismatch"));
  });
});
