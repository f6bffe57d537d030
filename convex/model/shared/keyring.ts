/** The master keys of this deployment. */
import {
  parseKeyring,
  SealError,
  type Keyring,
} from "../../../src/lib/secrets/seal";
import { env } from "../../_generated/server";
import { refusal } from "./refuse";

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
