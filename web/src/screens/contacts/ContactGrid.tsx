/** The rows of the list: only those in view exist, and none of them jumps. */
import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
} from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useKeys } from "../../app/keys";
import { useIsPhone } from "../../data/useIsPhone";
import { useWidth } from "../../data/useWidth";
import { useTexts } from "../../text/TextProvider";
import {
  type ColumnKey,
  DEFAULT_COLUMNS,
  fitColumns,
  templateOf,
} from "./columns";
import { GridRow, type RowActions } from "./GridRow";
import type { ListPlace } from "./places";
import type { Selection } from "./selection";
import type { ContactList } from "./useContactList";

export const ROW_PX = 46;
const PHONE_ROW_PX = 68;
/** Rows drawn beyond what is seen. */
const OVERSCAN = 8;

interface GridProps {
  list: ContactList;
  selection: Selection;
  /** On a phone: rows have boxes, and a press chooses them. */
  isSelecting: boolean;
  /** The contact in the sheet. */
  openId: string | undefined;
  /** Undefined: none are chosen. */
  chosen: readonly ColumnKey[] | undefined;
  actions: RowActions;
  place: ListPlace | undefined;
  onView: (view: { first: number; last: number }) => void;
  /** Told of where one is, whenever that changes. */
  onPlace: (place: Pick<ListPlace, "scrollTop" | "focused">) => void;
}

function GridHead({
  list,
  selection,
  columns,
}: {
  list: ContactList;
  selection: Selection;
  columns: readonly ColumnKey[];
}) {
  const { t } = useTexts();
  const ids = list.rows().map(({ id }) => id);
  const isAll = ids.length > 0 && ids.every(selection.has);
  return (
    <div role="rowgroup" className="grid-head-group">
      <div className="grid-row grid-head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="cell-check">
          <input
            type="checkbox"
            className="checkbox"
            aria-label={t.people.selectLoaded}
            checked={isAll}
            ref={(element) => {
              if (element !== null) {
                element.indeterminate = !isAll && selection.size > 0;
              }
            }}
            onChange={() => (isAll ? selection.clear() : selection.setIds(ids))}
          />
        </span>
        {(["contact", ...columns] as const).map((key) => (
          <span key={key} role="columnheader">
            {t.contacts.columns[key]}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Which row has the focus, and how it moves through rows that may not exist yet. */
function useRowFocus(
  box: RefObject<HTMLDivElement | null>,
  count: number,
  start: number | undefined,
  reveal: (index: number) => void,
) {
  const [focused, setFocused] = useState(start ?? 0);
  const focusRow = (index: number) => {
    const find = () =>
      box.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);
    const focus = () => find()?.focus({ preventScroll: true });
    // At once where it is drawn: the next key may follow within a frame.
    if (find() instanceof HTMLElement) {
      focus();
    } else {
      requestAnimationFrame(focus);
    }
  };
  useEffect(() => {
    if (start !== undefined) {
      focusRow(start);
    }
    // Once: where one came back to.
  }, []);
  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    setFocused(next);
    reveal(next);
    focusRow(next);
    return next;
  };
  return { focused, setFocused, moveTo };
}

function useGridKeys(
  { list, selection, openId, actions }: GridProps,
  focused: number,
  moveTo: (index: number) => number,
) {
  const { t } = useTexts();
  const current = list.rowAt(focused);
  const move = (step: number) => {
    const next = list.rowAt(moveTo(focused + step));
    // The sheet goes along.
    if (openId !== undefined && next !== undefined && !next.isGone) {
      actions.open(next.id, false);
    }
  };
  const toggle = (isRange: boolean) =>
    current && actions.toggle(current.id, isRange);
  useKeys([
    { keys: ["j"], text: t.keys.next, run: () => move(1) },
    { keys: ["k"], text: t.keys.previous, run: () => move(-1) },
    { keys: ["Enter"], text: t.keys.open },
    { keys: ["Shift+Enter"], text: t.people.keys.full },
    { keys: ["x"], text: t.keys.select, run: () => toggle(false) },
    { keys: ["X"], text: t.people.keys.range, run: () => toggle(true) },
  ]);
  useKeys(
    selection.size > 0 && openId === undefined
      ? [
          {
            keys: ["Escape"],
            text: t.people.keys.deselect,
            run: selection.clear,
          },
        ]
      : [],
  );
  return move;
}

/** The rows in view, and the focused one wherever that is. */
function useRows(
  { list, place, onView, onPlace }: GridProps,
  box: RefObject<HTMLDivElement | null>,
) {
  const isPhone = useIsPhone();
  const focusedRow = useRef(place?.focused ?? 0);
  const virtual = useVirtualizer({
    count: list.count,
    getScrollElement: () => box.current,
    estimateSize: () => (isPhone ? PHONE_ROW_PX : ROW_PX),
    overscan: OVERSCAN,
    initialOffset: place?.scrollTop ?? 0,
    rangeExtractor: (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), focusedRow.current])]
        .filter((index) => index < list.count)
        .sort((a, b) => a - b),
    onChange: ({ range, scrollOffset }) => {
      if (range !== null) {
        onView({ first: range.startIndex, last: range.endIndex });
      }
      onPlace({ scrollTop: scrollOffset ?? 0, focused: focusedRow.current });
    },
  });
  const focus = useRowFocus(box, list.count, place?.focused, (index) =>
    virtual.scrollToIndex(index),
  );
  const { focused } = focus;
  focusedRow.current = focused;
  useEffect(() => {
    onPlace({ scrollTop: virtual.scrollOffset ?? 0, focused });
  }, [focused, onPlace, virtual]);
  useEffect(() => {
    if (place === undefined) {
      box.current?.scrollTo({ top: 0 });
    }
    // Another list, or what is new: from the top.
  }, [list.state.asOf, place, box]);
  return { virtual, ...focus };
}

type Rows = ReturnType<typeof useRows>;

/** Each row at its place in the height of all. */
function RowsInView({
  grid,
  rows,
  columns,
}: {
  grid: GridProps;
  rows: Rows;
  columns: readonly ColumnKey[];
}) {
  const { list, selection, openId, actions } = grid;
  const { virtual, focused, setFocused } = rows;
  return (
    <div
      className="grid-space"
      role="presentation"
      ref={(element) => {
        if (element !== null) {
          element.style.height = `${virtual.getTotalSize()}px`;
        }
      }}
      onFocus={({ target }) => {
        const row = target.getAttribute("data-row");
        if (row !== null) {
          setFocused(Number(row));
        }
      }}
    >
      {virtual.getVirtualItems().map(({ index, start }) => {
        const held = list.rowAt(index);
        return held === undefined ? null : (
          <GridRow
            key={held.id}
            held={held}
            index={index}
            top={start}
            isFocused={index === focused}
            isSelected={selection.has(held.id)}
            isOpen={held.id === openId}
            columns={columns}
            actions={actions}
          />
        );
      })}
    </div>
  );
}

/** The columns that fit, and the widths that all rows share. */
function useFitting(
  chosen: readonly ColumnKey[] | undefined,
  grid: RefObject<HTMLDivElement | null>,
): readonly ColumnKey[] {
  const width = useWidth(grid);
  const isPhone = useIsPhone();
  const columns = useMemo(
    () => (isPhone ? DEFAULT_COLUMNS : fitColumns(chosen, width)),
    [chosen, isPhone, width],
  );
  useLayoutEffect(() => {
    grid.current?.style.setProperty("--columns", templateOf(columns));
  }, [columns, grid]);
  return columns;
}

export function ContactGrid(props: GridProps) {
  const { list, selection, isSelecting, chosen } = props;
  const { t } = useTexts();
  const grid = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const columns = useFitting(chosen, grid);
  const rows = useRows(props, box);
  const move = useGridKeys(props, rows.focused, rows.moveTo);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    }
  };
  return (
    <div
      ref={grid}
      className={isSelecting ? "grid selecting" : "grid"}
      role="grid"
      aria-label={t.contacts.title}
      aria-rowcount={list.isComplete ? list.count + 1 : -1}
      onKeyDown={onKeyDown}
    >
      <GridHead {...{ list, selection, columns }} />
      <div className="grid-scroll" ref={box} role="rowgroup">
        <RowsInView grid={props} {...{ rows, columns }} />
      </div>
    </div>
  );
}
