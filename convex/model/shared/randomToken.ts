/** Chance. Only for actions: queries and mutations have no real randomness. */

/** Random bytes as lower-case hex. */
export function randomToken(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
