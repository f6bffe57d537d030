/** How long a secret must be before anything is trusted to it. */

/** 128 bits, if every byte is random: shorter ones can be guessed. */
export const MIN_SECRET_BYTES = 16;

/** True with enough UTF-8 bytes; white space around it makes nothing longer. */
export function isLongEnough(secret: string): boolean {
  return new TextEncoder().encode(secret.trim()).length >= MIN_SECRET_BYTES;
}

/** The secret, if there is one that can be trusted: a short one counts as none. */
export function usableSecret(secret: string | undefined): string | undefined {
  return secret !== undefined && isLongEnough(secret) ? secret : undefined;
}
