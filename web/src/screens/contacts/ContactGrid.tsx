/** The rows of the list: only those in view exist, and none of them jumps. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  memo,
  type RefObject,
  useRef,
  useState,
} from "react";
import { useKeys } from "../../app/keys";
import { useMembership } from "../../app/workspace";
import type { HeldRow } from "../../data/heldOrder";
import { useIsPhone } from "../../data/useIsPhone";
import { useTexts } from "../../text/TextProvider";
import { ContactCells } from "./ContactCells";
import type { ContactList, ContactRow } from "./useContactList";

const ROW_PX = 46;
const PHONE_ROW_PX = 68;
/** Rows drawn beyond what is seen. */
const OVERSCAN = 8;

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
}

const GridRow = memo(function GridRow({
  held,
  index,
  top,
  isFocused,
  isSelected,
  onToggle,
}: {
  held: HeldRow<ContactRow>;
  index: number;
  top: number;
  isFocused: boolean;
  isSelected: boolean;
  onToggle: (id: string) => void;
}) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const { row, isFresh, isGone } = held;
  const state = [
    "grid-row",
    row.waiting_since === undefined ? "" : "waits",
    isFresh ? "fresh" : "",
    isGone ? "gone" : "",
    isSelected ? "selected" : "",
  ];
  return (
    <div
      className={state.filter(Boolean).join(" ")}
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
          aria-label={t.contacts.select(row.name ?? t.contacts.unnamed)}
          onChange={() => onToggle(row._id)}
        />
      </span>
      <Link
        className="row-link"
        to="/w/$slug/contacts/$contactId"
        params={{ slug: workspace.slug, contactId: row._id }}
        tabIndex={isFocused ? 0 : -1}
        data-row={index}
        disabled={isGone}
      >
        <ContactCells row={row} />
      </Link>
    </div>
  );
});

function GridHead() {
  const { t } = useTexts();
  const columns = Object.entries(t.contacts.columns);
  return (
    <div className="grid-row grid-head" role="row" aria-rowindex={1}>
      <span role="columnheader" className="cell-check">
        <span className="hidden-text">{t.contacts.selection}</span>
      </span>
      {columns.map(([key, text]) => (
        <span key={key} role="columnheader" className={`cell-${key}`}>
          {text}
        </span>
      ))}
    </div>
  );
}

/** Moves the focus through the rows by J, K and the arrows. */
function useRowFocus(
  box: RefObject<HTMLDivElement | null>,
  count: number,
  reveal: (index: number) => void,
) {
  const [focused, setFocused] = useState(0);
  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    setFocused(next);
    reveal(next);
    requestAnimationFrame(() =>
      box.current
        ?.querySelector<HTMLElement>(`[data-row="${next}"]`)
        ?.focus({ preventScroll: true }),
    );
  };
  return { focused, moveTo };
}

/** The keys of the list, for the row that has the focus. */
function useGridKeys(
  current: HeldRow<ContactRow> | undefined,
  move: (step: number) => void,
  toggle: (id: string) => void,
) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const open = (contactId: string) =>
    void navigate({
      to: "/w/$slug/contacts/$contactId",
      params: { slug: workspace.slug, contactId },
    });
  useKeys([
    { keys: ["j"], text: t.keys.next, run: () => move(1) },
    { keys: ["k"], text: t.keys.previous, run: () => move(-1) },
    {
      keys: ["x"],
      text: t.keys.select,
      run: () => current && toggle(current.id),
    },
    {
      keys: ["Enter"],
      text: t.keys.open,
      run: () => current && open(current.id),
    },
  ]);
}

/** The rows in view, at their places in the height of all. */
function Rows({
  virtual,
  list,
  selection,
  focused,
}: {
  virtual: Virtualizer<HTMLDivElement, Element>;
  list: ContactList;
  selection: Selection;
  focused: number;
}) {
  return (
    <div
      className="grid-space"
      ref={(element) => {
        if (element !== null) {
          element.style.height = `${virtual.getTotalSize()}px`;
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
            isSelected={selection.ids.has(held.id)}
            onToggle={selection.toggle}
          />
        );
      })}
    </div>
  );
}

interface GridProps {
  list: ContactList;
  selection: Selection;
  onView: (view: { first: number; last: number }) => void;
}

export function ContactGrid({ list, selection, onView }: GridProps) {
  const { t } = useTexts();
  const isPhone = useIsPhone();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: list.count,
    getScrollElement: () => box.current,
    estimateSize: () => (isPhone ? PHONE_ROW_PX : ROW_PX),
    overscan: OVERSCAN,
    onChange: ({ range }) => {
      if (range !== null) {
        onView({ first: range.startIndex, last: range.endIndex });
      }
    },
  });
  const { focused, moveTo } = useRowFocus(box, list.count, (index) =>
    virtual.scrollToIndex(index),
  );
  useGridKeys(
    list.rowAt(focused),
    (step) => moveTo(focused + step),
    selection.toggle,
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      moveTo(focused + step);
    }
  };
  return (
    <div
      className="grid"
      role="grid"
      aria-label={t.contacts.title}
      aria-rowcount={list.isComplete ? list.count + 1 : -1}
      onKeyDown={onKeyDown}
    >
      <GridHead />
      <div className="grid-scroll" ref={box}>
        <Rows
          virtual={virtual}
          list={list}
          selection={selection}
          focused={focused}
        />
      </div>
    </div>
  );
}
