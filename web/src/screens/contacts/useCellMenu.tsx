/** Opens the menu of a cell by the pointer, or of the row by the menu key. */
import { lazy, type MouseEvent, Suspense, useState } from "react";
import { useKeys } from "../../app/keys";
import { useTexts } from "../../text/TextProvider";
import type { MenuPlace } from "./CellMenu";
import { type Column, NAME_KEY } from "./columns";
import type { ContactSearch } from "./search";
import type { ContactList } from "./useContactList";

const CellMenu = lazy(() => import("./CellMenu"));

/** The pointer's second button; a menu key has none. */
const SECOND_BUTTON = 2;
/** The box is a cell, too. */
const BOXES = 1;
/** `aria-rowindex` counts from one, with the head. */
const ROWS_BEFORE = 2;

/** What was pressed, if it is a row that is there. */
function placeOf(
  event: MouseEvent<HTMLElement>,
  list: ContactList,
  columns: readonly Column[],
): MenuPlace | undefined {
  const { target, clientX: x, clientY: y, button, ctrlKey } = event;
  const row = target instanceof Element ? target.closest("[role=row]") : null;
  const link = row?.querySelector<HTMLAnchorElement>("a.row-link");
  const index = Number(row?.getAttribute("aria-rowindex")) - ROWS_BEFORE;
  const held = list.rowAt(index);
  if (!row || !link || held === undefined || held.isGone) {
    return undefined;
  }
  const all = [NAME_KEY, ...columns.map(({ shows }) => shows)];
  if (button !== SECOND_BUTTON && !ctrlKey) {
    return { row: held.row, cells: all, link, point: undefined };
  }
  // The row's link lies over its cells.
  const pressed = document
    .elementsFromPoint(x, y)
    .find((element) => element.matches("[role=gridcell]"));
  const cells = [...row.querySelectorAll("[role=gridcell]")];
  const shows = all[cells.findIndex((cell) => cell === pressed) - BOXES];
  return {
    ...{ row: held.row, link, point: { x, y } },
    cells: shows === undefined ? [] : [shows],
  };
}

/**
 * @param isOn where it is off, the browser has its own menu
 */
export function useCellMenu(
  isOn: boolean,
  list: ContactList,
  columns: readonly Column[],
  onFilter: (part: ContactSearch) => void,
) {
  const { t } = useTexts();
  const [place, setPlace] = useState<MenuPlace>();
  // The browser makes an event of it; the sheet tells of it.
  useKeys(isOn ? [{ keys: ["Shift+F10"], text: t.contacts.rowMenu }] : []);
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const pressed = isOn ? placeOf(event, list, columns) : undefined;
    if (pressed !== undefined && !event.defaultPrevented) {
      event.preventDefault();
      setPlace(pressed);
    }
  };
  const menu = place && (
    <Suspense fallback={null}>
      <CellMenu
        place={place}
        onFilter={onFilter}
        onClose={() => setPlace(undefined)}
      />
    </Suspense>
  );
  return { menu, onContextMenu };
}
