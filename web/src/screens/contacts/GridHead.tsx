/** What stands over the columns, and the edges that make them wider. */
import { type PointerEvent, useRef } from "react";
import { useTexts } from "../../text/TextProvider";
import {
  type Column,
  clampWidth,
  type Layout,
  leastOf,
  NAME_KEY,
  setWidth,
  templateOf,
} from "./columns";
import type { Selection } from "./selection";
import type { ContactList } from "./useContactList";
import type { ChosenColumns } from "./useColumns";

/** How wide the columns are: two variables of the grid, for all its rows. */
export function showWidths(
  grid: HTMLElement | null,
  layout: Layout,
  columns: readonly Column[],
): void {
  grid?.style.setProperty("--columns", templateOf(layout, columns));
  grid?.style.setProperty("--row-least", `${leastOf(layout, columns)}px`);
}

type Widths = Pick<ChosenColumns, "layout" | "choose">;

interface Drag {
  /** Where the pointer was, and how wide the column: px. */
  from: number;
  width: number;
}

/**
 * The edge of a column: dragged, it is as wide as one lets go; a double press
 * gives the width back to the page. Only for the pointer: widths are typed where
 * columns are chosen.
 */
function Edge({
  column,
  columns,
  layout,
  choose,
}: Widths & { column: string; columns: readonly Column[] }) {
  const drag = useRef<Drag>(undefined);
  const widthAt = ({ from, width }: Drag, { clientX }: PointerEvent) =>
    clampWidth(width + clientX - from);
  const show = ({ currentTarget }: PointerEvent, shown: Layout) =>
    showWidths(
      currentTarget.closest<HTMLElement>("[role=grid]"),
      shown,
      columns.map(
        (one) => shown.columns?.find(({ key }) => key === one.key) ?? one,
      ),
    );
  return (
    <span
      className="column-edge"
      aria-hidden="true"
      onPointerDown={(event) => {
        const cell = event.currentTarget.parentElement;
        if (event.button === 0 && cell !== null) {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { from: event.clientX, width: cell.offsetWidth };
        }
      }}
      onPointerMove={(event) => {
        if (drag.current !== undefined) {
          show(event, setWidth(layout, column, widthAt(drag.current, event)));
        }
      }}
      onPointerUp={(event) => {
        const { current } = drag;
        drag.current = undefined;
        if (current !== undefined && event.clientX !== current.from) {
          choose(setWidth(layout, column, widthAt(current, event)));
        }
      }}
      onPointerCancel={(event) => {
        drag.current = undefined;
        show(event, layout);
      }}
      onDoubleClick={() => choose(setWidth(layout, column, undefined))}
    />
  );
}

export function GridHead({
  list,
  selection,
  columns,
  layout,
  choose,
}: Widths & {
  list: ContactList;
  selection: Selection;
  columns: readonly Column[];
}) {
  const { t } = useTexts();
  const ids = list.rows().map(({ id }) => id);
  const isAll = ids.length > 0 && ids.every(selection.has);
  const heads = [
    { key: NAME_KEY, text: t.contacts.columns.contact },
    ...columns.map(({ key, shows }) => ({
      key,
      text: typeof shows === "string" ? t.contacts.columns[shows] : shows.label,
    })),
  ];
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
        {heads.map(({ key, text }) => (
          <span
            key={key}
            role="columnheader"
            className={key === NAME_KEY ? "who" : undefined}
          >
            <span className="column-name words" dir="auto">
              {text}
            </span>
            <Edge column={key} {...{ columns, layout, choose }} />
          </span>
        ))}
      </div>
    </div>
  );
}
