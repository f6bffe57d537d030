/** Which contacts are chosen: single ones, or all that match the filter. */
import { useCallback, useMemo, useState } from "react";

export interface Selection {
  /** All that match, whatever is loaded. */
  isAll: boolean;
  ids: ReadonlySet<string>;
  /** How many are named; of all, only the count knows. */
  size: number;
  has: (id: string) => boolean;
  setIds: (ids: readonly string[]) => void;
  selectAll: () => void;
  clear: () => void;
  /** @param order the ids between which a range reaches */
  toggle: (id: string, isRange: boolean, order: readonly string[]) => void;
}

interface State {
  isAll: boolean;
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  last: string | undefined;
}

const NOTHING: State = { isAll: false, ids: new Set(), last: undefined };

/** The ids from one to another, both included, in either direction. */
export function idsBetween(
  order: readonly string[],
  a: string,
  b: string,
): readonly string[] {
  const [from = 0, to = 0] = [order.indexOf(a), order.indexOf(b)].sort(
    (x, y) => x - y,
  );
  return from === -1 ? [b] : order.slice(from, to + 1);
}

function toggled(
  state: State,
  id: string,
  isRange: boolean,
  order: readonly string[],
): State {
  // Choosing single ones ends "all that match".
  const ids = new Set(state.isAll ? order : state.ids);
  if (isRange && state.last !== undefined) {
    idsBetween(order, state.last, id).forEach((one) => ids.add(one));
  } else if (!ids.delete(id)) {
    ids.add(id);
  }
  return { isAll: false, ids, last: id };
}

export function useSelection(): Selection {
  const [state, setState] = useState(NOTHING);
  const { isAll, ids } = state;
  const setIds = useCallback(
    (list: readonly string[]) =>
      setState({ isAll: false, ids: new Set(list), last: list.at(-1) }),
    [],
  );
  const selectAll = useCallback(
    () => setState((before) => ({ ...before, isAll: true })),
    [],
  );
  const clear = useCallback(() => setState(NOTHING), []);
  const toggle = useCallback<Selection["toggle"]>(
    (id, isRange, order) =>
      setState((before) => toggled(before, id, isRange, order)),
    [],
  );
  return useMemo(
    () => ({
      isAll,
      ids,
      size: ids.size,
      has: (id: string) => isAll || ids.has(id),
      setIds,
      selectAll,
      clear,
      toggle,
    }),
    [isAll, ids, setIds, selectAll, clear, toggle],
  );
}
