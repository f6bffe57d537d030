/** All filters of the list in a sheet: they count once one says so. */
import { useQuery } from "convex/react";
import { type ReactNode, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { CONTACT_SOURCES } from "../../../../src/lib/crm/contactSource";
import { LEAD_STATUSES } from "../../../../src/lib/crm/leadStatus";
import { useMembership } from "../../app/workspace";
import { useMembers } from "../../people/useMembers";
import { useOurNumbers } from "../../people/useOurNumbers";
import { numberText } from "../../text/numbers";
import { useTexts } from "../../text/TextProvider";
import { Dialog } from "../../ui/Dialog";
import { Select } from "../../ui/Select";
import type { FilterProps } from "./FilterChips";
import { type ContactSearch, countFilters, SPANS, toFilter } from "./search";

/** Tags that are offered: the most used ones. */
const MAX_TAGS = 20;

type PartProps = { draft: ContactSearch; set: (part: ContactSearch) => void };

function Check({
  isOn,
  onTurn,
  children,
}: {
  isOn: boolean;
  onTurn: (isOn: boolean) => void;
  children: ReactNode;
}) {
  return (
    <label className="check-line">
      <input
        type="checkbox"
        className="checkbox"
        checked={isOn}
        onChange={({ target }) => onTurn(target.checked)}
      />
      <span className="words" dir="auto">
        {children}
      </span>
    </label>
  );
}

/** Any of several values; none means all. */
function Several<T extends string>({
  label,
  all,
  chosen = [],
  onChosen,
}: {
  label: string;
  all: readonly (readonly [value: T, text: string])[];
  chosen: readonly T[] | undefined;
  onChosen: (chosen: T[] | undefined) => void;
}) {
  return (
    <fieldset className="options">
      <legend>{label}</legend>
      {all.map(([value, text]) => (
        <Check
          key={value}
          isOn={chosen.includes(value)}
          onTurn={(isOn) => {
            const others = chosen.filter((one) => one !== value);
            const next = isOn ? [...others, value] : others;
            onChosen(next.length > 0 ? next : undefined);
          }}
        >
          {text}
        </Check>
      ))}
    </fieldset>
  );
}

/** One value, or none. */
function OneOf<T extends string>({
  label,
  all,
  chosen,
  onChosen,
}: {
  label: string;
  all: readonly (readonly [value: T, text: string])[];
  chosen: T | undefined;
  onChosen: (chosen: T | undefined) => void;
}) {
  const { t } = useTexts();
  return (
    <Select
      label={label}
      value={chosen ?? ""}
      onChange={(value) =>
        onChosen(all.find(([known]) => known === value)?.[0])
      }
      options={[["", t.all], ...all]}
    />
  );
}

/** Who somebody belongs to, what they write to, and how they came. */
function PersonParts({ draft, set }: PartProps) {
  const { t } = useTexts();
  const members = useMembers();
  const numbers = useOurNumbers();
  const { columns } = t.contacts;
  return (
    <>
      <OneOf
        label={columns.owner}
        all={[
          ["mine", t.contacts.mine],
          ["none", t.contacts.nobody],
          ...members.map(({ userId, name }) => [userId, name] as const),
        ]}
        chosen={draft.owner}
        onChosen={(owner) => set({ owner })}
      />
      {(numbers.length > 1 || draft.via !== undefined) && (
        <OneOf
          label={t.contacts.ourNumber}
          all={numbers.map((id) => [id, id] as const)}
          chosen={draft.via}
          onChosen={(via) => set({ via })}
        />
      )}
      <OneOf
        label={columns.source}
        all={CONTACT_SOURCES.map((one) => [one, t.contact.sources[one]])}
        chosen={draft.source}
        onChosen={(source) => set({ source })}
      />
      <OneOf
        label={columns.phone}
        all={[
          ["true", t.contacts.withNumber],
          ["false", t.contacts.withoutNumber],
        ]}
        chosen={draft.number === undefined ? undefined : `${draft.number}`}
        onChosen={(is) =>
          set({ number: is === undefined ? undefined : is === "true" })
        }
      />
    </>
  );
}

/** How long ago somebody wrote last. */
function SpanPart({ draft, set }: PartProps) {
  const { t } = useTexts();
  return (
    <OneOf
      label={t.contacts.columns.lastMessage}
      all={SPANS.map((one) => [`${one}`, t.contacts.days(one)])}
      chosen={draft.days && `${draft.days}`}
      onChosen={(text) => set({ days: SPANS.find((one) => `${one}` === text) })}
    />
  );
}

function TagParts({ draft, set }: PartProps) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const known = useQuery(api.tags.list, { workspace_id: workspace._id });
  const { tags = [], tagsMatch } = draft;
  const offered = (known?.tags ?? []).slice(0, MAX_TAGS).map(({ tag }) => tag);
  const all = [...new Set([...tags, ...offered])];
  return (
    all.length > 0 && (
      <>
        <Several
          label={t.contacts.columns.tags}
          all={all.toSorted().map((tag) => [tag, tag] as const)}
          chosen={tags}
          onChosen={(chosen) => set({ tags: chosen })}
        />
        {tags.length > 1 && (
          <Check
            isOn={tagsMatch === "all"}
            onTurn={(isAll) => set({ tagsMatch: isAll ? "all" : undefined })}
          >
            {t.contacts.columns.tags}: {t.contacts.allTags}
          </Check>
        )}
      </>
    )
  );
}

/** How many the draft would show, on the button that shows them. */
function ShowButton({ draft, asOf }: { draft: ContactSearch; asOf: number }) {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  const counted = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter: toFilter(draft, asOf),
  });
  const number = counted && numberText(counted.count, language);
  return (
    <button className="button primary" type="submit">
      {t.contacts.show(
        number === undefined
          ? ""
          : `${number}${counted?.is_at_least ? "+" : ""}`,
      )}
    </button>
  );
}

export default function FilterSheet({
  search,
  onChange,
  onClose,
}: FilterProps & { onClose: () => void }) {
  const { t } = useTexts();
  const [draft, setDraft] = useState(search);
  const [asOf] = useState(() => Date.now());
  const set = (part: ContactSearch) => setDraft({ ...draft, ...part });
  const { columns } = t.contacts;
  return (
    <Dialog title={t.contacts.filter} isOpen onClose={onClose} isSheet>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          onChange(draft);
        }}
      >
        <Check
          isOn={draft.waiting === true}
          onTurn={(isOn) => set({ waiting: isOn || undefined })}
        >
          {t.contacts.waitingOnly}
        </Check>
        <Several
          label={columns.status}
          all={LEAD_STATUSES.map((one) => [one, t.status[one]])}
          chosen={draft.status}
          onChosen={(status) => set({ status })}
        />
        <TagParts {...{ draft, set }} />
        <PersonParts {...{ draft, set }} />
        <SpanPart {...{ draft, set }} />
        <Check
          isOn={draft.optedOut === true}
          onTurn={(isOn) => set({ optedOut: isOn || undefined })}
        >
          {t.contacts.marketing}: {t.contacts.optedOut}
        </Check>
        <div className="dialog-actions sheet-actions">
          {countFilters(draft) > 0 && (
            <button
              className="button quiet"
              type="button"
              onClick={() => setDraft({ sort: search.sort, open: search.open })}
            >
              {t.contacts.clearFilters}
            </button>
          )}
          <ShowButton {...{ draft, asOf }} />
        </div>
      </form>
    </Dialog>
  );
}
