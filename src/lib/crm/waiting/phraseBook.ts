/** Finds known phrases in a row of words, in one pass. */
import { toClauses } from "./clauses";

/** Phrases by what they mean, separated by commas or line ends. */
export type PhraseLists<Kind extends string> = Partial<Record<Kind, string>>;

/** A phrase that was found, or one word that is in none. */
export interface Piece<Kind extends string> {
  /** Everything it may mean; nothing for a word that is in no phrase. */
  kinds: ReadonlySet<Kind>;
  /** How many words it has. */
  length: number;
}

interface Node<Kind extends string> {
  next: Map<string, Node<Kind>>;
  kinds: Set<Kind>;
}

/** Covers words with phrases: at each place the longest, from left to right. */
export type PhraseBook<Kind extends string> = (
  words: readonly string[],
) => Piece<Kind>[];

/** A phrase may stand in several lists. */
export function createPhraseBook<Kind extends string>(
  kinds: readonly Kind[],
  lists: readonly PhraseLists<Kind>[],
): PhraseBook<Kind> {
  const root: Node<Kind> = { next: new Map(), kinds: new Set() };
  for (const list of lists) {
    for (const kind of kinds) {
      for (const phrase of (list[kind] ?? "").split(/[,\n]/)) {
        addPhrase(root, phrase, kind);
      }
    }
  }
  return (words) => cover(root, words);
}

function addPhrase<Kind extends string>(
  root: Node<Kind>,
  phrase: string,
  kind: Kind,
): void {
  const words = toClauses(phrase).flatMap((clause) => clause.words);
  let node = root;
  for (const word of words) {
    const next: Node<Kind> = node.next.get(word) ?? {
      next: new Map(),
      kinds: new Set(),
    };
    node.next.set(word, next);
    node = next;
  }
  if (node !== root) {
    node.kinds.add(kind);
  }
}

function cover<Kind extends string>(
  root: Node<Kind>,
  words: readonly string[],
): Piece<Kind>[] {
  const pieces: Piece<Kind>[] = [];
  let at = 0;
  while (at < words.length) {
    const piece = longestAt(root, words, at);
    pieces.push(piece);
    at += piece.length;
  }
  return pieces;
}

/** Looks no further than the longest phrase of the book. */
function longestAt<Kind extends string>(
  root: Node<Kind>,
  words: readonly string[],
  at: number,
): Piece<Kind> {
  let found: Piece<Kind> = { kinds: new Set(), length: 1 };
  let node: Node<Kind> | undefined = root;
  for (let end = at; end < words.length; end += 1) {
    node = node.next.get(words[end] ?? "");
    if (node === undefined) {
      break;
    }
    if (node.kinds.size > 0) {
      found = { kinds: node.kinds, length: end - at + 1 };
    }
  }
  return found;
}
