/** Making webhook secrets. Only for actions: queries and mutations have no real randomness. */
import {
  parseKeyring,
  seal,
  SealError,
  type Keyring,
} from "../../../src/lib/secrets/seal";
import { env } from "../../_generated/server";
import { secretBinding } from "./endpoints";
import { randomToken } from "../shared/randomToken";
import { refusal } from "../shared/refuse";

/** 128 bits: an endpoint key is hard to guess, though it is no credential. */
export const ENDPOINT_KEY_BYTES = 16;
/** 256 bits, as Kapso's documentation recommends for its own secrets. */
const SECRET_BYTES = 32;

/**
 * The master keys, for an operator's command.
 *
 * @throws ConvexError `missing_master_key`, `malformed_master_key`.
 */
export function requireKeyring(): Keyring {
  try {
    return parseKeyring(env.CRM_MASTER_KEY);
  } catch (error) {
    if (error instanceof SealError) {
      const isMissing = error.code === "missing_master_key";
      throw refusal(isMissing ? "missingMasterKey" : "malformedMasterKey");
    }
    throw error;
  }
}

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
