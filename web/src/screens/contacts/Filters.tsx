/** The filters that are on, and those that can be added: in a menu, or a sheet. */
import { useQuery } from "convex/react";
import { lazy, Suspense, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useIsPhone } from "../../data/useIsPhone";
import { useMembers } from "../../people/useMembers";
import { useOurNumbers } from "../../people/useOurNumbers";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuEntry } from "../../ui/Menu";
import { CONTACT_SOURCES } from "../../../../src/lib/crm/contactSource";
import { LEAD_STATUSES } from "../../../../src/lib/crm/leadStatus";
import { FilterChips, type FilterProps } from "./FilterChips";
import { type ContactSearch, countFilters, SPANS } from "./search";

/** Tags offered in the menu; others are found by search. */
const MAX_TAGS = 12;

const FilterSheet = lazy(() => import("./FilterSheet"));

const withOne = <T,>(list: readonly T[] | undefined, one: T): T[] => [
  ...new Set([...(list ?? []), one]),
];

/** The most used ones. */
function useUsualTags(): readonly string[] {
  const { workspace } = useMembership();
  const known = useQuery(api.tags.list, { workspace_id: workspace._id });
  return (known?.tags ?? []).slice(0, MAX_TAGS).map(({ tag }) => tag);
}

function useEntries({ search, onChange }: FilterProps): MenuEntry[] {
  const { t } = useTexts();
  const members = useMembers();
  const numbers = useOurNumbers();
  const tags = useUsualTags();
  const { columns, marketing, ourNumber } = t.contacts;
  const entry = (
    key: string,
    text: string,
    part: ContactSearch,
    group?: string,
  ) => ({
    key,
    text,
    ...(group !== undefined && { group }),
    onSelect: () => onChange({ ...search, ...part }),
  });
  return [
    entry("waiting", t.contacts.waitingOnly, { waiting: true }),
    ...LEAD_STATUSES.map((status) =>
      entry(
        status,
        t.status[status],
        { status: withOne(search.status, status) },
        columns.status,
      ),
    ),
    entry("mine", t.contacts.mine, { owner: "mine" }, columns.owner),
    entry("none", t.contacts.nobody, { owner: "none" }, columns.owner),
    ...members.map(({ userId, name }) =>
      entry(userId, name, { owner: userId }, columns.owner),
    ),
    ...SPANS.map((days) =>
      entry(String(days), t.contacts.days(days), { days }, columns.lastMessage),
    ),
    ...CONTACT_SOURCES.map((source) =>
      entry(source, t.contact.sources[source], { source }, columns.source),
    ),
    entry("number", t.contacts.withNumber, { number: true }, columns.phone),
    entry(
      "noNumber",
      t.contacts.withoutNumber,
      { number: false },
      columns.phone,
    ),
    entry("optedOut", t.contacts.optedOut, { optedOut: true }, marketing),
    // Of one number there is nothing to choose.
    ...(numbers.length > 1 ? numbers : []).map((via) =>
      entry(`via ${via}`, via, { via }, ourNumber),
    ),
    ...tags.map((tag) =>
      entry(`#${tag}`, tag, { tags: withOne(search.tags, tag) }, columns.tags),
    ),
  ];
}

function FilterMenu(props: FilterProps) {
  const { t } = useTexts();
  return (
    <Menu className="chip add" entries={useEntries(props)}>
      <Icon name="plus" />
      {t.contacts.filter}
    </Menu>
  );
}

/** On a phone: all of them at once, from below. */
function SheetButton(props: FilterProps) {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const count = countFilters(props.search);
  return (
    <>
      <button
        type="button"
        className="chip add"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        <Icon name="funnel" />
        {t.contacts.filter}
        {count > 0 && <b className="num">{count}</b>}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <FilterSheet {...props} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

export function Filters(props: FilterProps) {
  const isPhone = useIsPhone();
  return (
    <>
      {isPhone && <SheetButton {...props} />}
      <FilterChips {...props} />
      {!isPhone && <FilterMenu {...props} />}
    </>
  );
}
