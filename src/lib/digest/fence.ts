/**
 * The delimiter around untrusted text in a prompt, against prompt injection: new
 * for every run.
 */

const FENCE = /^[a-p]{12,64}$/;

/**
 * A delimiter from random bytes, in letters only: digits could read as somebody's
 * number. 8 bytes cannot be guessed by who writes a message.
 */
export function toFence(random: Uint8Array): string {
  return Array.from(random, (byte) =>
    String.fromCharCode(97 + (byte >> 4), 97 + (byte & 15)),
  ).join("");
}

/** @throws RangeError for what `toFence` does not give. */
export function requireFence(fence: string): string {
  if (!FENCE.test(fence)) {
    throw new RangeError("a fence is 12 to 64 letters from a to p");
  }
  return fence;
}
