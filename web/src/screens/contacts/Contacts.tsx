/** Finding a person, or the next person to answer. */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMay, useMembership } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useIsPhone } from "../../data/useIsPhone";
import { useCopyKey } from "../../people/copy";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { ScreenHead } from "../../ui/ScreenHead";
import { BulkBar } from "./BulkBar";
import { ColumnsButton } from "./ColumnsButton";
import { ContactGrid, ROW_PX } from "./ContactGrid";
import "./contacts.css";
import { Filters } from "./Filters";
import type { RowActions } from "./GridRow";
import { ExportLink, ImportLink, SortChoice } from "./ListTools";
import { keepPlace, type ListPlace, recallPlace } from "./places";
import { type ContactSearch, countFilters, listPartOf } from "./search";
import { type Selection, useSelection } from "./selection";
import { useColumns } from "./useColumns";
import { type ContactList, HEAD_ROWS, useContactList } from "./useContactList";
import { Views } from "./Views";

const Checklist = lazy(() =>
  import("../setup/Checklist").then(({ Checklist: component }) => ({
    default: component,
  })),
);
const ContactSheet = lazy(() => import("../contact/ContactSheet"));

/** Skeleton rows while the first page is on its way. */
const SKELETONS = 12;
/** Rows that a screen shows at most. */
const SCREEN_ROWS = 30;

interface ContactsProps {
  search: ContactSearch;
  onSearch: (search: ContactSearch) => void;
}

function Count({ list }: { list: ContactList }) {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  const count = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter: list.filter,
  });
  if (count === undefined) {
    return null;
  }
  const number = new Intl.NumberFormat(language).format(count.count);
  return (
    <span className="muted num" role="status">
      {t.contacts.matching(count.is_at_least ? `${number}+` : number)}
    </span>
  );
}

/** On a phone, where rows have no boxes until somebody wants to choose. */
function SelectButton({
  isOn,
  onTurn,
}: {
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
}) {
  const { t } = useTexts();
  return (
    <button
      className="button quiet select-button"
      type="button"
      aria-pressed={isOn}
      onClick={() => onTurn(!isOn)}
    >
      {isOn ? t.people.selectDone : t.people.select}
    </button>
  );
}

/** Whether a press on a row chooses it; leaving that clears what was chosen. */
function useSelecting(selection: Selection) {
  const isPhone = useIsPhone();
  const [isOn, setIsOn] = useState(false);
  const turn = (isNow: boolean) => {
    setIsOn(isNow);
    if (!isNow) {
      selection.clear();
    }
  };
  return { isSelecting: isPhone && isOn, turn };
}

function FreshButton({
  list,
  onRefresh,
}: {
  list: ContactList;
  onRefresh: () => void;
}) {
  const { t } = useTexts();
  const { newCount } = list;
  useKeys([{ keys: ["."], text: t.keys.refresh, run: onRefresh }]);
  const number = newCount >= HEAD_ROWS ? `${HEAD_ROWS}+` : String(newCount);
  return (
    <span role="status" className="fresh-place">
      {newCount > 0 && (
        <button
          className="button primary fresh-button"
          type="button"
          onClick={onRefresh}
        >
          <Icon name="up" />
          {t.contacts.fresh(number)}
        </button>
      )}
    </span>
  );
}

function NothingFound({ search, onSearch }: ContactsProps) {
  const { t } = useTexts();
  const mayStart = useMay("admin");
  const filters = countFilters(search);
  if (filters === 0 && mayStart) {
    return (
      <div className="first-run">
        <h2>{t.contacts.empty}</h2>
        <Suspense fallback={null}>
          <Checklist />
        </Suspense>
      </div>
    );
  }
  return filters === 0 ? (
    <div className="empty">
      <h2>{t.contacts.empty}</h2>
      <p>{t.contacts.emptyHelp}</p>
    </div>
  ) : (
    <div className="empty">
      <h2>{t.contacts.noMatch(filters)}</h2>
      <button className="button" type="button" onClick={() => onSearch({})}>
        {t.contacts.clearFilters}
      </button>
    </div>
  );
}

function Skeletons() {
  return (
    <div className="grid" aria-hidden="true">
      {Array.from({ length: SKELETONS }, (_, index) => (
        <div key={index} className="grid-row">
          <span className="skeleton skeleton-row" />
        </div>
      ))}
    </div>
  );
}

/** Where one is in the list, kept with the entry of the browser's history. */
function usePlaceInHistory() {
  const entry = useRouterState({
    select: ({ location: { state, href } }) => state.__TSR_key ?? href,
  });
  // Only a list that has just appeared comes back to a place.
  const [place] = useState(() => recallPlace(entry));
  const current = useRef({
    scrollTop: place?.scrollTop ?? 0,
    focused: place?.focused ?? 0,
  });
  const onPlace = useCallback(
    (next: Pick<ListPlace, "scrollTop" | "focused">) => {
      current.current = next;
    },
    [],
  );
  return { entry, place, current, onPlace };
}

/** Opens and chooses rows; the same functions as long as the list is the same. */
function useRowActions(
  { search, onSearch }: ContactsProps,
  list: ContactList,
  toggle: (id: string, isRange: boolean, order: readonly string[]) => void,
  leave: () => void,
  { isSelecting, turn }: ReturnType<typeof useSelecting>,
): RowActions {
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const now = {
    ...{ search, onSearch, list, toggle, leave, isPhone, isSelecting, turn },
  };
  const latest = useRef(now);
  latest.current = now;
  return useMemo(() => {
    const choose: RowActions["toggle"] = (id, isRange) =>
      latest.current.toggle(
        id,
        isRange,
        latest.current.list.rows().map((row) => row.id),
      );
    return {
      open: (id, isFull) => {
        if (latest.current.isSelecting) {
          choose(id, false);
          return;
        }
        latest.current.leave();
        if (isFull || latest.current.isPhone) {
          void navigate({
            to: "/w/$slug/contacts/$contactId",
            params: { slug: workspace.slug, contactId: id },
          });
        } else {
          latest.current.onSearch({ ...latest.current.search, open: id });
        }
      },
      toggle: choose,
      hold: (id) => {
        latest.current.turn(true);
        choose(id, false);
      },
    };
  }, [navigate, workspace.slug]);
}

function Sheet({ search, onSearch }: ContactsProps) {
  const { open } = search;
  const isPhone = useIsPhone();
  if (open === undefined || isPhone || !isId("contacts", open)) {
    return null;
  }
  return (
    <Suspense fallback={<aside className="sheet-pane" />}>
      <ContactSheet
        contactId={open}
        onOpen={(id) => onSearch({ ...search, open: id })}
        onClose={() => onSearch(listPartOf(search))}
      />
    </Suspense>
  );
}

/** The list with what was chosen in it and where one is. */
function useScreen(props: ContactsProps) {
  const { entry, place, current, onPlace } = usePlaceInHistory();
  const { shown, ...columns } = useColumns(place?.columns);
  const [view, setView] = useState(() => {
    const first = Math.floor((place?.scrollTop ?? 0) / ROW_PX);
    return { first, last: first + SCREEN_ROWS };
  });
  const [hasRefreshed, setHasRefreshed] = useState(false);
  const list = useContactList(props.search, view, place, shown?.customFields);
  const selection = useSelection();
  const selecting = useSelecting(selection);
  const leave = () =>
    keepPlace(entry, { ...list.state, ...current.current, columns: shown });
  const actions = useRowActions(
    props,
    list,
    selection.toggle,
    leave,
    selecting,
  );
  const focusedRow = () => list.rowAt(current.current.focused)?.row;
  useCopyKey(() => focusedRow()?.phone_display);
  return {
    list,
    columns,
    selection,
    actions,
    focusedRow,
    turnSelecting: selecting.turn,
    grid: {
      isSelecting: selecting.isSelecting,
      place: hasRefreshed ? undefined : place,
      onView: setView,
      onPlace,
    },
    refresh: () => {
      setHasRefreshed(true);
      list.refresh();
    },
  };
}

export function Contacts(props: ContactsProps) {
  const { search, onSearch } = props;
  const { t } = useTexts();
  const screen = useScreen(props);
  const { columns, list, selection, actions, focusedRow, grid, refresh } =
    screen;
  const isPhone = useIsPhone();
  const isEmpty = !list.isLoading && list.count === 0;
  return (
    <div className="contacts">
      <ScreenHead title={t.contacts.title}>
        {!isPhone && <ColumnsButton {...columns} />}
        <ExportLink search={search} />
        {!isPhone && <ImportLink />}
        <SortChoice {...props} />
      </ScreenHead>
      <Views {...props} />
      <div className="chips">
        <Filters search={search} onChange={onSearch} />
        <Count list={list} />
        {isPhone && !isEmpty && (
          <SelectButton isOn={grid.isSelecting} onTurn={screen.turnSelecting} />
        )}
        <FreshButton list={list} onRefresh={refresh} />
      </div>
      <div className="contacts-body">
        <div className="contacts-list">
          {list.isLoading && <Skeletons />}
          {isEmpty && <NothingFound {...props} />}
          {!list.isLoading && !isEmpty && (
            <ContactGrid
              {...{ list, selection, actions, ...grid, ...columns }}
              openId={search.open}
              onFilter={(part) => onSearch({ ...search, ...part })}
            />
          )}
          <BulkBar
            list={list}
            selection={selection}
            focusedId={search.open ?? focusedRow()?._id}
          />
        </div>
        <Region>
          <Sheet {...props} />
        </Region>
      </div>
    </div>
  );
}
