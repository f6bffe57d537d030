/**
 * Lists that hold still: what is being read keeps its place while rows change,
 * move up or vanish on the server, until the reader asks for what is new. Pure.
 */

/** A row in its held place; `row` is the newest known state of it. */
export interface HeldRow<Row> {
  id: string;
  row: Row;
  /** It has news since the order was taken. */
  isFresh: boolean;
  /** It is no longer in the list: merged, archived, changed by somebody. */
  isGone: boolean;
}

/** Rows in the order in which the server has them, to be held from now on. */
export const takeOrder = <Row extends { _id: string }>(
  rows: readonly Row[],
): HeldRow<Row>[] =>
  rows.map((row) => ({ id: row._id, row, isFresh: false, isGone: false }));

/**
 * Held rows with their newest values; none moves, none is added.
 *
 * @param held what was shown before, in order
 * @param current rows as the server has them now, by id
 * @param head rows with news since the reader's mark, by id
 */
export function holdOrder<Row extends { _id: string }>(
  held: readonly HeldRow<Row>[],
  current: ReadonlyMap<string, Row>,
  head: ReadonlyMap<string, Row>,
): HeldRow<Row>[] {
  return held.map(({ id, row }) => {
    const fresh = head.get(id);
    const now = fresh ?? current.get(id);
    return {
      id,
      row: now ?? row,
      isFresh: fresh !== undefined,
      isGone: now === undefined,
    };
  });
}
