/** Questions that are asked of a clause's pieces. */
import type { Piece } from "./phraseBook";

type Pieces<Kind extends string> = readonly Piece<Kind>[];

export function hasAny<Kind extends string>(
  pieces: Pieces<Kind>,
  ...kinds: Kind[]
): boolean {
  return pieces.some((piece) => kinds.some((kind) => piece.kinds.has(kind)));
}

/** Every piece is of one of the kinds; of none at all, none is. */
export function isMadeOf<Kind extends string>(
  pieces: Pieces<Kind>,
  kinds: readonly Kind[],
): boolean {
  return (
    pieces.length > 0 &&
    pieces.every((piece) => kinds.some((kind) => piece.kinds.has(kind)))
  );
}

/** Pieces between two that belong together: "sudah saya transfer". */
const MAX_DISTANCE = 4;

/** A piece of each kind, not far from each other, in either order. */
export function areNear<Kind extends string>(
  pieces: Pieces<Kind>,
  one: Kind,
  other: Kind,
): boolean {
  let lastOne = -Infinity;
  let lastOther = -Infinity;
  return pieces.some(({ kinds }, at) => {
    lastOne = kinds.has(one) ? at : lastOne;
    lastOther = kinds.has(other) && lastOne !== at ? at : lastOther;
    return Math.abs(lastOne - lastOther) <= MAX_DISTANCE;
  });
}
