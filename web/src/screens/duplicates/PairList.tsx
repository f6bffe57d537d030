/** The pairs, each with why it is suspected; a link opens the comparison. */
import { Link } from "@tanstack/react-router";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import { usePersonName } from "../../people/usePersonName";
import { listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { Avatar } from "../../ui/Avatar";
import { isPairOf, type Pair } from "./choices";
import type { DuplicateSearch } from "./search";
import type { PairsList } from "./usePairs";

function Line({ person }: { person: Pair["contact"] }) {
  const { t } = useScreenTexts();
  const nameOf = usePersonName();
  const name = nameOf(person);
  return (
    <span className="pair-person">
      <Avatar id={person._id} name={name} />
      <span className="words pair-name" dir="auto">
        {name}
      </span>
      <span className="muted num small">
        {person.phone_display ?? t.contacts.noNumber}
      </span>
    </span>
  );
}

function Row({ pair, search }: { pair: Pair; search: DuplicateSearch }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const clock = useClock();
  const now = useNow();
  const memberName = useMemberNames();
  const { a, b, tab } = search;
  const isCurrent = a !== undefined && b !== undefined && isPairOf(pair, a, b);
  const { contact, other, reasons, kept_at, kept_by } = pair;
  const keeper = kept_by === undefined ? undefined : memberName(kept_by);
  return (
    <li>
      <Link
        to="/w/$slug/duplicates"
        params={{ slug: workspace.slug }}
        search={{ ...(tab && { tab }), a: contact._id, b: other._id }}
        className="pair"
        aria-current={isCurrent ? "true" : undefined}
      >
        <Line person={contact} />
        <Line person={other} />
        <span className="small pair-reason">
          {reasons.map((reason) => t.duplicates.reasons[reason]).join(" · ")}
        </span>
        <span className="muted small">
          {kept_at !== undefined && keeper !== undefined
            ? t.duplicates.keptBy(keeper, listTime(kept_at, now, clock))
            : t.duplicates.found(listTime(pair.created_at, now, clock))}
        </span>
      </Link>
    </li>
  );
}

export function PairList({
  list: { pairs, isLoading, loadMore },
  status,
  search,
}: {
  list: PairsList;
  status: "open" | "kept";
  search: DuplicateSearch;
}) {
  const { t } = useScreenTexts();
  const texts = t.duplicates;
  if (isLoading) {
    return <div className="pair-list skeleton pair-skeleton" />;
  }
  if (pairs.length === 0) {
    return (
      <div className="empty pair-list">
        <h2>{status === "open" ? texts.empty : texts.keptEmpty}</h2>
        <p>{status === "open" ? texts.emptyHelp : texts.keptEmptyHelp}</p>
      </div>
    );
  }
  return (
    <section className="pair-list" aria-label={texts.pairs}>
      <ul className="plain-list">
        {pairs.map((pair) => (
          <Row key={pair.suggestion_id} pair={pair} search={search} />
        ))}
      </ul>
      {loadMore && (
        <button className="button quiet" type="button" onClick={loadMore}>
          {t.older}
        </button>
      )}
    </section>
  );
}
