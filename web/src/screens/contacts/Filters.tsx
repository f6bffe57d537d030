/** The filters that are on as chips, and a menu of those that can be added. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useMemberNames, useMembers } from "../../people/useMembers";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuEntry } from "../../ui/Menu";
import { CONTACT_SOURCES } from "../../../../src/lib/crm/contactSource";
import { LEAD_STATUSES } from "../../../../src/lib/crm/leadStatus";
import { type ContactSearch, SPANS } from "./search";

/** Tags offered in the menu; others are found by search. */
const MAX_TAGS = 12;

function Chip({
  label,
  value,
  onRemove,
}: {
  label: string;
  value: string;
  onRemove: () => void;
}) {
  const { t } = useTexts();
  return (
    <span className="chip">
      {label}: <b>{value}</b>
      <button
        type="button"
        aria-label={t.contacts.removeFilter(label)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}

export interface FilterProps {
  search: ContactSearch;
  onChange: (search: ContactSearch) => void;
}

function useEntries({ search, onChange }: FilterProps): MenuEntry[] {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const members = useMembers();
  const tags = useQuery(api.tags.list, { workspace_id: workspace._id });
  const { columns } = t.contacts;
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
      entry(status, t.status[status], { status: [status] }, columns.status),
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
    entry(
      "optedOut",
      t.contacts.optedOut,
      { optedOut: true },
      t.contacts.marketing,
    ),
    ...(tags?.tags ?? [])
      .slice(0, MAX_TAGS)
      .map(({ tag }) =>
        entry(
          `#${tag}`,
          tag,
          { tags: [...new Set([...(search.tags ?? []), tag])] },
          columns.tags,
        ),
      ),
  ];
}

/** What each filter that is on says of itself. */
function useChips(search: ContactSearch) {
  const { t } = useTexts();
  const nameOfMember = useMemberNames();
  const { columns } = t.contacts;
  const { waiting, status, owner, days, source, number, optedOut, tags } =
    search;
  const ownerText =
    owner === "mine"
      ? t.contacts.mine
      : owner === "none"
        ? t.contacts.nobody
        : nameOfMember(owner ?? "");
  const chips: {
    part: keyof ContactSearch;
    label: string;
    value: string | false | undefined;
  }[] = [
    { part: "waiting", label: columns.waiting, value: waiting && t.yes },
    {
      part: "status",
      label: columns.status,
      value: status?.map((name) => t.status[name]).join(", "),
    },
    {
      part: "owner",
      label: columns.owner,
      value: owner !== undefined && ownerText,
    },
    {
      part: "days",
      label: columns.lastMessage,
      value: days && t.contacts.days(days),
    },
    {
      part: "source",
      label: columns.source,
      value: source && t.contact.sources[source],
    },
    {
      part: "number",
      label: columns.phone,
      value:
        number !== undefined &&
        (number ? t.contacts.withNumber : t.contacts.withoutNumber),
    },
    {
      part: "optedOut",
      label: t.contacts.marketing,
      value: optedOut && t.contacts.optedOut,
    },
    { part: "tags", label: columns.tags, value: tags?.join(", ") },
  ];
  return chips;
}

export function Filters(props: FilterProps) {
  const { search, onChange } = props;
  const { t } = useTexts();
  const entries = useEntries(props);
  const chips = useChips(search);
  return (
    <>
      {chips.map(
        ({ part, label, value }) =>
          typeof value === "string" && (
            <Chip
              key={part}
              label={label}
              value={value}
              onRemove={() => onChange({ ...search, [part]: undefined })}
            />
          ),
      )}
      <Menu className="chip add" entries={entries}>
        <Icon name="plus" />
        {t.contacts.filter}
      </Menu>
    </>
  );
}
