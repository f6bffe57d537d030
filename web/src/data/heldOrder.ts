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

/**
 * The rows of one page in the order in which they were first seen. Rows that the
 * server shows for the first time follow at the end of the page, so that no row
 * above moves.
 *
 * @param held what was shown before, in order
 * @param page the page as the server has it now, below the reader's mark
 * @param head rows with news since the mark, by id
 */
export function holdOrder<Row extends { _id: string }>(
  held: readonly HeldRow<Row>[],
  page: readonly Row[],
  head: ReadonlyMap<string, Row>,
): HeldRow<Row>[] {
  const current = new Map(page.map((row) => [row._id, row]));
  const kept = held.map(({ id, row }) => {
    const fresh = head.get(id);
    const now = fresh ?? current.get(id);
    return {
      id,
      row: now ?? row,
      isFresh: fresh !== undefined,
      isGone: now === undefined,
    };
  });
  const known = new Set(held.map(({ id }) => id));
  const added = page
    .filter(({ _id }) => !known.has(_id))
    .map((row) => ({ id: row._id, row, isFresh: false, isGone: false }));
  return [...kept, ...added];
}

/** How many rows of the head the reader has not on the screen. */
export function countNew<Row extends { _id: string }>(
  head: readonly Row[],
  shown: ReadonlySet<string>,
): number {
  return head.filter(({ _id }) => !shown.has(_id)).length;
}
