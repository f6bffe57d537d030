/** Somebody as two letters in one of six tints, the same through renames. */
import { fnv1a32 } from "../../../src/lib/crypto/fnv";

const TINTS = 6;

/** The first letters of the first two words, whatever the script. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const letters = words.slice(0, 2).map((word) => {
    const [first = ""] = word;
    return first;
  });
  return letters.join("").toLocaleUpperCase();
}

export function Avatar({
  id,
  name,
  isLarge = false,
}: {
  /** Chooses the tint. */
  id: string;
  name: string;
  isLarge?: boolean;
}) {
  const tint = 1 + (fnv1a32(id) % TINTS);
  return (
    <span
      className={`avatar tint-${tint}${isLarge ? " large" : ""}`}
      aria-hidden="true"
    >
      {initialsOf(name) || "?"}
    </span>
  );
}
