/** One row of the list: a place in the height of all, its cells, its link. */
import { Link } from "@tanstack/react-router";
import { memo, type MouseEvent } from "react";
import { useMembership } from "../../app/workspace";
import type { HeldRow } from "../../data/heldOrder";
import { usePersonName } from "../../people/usePersonName";
import { useTexts } from "../../text/TextProvider";
import { ContactCells } from "./ContactCells";
import type { Column } from "./columns";
import type { ContactRow } from "./row";

/** How the list's rows are opened and chosen. */
export interface RowActions {
  /** Beside the list; on a phone and with Shift as a page of its own. */
  open: (id: string, isFull: boolean) => void;
  /** With `isRange` everything since the last one that was chosen. */
  toggle: (id: string, isRange: boolean) => void;
  /** On a phone: begins to choose, with this one. */
  hold: (id: string) => void;
}

interface GridRowProps {
  held: HeldRow<ContactRow>;
  index: number;
  top: number;
  isFocused: boolean;
  isSelected: boolean;
  isOpen: boolean;
  columns: readonly Column[];
  actions: RowActions;
}

/** Ctrl, Cmd and the middle button stay the browser's: a new tab. */
function openOnPress(
  event: MouseEvent,
  id: string,
  open: RowActions["open"],
): void {
  if (event.ctrlKey || event.metaKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  open(id, event.shiftKey);
}

function classesOf({ held, isSelected, isOpen }: GridRowProps): string {
  const { row, isFresh, isGone } = held;
  const classes = {
    "grid-row": true,
    waits: row.waiting_since !== undefined,
    fresh: isFresh,
    gone: isGone,
    selected: isSelected,
    open: isOpen,
  };
  return Object.entries(classes)
    .flatMap(([name, isOn]) => (isOn ? [name] : []))
    .join(" ");
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { held, index, top, isFocused, isSelected, columns, actions } = props;
  const { t } = useTexts();
  const { workspace } = useMembership();
  const { row, isGone } = held;
  const name = usePersonName()(row);
  return (
    <div
      className={classesOf(props)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      ref={(element) => {
        if (element !== null) {
          element.style.transform = `translateY(${top}px)`;
        }
      }}
    >
      <span role="gridcell" className="cell-check">
        <input
          type="checkbox"
          className="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={t.contacts.select(name)}
          onChange={({ nativeEvent }) =>
            actions.toggle(
              row._id,
              nativeEvent instanceof MouseEvent && nativeEvent.shiftKey,
            )
          }
        />
      </span>
      <ContactCells
        row={row}
        columns={columns}
        name={
          isGone ? (
            <span className="words" dir="auto">
              {name}
              <small className="muted"> · {t.people.gone}</small>
            </span>
          ) : (
            <Link
              className="row-link words"
              dir="auto"
              to="/w/$slug/contacts/$contactId"
              params={{ slug: workspace.slug, contactId: row._id }}
              tabIndex={isFocused ? 0 : -1}
              data-row={index}
              onClick={(event) => openOnPress(event, row._id, actions.open)}
            >
              {name}
            </Link>
          )
        }
      />
    </div>
  );
});
