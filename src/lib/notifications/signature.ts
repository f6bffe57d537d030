/**
 * Signs notifications as Standard Webhooks says
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md):
 * HMAC-SHA256 over "id.timestamp.body".
 */

/** What a secret's text begins with; the rest is its bytes in base64. */
const SECRET_PREFIX = "whsec_";
/** Within the 24 to 64 bytes of the specification. */
export const SECRET_BYTES = 32;

/** A secret as people are shown it. */
export function toSecret(bytes: Uint8Array): string {
  return SECRET_PREFIX + btoa(String.fromCharCode(...bytes));
}

export interface SignedNotification {
  /** The same for every attempt. */
  id: string;
  /** Of this attempt, ms UTC. */
  at: number;
  body: string;
  /** The current one first, then the one before while they rotate. */
  secrets: readonly string[];
}

/** The headers that prove where a notification comes from. */
export async function signNotification({
  id,
  at,
  body,
  secrets,
}: SignedNotification): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const bytes = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = await Promise.all(
    secrets.map(async (secret) => `v1,${await sign(secret, bytes)}`),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

async function sign(
  secret: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (char) =>
      char.charCodeAt(0),
    ),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign("HMAC", key, bytes);
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}
