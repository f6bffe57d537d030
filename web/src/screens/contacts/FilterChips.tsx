/** The filters that are on: each says what it leaves, and can be taken off. */
import { useMemberNames } from "../../people/useMembers";
import { allOf, anyOf } from "../../text/lists";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { type ContactSearch, needsAllTags } from "./search";

export interface FilterProps {
  search: ContactSearch;
  onChange: (search: ContactSearch) => void;
}

interface ShownFilter {
  part: keyof ContactSearch;
  label: string;
  value: string | false | undefined;
}

/** What each filter that is on says of itself. */
function useShown(search: ContactSearch): ShownFilter[] {
  const { t, language } = useTexts();
  const nameOfMember = useMemberNames();
  const { columns } = t.contacts;
  const { waiting, status = [], owner, days, source, number } = search;
  const { optedOut, via, tags = [] } = search;
  const ownerText =
    owner === "mine"
      ? t.contacts.mine
      : owner === "none"
        ? t.contacts.nobody
        : nameOfMember(owner ?? "");
  const statuses = status.map((name) => t.status[name]);
  return [
    { part: "waiting", label: columns.waiting, value: waiting && t.yes },
    {
      part: "status",
      label: columns.status,
      value: statuses.length > 0 && anyOf(statuses, language),
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
    { part: "via", label: t.contacts.ourNumber, value: via },
    {
      part: "tags",
      label: columns.tags,
      value:
        tags.length > 0 &&
        (needsAllTags(search) ? allOf : anyOf)(tags, language),
    },
  ];
}

/** Whether somebody has any of the tags or all: pressed, the other. */
function MatchSwitch({ search, onChange }: FilterProps) {
  const { t } = useTexts();
  const isAll = needsAllTags(search);
  return (
    <button
      type="button"
      className="chip-switch"
      onClick={() =>
        onChange({ ...search, tagsMatch: isAll ? undefined : "all" })
      }
    >
      {isAll ? t.contacts.anyTag : t.contacts.allTags}
    </button>
  );
}

export function FilterChips({ search, onChange }: FilterProps) {
  const { t } = useTexts();
  const remove = (part: keyof ContactSearch) =>
    onChange({
      ...search,
      [part]: undefined,
      ...(part === "tags" && { tagsMatch: undefined }),
    });
  return useShown(search).map(
    ({ part, label, value }) =>
      typeof value === "string" && (
        <span key={part} className="chip">
          {label}:{" "}
          <b className="words" dir="auto">
            {value}
          </b>
          {part === "tags" && (search.tags ?? []).length > 1 && (
            <MatchSwitch {...{ search, onChange }} />
          )}
          <button
            type="button"
            aria-label={t.contacts.removeFilter(label)}
            onClick={() => remove(part)}
          >
            <Icon name="close" />
          </button>
        </span>
      ),
  );
}
