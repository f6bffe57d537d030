/** The key that signs the tokens of people who are signed in. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
} from "node:crypto";

/** RS256 is what the sign-in library signs with. */
const MODULUS_BITS = 2048;

/** A new private key: RSA, PKCS #8 PEM. */
export function makeSignInKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: MODULUS_BITS,
  });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim();
}

/**
 * The functions' variables of a private key.
 *
 * @param pem with line breaks, or with spaces in their place
 */
export function signInVariables(pem: string): {
  JWT_PRIVATE_KEY: string;
  JWKS: string;
} {
  const jwk = createPublicKey(createPrivateKey(pem)).export({ format: "jwk" });
  return {
    JWT_PRIVATE_KEY: pem.replaceAll("\n", " "),
    JWKS: JSON.stringify({ keys: [{ use: "sig", ...jwk }] }),
  };
}
