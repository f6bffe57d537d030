/** Making webhook secrets. Only for actions: queries and mutations have no real randomness. */
import { parseKeyring, seal } from "../../src/lib/secrets/seal";
import { env } from "../_generated/server";
import { secretBinding } from "./endpoints";

/** 128 bits: an endpoint key is hard to guess, though it is no credential. */
export const ENDPOINT_KEY_BYTES = 16;
/** 256 bits, as Kapso's documentation recommends for its own secrets. */
const SECRET_BYTES = 32;

/** Random bytes as lower-case hex. */
export function randomToken(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** A new secret and its sealed form, which opens for this endpoint only. */
export async function mintSecret(
  endpointKey: string,
): Promise<{ secret: string; sealed: string }> {
  const secret = randomToken(SECRET_BYTES);
  const keyring = parseKeyring(env.CRM_MASTER_KEY);
  const sealed = await seal(keyring, secret, secretBinding(endpointKey));
  return { secret, sealed };
}
