/** Names of the headers that Kapso sends with a delivery (contract, section 2). */

export const EVENT_HEADER = "X-Webhook-Event";
export const VERSION_HEADER = "X-Webhook-Payload-Version";
export const BATCH_HEADER = "X-Webhook-Batch";
export const IDEMPOTENCY_KEY_HEADER = "X-Idempotency-Key";
/** Kapso's signature: hex, bare or with "sha256=" in front. */
export const SIGNATURE_HEADER = "X-Webhook-Signature";
/** Meta's signature, which Kapso may pass on with bodies it forwards. */
export const META_SIGNATURE_HEADER = "X-Hub-Signature-256";
