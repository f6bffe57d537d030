/** Posts signed deliveries to a convex-test deployment, as Kapso would. */
import type { Telling } from "./conversationArbitrary";
import type { TestConvex } from "./setup";

/** A published test string; it must never be valid anywhere. */
export const TEST_SECRET = "test-secret-not-for-production";

/** Hex HMAC-SHA256, as in `X-Webhook-Signature`. */
export async function signBody(
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
  return Array.from(new Uint8Array(mac), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Posts one body under an idempotency key; answers the response. */
export async function post(
  t: TestConvex,
  telling: Pick<Telling, "event" | "body">,
  idempotencyKey: string,
): Promise<Response> {
  const bytes = new TextEncoder().encode(JSON.stringify(telling.body));
  return await t.fetch("/webhooks/kapso", {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Idempotency-Key": idempotencyKey,
      "X-Webhook-Payload-Version": "v2",
      "X-Webhook-Signature": await signBody(bytes, TEST_SECRET),
      ...(telling.event === undefined
        ? {}
        : { "X-Webhook-Event": telling.event }),
    },
    body: bytes,
  });
}
