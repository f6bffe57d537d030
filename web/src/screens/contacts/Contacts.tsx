/** Finding a person, or the next person to answer. */
import { useQuery } from "convex/react";
import { useCallback, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { ScreenHead } from "../../ui/ScreenHead";
import { ContactGrid } from "./ContactGrid";
import "./contacts.css";
import { Filters } from "./Filters";
import { type ContactSearch, countFilters, SORTS, toFilter } from "./search";
import { type ContactList, useContactList } from "./useContactList";

/** Skeleton rows while the first page is on its way. */
const SKELETONS = 12;

interface ContactsProps {
  search: ContactSearch;
  onSearch: (search: ContactSearch) => void;
}

/** Everything, who waits, and mine: a press away. */
function Views({ search, onSearch }: ContactsProps) {
  const { t } = useTexts();
  const views: { text: string; search: ContactSearch }[] = [
    { text: t.all, search: {} },
    {
      text: t.contacts.waitingView,
      search: { waiting: true, sort: "waiting" },
    },
    { text: t.contacts.mineView, search: { owner: "mine" } },
  ];
  const current = JSON.stringify(search);
  return (
    <nav className="views" aria-label={t.contacts.views}>
      {views.map((view) => (
        <button
          key={view.text}
          type="button"
          aria-current={
            current === JSON.stringify(view.search) ? "true" : undefined
          }
          onClick={() => onSearch(view.search)}
        >
          {view.text}
        </button>
      ))}
    </nav>
  );
}

function Count({ search }: { search: ContactSearch }) {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  // Days count back from when the screen was opened.
  const [openedAt] = useState(() => Date.now());
  const count = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter: toFilter(search, openedAt),
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

function SortChoice({ search, onSearch }: ContactsProps) {
  const { t } = useTexts();
  return (
    <label className="field-line">
      <span>{t.contacts.sort}</span>
      <select
        className="input"
        value={search.sort ?? "activity"}
        onChange={({ target: { value } }) =>
          onSearch({ ...search, sort: SORTS.find((sort) => sort === value) })
        }
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t.contacts.sorts[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}

function FreshButton({ list }: { list: ContactList }) {
  const { t } = useTexts();
  useKeys([{ keys: ["."], text: t.keys.refresh, run: list.refresh }]);
  return (
    <span role="status" className="fresh-place">
      {list.newCount > 0 && (
        <button
          className="button primary fresh-button"
          type="button"
          onClick={list.refresh}
        >
          <Icon name="up" />
          {t.contacts.fresh(list.newCount)}
        </button>
      )}
    </span>
  );
}

function NothingFound({ search, onSearch }: ContactsProps) {
  const { t } = useTexts();
  const filters = countFilters(search);
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

export function Contacts({ search, onSearch }: ContactsProps) {
  const { t } = useTexts();
  const [view, setView] = useState({ first: 0, last: 0 });
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const list = useContactList(search, view);
  const toggle = useCallback(
    (id: string) =>
      setIds((current) => {
        const next = new Set(current);
        return next.delete(id) ? next : next.add(id);
      }),
    [],
  );
  const isEmpty = !list.isLoading && list.count === 0;
  return (
    <div className="contacts">
      <ScreenHead title={t.contacts.title}>
        <SortChoice search={search} onSearch={onSearch} />
      </ScreenHead>
      <Views search={search} onSearch={onSearch} />
      <div className="chips">
        <Filters search={search} onChange={onSearch} />
        <Count search={search} />
        <FreshButton list={list} />
      </div>
      {list.isLoading && <Skeletons />}
      {isEmpty && <NothingFound search={search} onSearch={onSearch} />}
      {!list.isLoading && !isEmpty && (
        <ContactGrid list={list} selection={{ ids, toggle }} onView={setView} />
      )}
    </div>
  );
}
