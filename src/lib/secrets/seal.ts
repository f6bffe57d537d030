/**
 * Secrets at rest: AES-256-GCM with a key id, so that keys can be changed, and
 * with associated data, so that a sealed text opens only where it belongs.
 */

/** Keys by id; the first one seals, all of them open. */
export interface Keyring {
  current: string;
  keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export type SealErrorCode =
  | "missing_master_key"
  | "malformed_master_key"
  | "malformed_sealed_text"
  | "unknown_key"
  | "wrong_key_or_binding";

/** Why sealing or opening failed; never says anything about the secret. */
export class SealError extends Error {
  readonly code: SealErrorCode;
  constructor(code: SealErrorCode) {
    super(code);
    this.name = "SealError";
    this.code = code;
  }
}

const KEY_BYTES = 32;
/** 96 bits, the nonce length that GCM is specified for (NIST SP 800-38D). */
const NONCE_BYTES = 12;
const VERSION = "v1";
const KEY_ID = /^[\w-]{1,32}$/;

/**
 * Reads `CRM_MASTER_KEY`: "keyid:base64" of 32 bytes, several separated by
 * commas, the current one first.
 *
 * @throws SealError `missing_master_key`, `malformed_master_key`.
 */
export function parseKeyring(text: string | undefined): Keyring {
  if (text === undefined || text.trim() === "") {
    throw new SealError("missing_master_key");
  }
  const keys = new Map<string, Uint8Array<ArrayBuffer>>();
  let current: string | undefined;
  for (const part of text.split(",")) {
    const [, id, encoded] = /^([\w-]{1,32}):(.+)$/.exec(part.trim()) ?? [];
    const key = encoded === undefined ? null : decodeBase64(encoded);
    if (id === undefined || key?.length !== KEY_BYTES || keys.has(id)) {
      throw new SealError("malformed_master_key");
    }
    keys.set(id, key);
    current ??= id;
  }
  if (current === undefined) {
    throw new SealError("malformed_master_key");
  }
  return { current, keys };
}

/**
 * Seals a text for one place. Needs real randomness, so only in actions.
 *
 * @param binding where it belongs (tenant, purpose); opening needs the same.
 * @returns "v1.<key id>.<nonce>.<ciphertext>", the last two in base64.
 */
export async function seal(
  keyring: Keyring,
  text: string,
  binding: string,
): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const key = await importKey(keyring, keyring.current, "encrypt");
  const sealed = await crypto.subtle.encrypt(
    gcm(nonce, binding),
    key,
    new TextEncoder().encode(text),
  );
  const parts = [nonce, new Uint8Array(sealed)].map(encodeBase64);
  return [VERSION, keyring.current, ...parts].join(".");
}

/** Which key sealed a text; null for one that {@link seal} did not make. */
export function keyIdOf(sealed: string): string | null {
  const [version, keyId] = sealed.split(".");
  return version === VERSION && keyId !== undefined && KEY_ID.test(keyId)
    ? keyId
    : null;
}

/**
 * Opens what {@link seal} made.
 *
 * @throws SealError `malformed_sealed_text`, `unknown_key`,
 *   `wrong_key_or_binding`.
 */
export async function openSealed(
  keyring: Keyring,
  sealed: string,
  binding: string,
): Promise<string> {
  const [version, keyId, nonceText, cipherText, ...rest] = sealed.split(".");
  const nonce = decodeOwnBase64(nonceText);
  const cipher = decodeOwnBase64(cipherText);
  if (
    version !== VERSION ||
    keyId === undefined ||
    nonce?.length !== NONCE_BYTES ||
    cipher === null ||
    rest.length > 0
  ) {
    throw new SealError("malformed_sealed_text");
  }
  const key = await importKey(keyring, keyId, "decrypt");
  try {
    const opened = await crypto.subtle.decrypt(
      gcm(nonce, binding),
      key,
      cipher,
    );
    // A secret may start with what looks like a byte order mark.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(opened);
  } catch {
    throw new SealError("wrong_key_or_binding");
  }
}

function gcm(nonce: Uint8Array<ArrayBuffer>, binding: string) {
  return {
    name: "AES-GCM",
    iv: nonce,
    additionalData: new TextEncoder().encode(binding),
  };
}

async function importKey(
  keyring: Keyring,
  keyId: string,
  usage: "encrypt" | "decrypt",
): Promise<CryptoKey> {
  const key = keyring.keys.get(keyId);
  if (key === undefined) {
    throw new SealError("unknown_key");
  }
  return await crypto.subtle.importKey("raw", key, "AES-GCM", false, [usage]);
}

function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Base64 exactly as we write it: a text that lost its end is refused. */
function decodeOwnBase64(
  text: string | undefined,
): Uint8Array<ArrayBuffer> | null {
  const bytes = text === undefined ? null : decodeBase64(text);
  return bytes !== null && encodeBase64(bytes) === text ? bytes : null;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
