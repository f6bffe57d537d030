/** Recognises the same words from several people. */
import { fnv1a32 } from "../crypto/fnv";
import { toSpamText } from "./text";

/** Shorter texts are everybody's: "Halo kak, mau tanya". */
const MIN_CHARACTERS = 40;

/** So many contacts with the same words make them a sign of spam. */
export const REPEATED_CONTACTS = 5;

/**
 * What equal texts share, whatever numbers stand in them; null for short ones.
 */
export function textKeyOf(message: string): string | null {
  const plain = toSpamText(message).words.replace(/\p{N}+/gu, "0");
  return plain.length < MIN_CHARACTERS
    ? null
    : `${fnv1a32(plain).toString(36)}-${plain.length}`;
}
