/** Making webhook secrets. Only for actions: queries and mutations have no real randomness. */
import { seal } from "../../../src/lib/secrets/seal";
import { requireKeyring } from "../shared/keyring";
import { secretBinding } from "./endpoints";
import { randomToken } from "../shared/randomToken";

/** 128 bits: an endpoint key is hard to guess, though it is no credential. */
export const ENDPOINT_KEY_BYTES = 16;
/** 256 bits, as Kapso's documentation recommends for its own secrets. */
const SECRET_BYTES = 32;

/**
 * A new secret and its sealed form, which opens for this endpoint only.
 *
 * @throws ConvexError as {@link requireKeyring}.
 */
export async function mintSecret(
  endpointKey: string,
): Promise<{ secret: string; sealed: string }> {
  const keyring = requireKeyring();
  const secret = randomToken(SECRET_BYTES);
  const sealed = await seal(keyring, secret, secretBinding(endpointKey));
  return { secret, sealed };
}
