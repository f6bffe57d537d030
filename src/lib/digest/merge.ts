/** Merges digests: ranks their bullets and leaves out duplicates. */
import { MAX_BULLETS, MAX_DIGEST_CHARACTERS } from "./output";
import { similarity } from "./similarity";
import { BULLET_KINDS, type Digest, type DigestBullet } from "./types";

/** From here on one bullet stands for both, with the citations of both. */
const SAME_SIMILARITY = 0.7;

/**
 * One digest of partial ones, without a model: in turn one bullet of each page,
 * the more important kinds first.
 *
 * @param partials At least one, all in one language.
 */
export function mergeDigests(partials: readonly Digest[]): Digest {
  const [first] = partials;
  if (first === undefined) {
    throw new Error("nothing to merge -- invariant");
  }
  const longest = Math.max(...partials.map(({ bullets }) => bullets.length));
  const inTurn = Array.from({ length: longest }, (_, i) =>
    partials.flatMap(({ bullets }) => bullets[i] ?? []),
  ).flat();
  return {
    mode: partials.every(({ mode }) => mode === "ai") ? "ai" : "extractive",
    language: first.language,
    bullets: joinBullets(inTurn),
  };
}

/** Keeps the order within a kind; drops what there is no room for. */
export function joinBullets(bullets: readonly DigestBullet[]): DigestBullet[] {
  const byKind = BULLET_KINDS.flatMap((kind) =>
    bullets.filter((bullet) => bullet.kind === kind),
  );
  const joined: DigestBullet[] = [];
  let characters = 0;
  for (const bullet of byKind) {
    const twin = joined.find(
      ({ text }) => similarity(text, bullet.text) > SAME_SIMILARITY,
    );
    if (twin !== undefined) {
      twin.cites = [...new Set([...twin.cites, ...bullet.cites])];
      continue;
    }
    const length = [...bullet.text].length;
    const hasRoom =
      joined.length < MAX_BULLETS &&
      characters + length <= MAX_DIGEST_CHARACTERS;
    if (hasRoom) {
      joined.push({ ...bullet });
      characters += length;
    }
  }
  return joined;
}
