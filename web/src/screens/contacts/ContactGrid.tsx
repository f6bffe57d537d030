/** The rows of the list: only those in view exist, and none of them jumps. */
import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
} from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
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
import { type Column, fitColumns, PHONE_COLUMNS } from "./columns";
import { useLongPress } from "../../ui/useLongPress";
import { GridHead, showWidths } from "./GridHead";
import { GridRow, type RowActions } from "./GridRow";
import type { ListPlace } from "./places";
import type { ContactSearch } from "./search";
import type { Selection } from "./selection";
import { useCellMenu } from "./useCellMenu";
import type { ContactList } from "./useContactList";
import type { ChosenColumns } from "./useColumns";

export const ROW_PX = 46;
const PHONE_ROW_PX = 68;
const COMPACT_ROW_PX = 36;
/** Over the rows, except on a phone. */
const HEAD_PX = 38;
/** What a row's link tells its place with. */
const ROW_INDEX = "data-row";
const ROW = `[${ROW_INDEX}]`;
/** Rows drawn beyond what is seen. */
const OVERSCAN = 8;

interface GridProps extends ChosenColumns {
  list: ContactList;
  selection: Selection;
  /** On a phone: rows have boxes, and a press chooses them. */
  isSelecting: boolean;
  /** The contact in the sheet. */
  openId: string | undefined;
  actions: RowActions;
  /** Adds to the filter what a cell's menu offers. */
  onFilter: (part: ContactSearch) => void;
  place: ListPlace | undefined;
  onView: (view: { first: number; last: number }) => void;
  /** Told of where one is, whenever that changes. */
  onPlace: (place: Pick<ListPlace, "scrollTop" | "focused">) => void;
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
  { list, place, isCompact, onView, onPlace }: GridProps,
  box: RefObject<HTMLDivElement | null>,
) {
  const isPhone = useIsPhone();
  const focusedRow = useRef(place?.focused ?? 0);
  const head = isPhone ? 0 : HEAD_PX;
  const rowPx = isPhone ? PHONE_ROW_PX : isCompact ? COMPACT_ROW_PX : ROW_PX;
  const virtual = useVirtualizer({
    // The head lies above the rows, and stays over them.
    scrollMargin: head,
    scrollPaddingStart: head,
    count: list.count,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
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
  useLayoutEffect(() => virtual.measure(), [virtual, rowPx]);
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

/** A finger that stays on a row begins to choose, on a phone. */
function useHold({ list, actions, isSelecting }: GridProps, isPhone: boolean) {
  return useLongPress(isPhone && !isSelecting, (target) => {
    const row = target.closest(ROW)?.getAttribute(ROW_INDEX);
    const held = row && list.rowAt(Number(row));
    if (held) {
      actions.hold(held.id);
    }
  });
}

/** Each row at its place in the height of all. */
function RowsInView({
  grid,
  rows,
  columns,
  onContextMenu,
}: {
  grid: GridProps;
  rows: Rows;
  columns: readonly Column[];
  onContextMenu: (event: MouseEvent<HTMLElement>) => void;
}) {
  const { list, selection, openId, actions } = grid;
  const { virtual, focused, setFocused } = rows;
  const isPhone = useIsPhone();
  const hold = useHold(grid, isPhone);
  return (
    <div
      {...hold}
      className="grid-space"
      role="rowgroup"
      onContextMenu={(event) => {
        hold.onContextMenu(event);
        onContextMenu(event);
      }}
      ref={(element) => {
        if (element !== null) {
          element.style.height = `${virtual.getTotalSize()}px`;
        }
      }}
      onFocus={({ target }) => {
        const row = target.getAttribute(ROW_INDEX);
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
            top={start - virtual.options.scrollMargin}
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

/** The columns that are shown, and the widths that all rows share. */
function useFitting(
  { layout }: ChosenColumns,
  grid: RefObject<HTMLDivElement | null>,
  box: RefObject<HTMLDivElement | null>,
): readonly Column[] {
  const width = useWidth(box);
  const isPhone = useIsPhone();
  const columns = useMemo(
    () => (isPhone ? PHONE_COLUMNS : fitColumns(layout, width)),
    [layout, isPhone, width],
  );
  useLayoutEffect(() => {
    showWidths(grid.current, layout, columns);
    grid.current?.style.setProperty("--seen", `${width}px`);
  }, [layout, columns, width, grid]);
  return columns;
}

export function ContactGrid(props: GridProps) {
  const { list, isSelecting, isCompact, onFilter } = props;
  const { t } = useTexts();
  const grid = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const columns = useFitting(props, grid, box);
  const rows = useRows(props, box);
  const move = useGridKeys(props, rows.focused, rows.moveTo);
  const cellMenu = useCellMenu(!useIsPhone(), list, columns, onFilter);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    }
  };
  return (
    <>
      <div
        ref={grid}
        className={`grid${isSelecting ? " selecting" : ""}${isCompact ? " compact" : ""}`}
        role="grid"
        aria-label={t.contacts.title}
        aria-rowcount={list.isComplete ? list.count + 1 : -1}
        onKeyDown={onKeyDown}
      >
        <div className="grid-scroll" ref={box} role="presentation">
          <GridHead {...props} columns={columns} />
          <RowsInView
            grid={props}
            {...{ rows, columns }}
            onContextMenu={cellMenu.onContextMenu}
          />
        </div>
      </div>
      {cellMenu.menu}
    </>
  );
}
