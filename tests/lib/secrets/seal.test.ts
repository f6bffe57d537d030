import { describe, expect, it } from "vitest";
import {
  keyIdOf,
  openSealed,
  parseKeyring,
  seal,
  SealError,
  type SealErrorCode,
} from "../../../src/lib/secrets/seal";

const KEY_1 = Buffer.alloc(32, 1).toString("base64");
const KEY_2 = Buffer.alloc(32, 2).toString("base64");
const RING = parseKeyring(`k1:${KEY_1}`);
const BINDING = "endpoint_secret:main";

async function codeOf(work: () => unknown): Promise<SealErrorCode | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof SealError) {
      return error.code;
    }
    throw error;
  }
}

describe("seal and openSealed", () => {
  it.each(["whsec_123", "", "Ünïcödé 👋", "\ufeffwith a byte order mark"])(
    "gives %j back",
    async (secret) => {
      const sealed = await seal(RING, secret, BINDING);
      expect(await openSealed(RING, sealed, BINDING)).toBe(secret);
    },
  );

  it("never seals alike and never shows the secret", async () => {
    const a = await seal(RING, "whsec_123", BINDING);
    const b = await seal(RING, "whsec_123", BINDING);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^v1\.k1\.[\w+/=]+\.[\w+/=]+$/);
    expect(a).not.toContain("whsec");
  });

  it("does not open for another binding", async () => {
    const sealed = await seal(RING, "s", BINDING);
    for (const other of ["endpoint_secret:other", "", `${BINDING} `]) {
      expect(await codeOf(() => openSealed(RING, sealed, other))).toBe(
        "wrong_key_or_binding",
      );
    }
  });

  it("does not open with another key of the same id", async () => {
    const sealed = await seal(RING, "s", BINDING);
    const other = parseKeyring(`k1:${KEY_2}`);
    expect(await codeOf(() => openSealed(other, sealed, BINDING))).toBe(
      "wrong_key_or_binding",
    );
  });

  it("says so when the key is unknown", async () => {
    const sealed = await seal(RING, "s", BINDING);
    const other = parseKeyring(`k2:${KEY_2}`);
    expect(await codeOf(() => openSealed(other, sealed, BINDING))).toBe(
      "unknown_key",
    );
  });

  it("opens with an older key and seals with the current one", async () => {
    const old = await seal(RING, "s", BINDING);
    const rotated = parseKeyring(`k2:${KEY_2}, k1:${KEY_1}`);
    expect(await openSealed(rotated, old, BINDING)).toBe("s");
    expect(await seal(rotated, "s", BINDING)).toMatch(/^v1\.k2\./);
  });

  it("does not open what was changed in one byte", async () => {
    const sealed = await seal(RING, "secret", BINDING);
    const [version, id, nonce, cipher = ""] = sealed.split(".");
    const bytes = Buffer.from(cipher, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    const changed = [version, id, nonce, bytes.toString("base64")].join(".");
    expect(await codeOf(() => openSealed(RING, changed, BINDING))).toBe(
      "wrong_key_or_binding",
    );
  });

  it("refuses every truncation", async () => {
    const sealed = await seal(RING, "secret", BINDING);
    for (let length = 0; length < sealed.length; length++) {
      const code = await codeOf(() =>
        openSealed(RING, sealed.slice(0, length), BINDING),
      );
      expect(code).toMatch(
        /^(malformed_sealed_text|wrong_key_or_binding|unknown_key)$/,
      );
    }
  });

  it.each(["", "v1", "v2.k1.AAAA.AAAA", "v1.k1.?.?", "v1.k1.AAAA.AAAA.x"])(
    "calls %j malformed",
    async (text) => {
      expect(await codeOf(() => openSealed(RING, text, BINDING))).toBe(
        "malformed_sealed_text",
      );
    },
  );
});

describe("keyIdOf", () => {
  it("tells which key sealed a text", async () => {
    const rotated = parseKeyring(`k-2_x:${KEY_2}, k1:${KEY_1}`);
    expect(keyIdOf(await seal(RING, "s", BINDING))).toBe("k1");
    expect(keyIdOf(await seal(rotated, "s", BINDING))).toBe("k-2_x");
  });

  it.each(["", "v1", "v2.k1.AAAA.AAAA", "v1..AAAA.AAAA", "v1.k 1.AAAA.AAAA"])(
    "knows none for %j",
    (text) => {
      expect(keyIdOf(text)).toBeNull();
    },
  );
});

describe("parseKeyring", () => {
  it.each([undefined, "", "  "])("misses the key in %j", async (text) => {
    expect(await codeOf(() => parseKeyring(text))).toBe("missing_master_key");
  });

  it.each([
    ["no key id", KEY_1],
    ["an empty key id", `:${KEY_1}`],
    ["31 bytes", `k1:${Buffer.alloc(31).toString("base64")}`],
    ["33 bytes", `k1:${Buffer.alloc(33).toString("base64")}`],
    ["no base64", "k1:not base64 at all!"],
    ["a key id twice", `k1:${KEY_1},k1:${KEY_2}`],
    ["a broken second key", `k1:${KEY_1},k2:`],
    ["a dot in the key id", `k.1:${KEY_1}`],
  ])("calls %s malformed", async (_name, text) => {
    expect(await codeOf(() => parseKeyring(text))).toBe("malformed_master_key");
  });

  it("says nothing about the key in its error", () => {
    expect(() => parseKeyring(`k1:${KEY_1}x`)).toThrow(
      /^malformed_master_key$/,
    );
  });
});
