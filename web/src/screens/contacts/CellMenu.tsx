/** The menu of a cell, or of a whole row where a key asked for it. */
import { useCopy } from "../../people/copy";
import { useTexts } from "../../text/TextProvider";
import type { MenuEntry } from "../../ui/Menu";
import { usePopups } from "../../ui/usePopups";
import { type CellContent, cellActions } from "./cellActions";
import type { ContactRow } from "./row";
import type { ContactSearch } from "./search";

/** A message is named by how it begins. */
const SHOWN_CHARACTERS = 40;

/** What a menu is about, and where it opens. */
export interface MenuPlace {
  row: ContactRow;
  cells: readonly CellContent[];
  /** The row's link: what it leads to, and what has the focus again. */
  link: HTMLAnchorElement;
  /** Of the pointer, px; absent for a key. */
  point: { x: number; y: number } | undefined;
}

const shorten = (text: string) =>
  text.length > SHOWN_CHARACTERS
    ? `${text.slice(0, SHOWN_CHARACTERS).trimEnd()}…`
    : text;

function useEntries(
  { row, cells, link }: MenuPlace,
  onFilter: (part: ContactSearch) => void,
): MenuEntry[] {
  const { t } = useTexts();
  const copy = useCopy();
  const { filterBy, copyCell, newTab } = t.contacts;
  return [
    ...cellActions(row, cells, t).map((action, index) =>
      action.kind === "filter"
        ? {
            key: String(index),
            text: filterBy(action.label, action.value),
            onSelect: () => onFilter(action.part),
          }
        : {
            key: String(index),
            text: copyCell(shorten(action.text)),
            onSelect: () => copy(action.text, shorten(action.text)),
          },
    ),
    {
      key: "tab",
      text: newTab,
      onSelect: () => void window.open(link.href, "_blank", "noopener"),
    },
  ];
}

export default function CellMenu({
  place,
  onFilter,
  onClose,
}: {
  place: MenuPlace;
  onFilter: (part: ContactSearch) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const popups = usePopups(true);
  const entries = useEntries(place, onFilter);
  const { link, point } = place;
  return (
    popups && (
      <popups.PointMenu
        label={t.contacts.rowMenu}
        entries={entries}
        owner={link}
        point={point}
        onClose={onClose}
      />
    )
  );
}
