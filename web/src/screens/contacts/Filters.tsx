/** The filters that are on as chips, and a menu of those that can be added. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useMemberNames, useMembers } from "../../people/useMembers";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuEntry } from "../../ui/Menu";
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

export function Filters(props: FilterProps) {
  const { search, onChange } = props;
  const { t } = useTexts();
  const entries = useEntries(props);
  const nameOfMember = useMemberNames();
  const { columns } = t.contacts;
  const ownerText =
    search.owner === "mine"
      ? t.contacts.mine
      : search.owner === "none"
        ? t.contacts.nobody
        : nameOfMember(search.owner ?? "");
  const remove = (part: keyof ContactSearch) => () =>
    onChange({ ...search, [part]: undefined });
  return (
    <>
      {search.waiting && (
        <Chip
          label={columns.waiting}
          value={t.yes}
          onRemove={remove("waiting")}
        />
      )}
      {search.status && (
        <Chip
          label={columns.status}
          value={search.status.map((name) => t.status[name]).join(", ")}
          onRemove={remove("status")}
        />
      )}
      {search.owner !== undefined && (
        <Chip
          label={columns.owner}
          value={ownerText}
          onRemove={remove("owner")}
        />
      )}
      {search.days !== undefined && (
        <Chip
          label={columns.lastMessage}
          value={t.contacts.days(search.days)}
          onRemove={remove("days")}
        />
      )}
      {search.tags && (
        <Chip
          label={columns.tags}
          value={search.tags.join(", ")}
          onRemove={remove("tags")}
        />
      )}
      <Menu className="chip add" entries={entries}>
        <Icon name="plus" />
        {t.contacts.filter}
      </Menu>
    </>
  );
}
