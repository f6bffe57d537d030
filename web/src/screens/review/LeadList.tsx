/** The queue as a list: who, what they wrote, and why they are in it. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Avatar } from "../../ui/Avatar";
import { When } from "../../ui/When";
import { usePersonName } from "../../people/usePersonName";
import type { LeadRow } from "./queue";
import type { Tab } from "./search";
import type { Queue } from "./useQueue";

function Row({
  lead,
  tab,
  isOpen,
}: {
  lead: LeadRow;
  tab: Tab;
  isOpen: boolean;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const nameOf = usePersonName();
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) {
      line.current?.scrollIntoView({ block: "nearest" });
    }
  }, [isOpen]);
  const { _id, contact, reason, made_at, spam } = lead;
  const name = nameOf(contact);
  return (
    <li ref={line}>
      <Link
        to="/w/$slug/review"
        params={{ slug: workspace.slug }}
        search={{ ...(tab !== "open" && { tab }), lead: _id }}
        className="lead-row"
        aria-current={isOpen ? "true" : undefined}
      >
        <Avatar id={contact._id} name={name} />
        <span className="lead-row-words">
          <span className="lead-row-head">
            <span className="words lead-row-name" dir="auto">
              {name}
            </span>
            <span className="muted small">
              <When at={made_at} />
            </span>
          </span>
          <span className="muted num small">
            {contact.phone_display ?? t.contacts.noNumber}
          </span>
          {contact.last_message_preview !== undefined && (
            <span className="words lead-row-preview" dir="auto">
              {contact.last_message_preview}
            </span>
          )}
          <span className="small muted">{t.review.reasons[reason]}</span>
          {spam !== undefined && tab === "open" && (
            <span className="small problem">{t.review.suspect}</span>
          )}
        </span>
      </Link>
    </li>
  );
}

function Nobody({ tab }: { tab: Tab }) {
  const { t } = useScreenTexts();
  const texts = t.review;
  return (
    <div className="empty review-list">
      <h2>{tab === "open" ? texts.empty : texts.spamEmpty}</h2>
      <p>{tab === "open" ? texts.emptyHelp : texts.spamEmptyHelp}</p>
    </div>
  );
}

export function LeadList({
  queue: { leads, isLoading, loadMore },
  tab,
  open,
}: {
  queue: Queue;
  tab: Tab;
  /** The lead that is looked at. */
  open: string | undefined;
}) {
  const { t, language } = useScreenTexts();
  const texts = t.review;
  if (isLoading) {
    return <div className="review-list skeleton review-skeleton" />;
  }
  if (leads.length === 0) {
    return <Nobody tab={tab} />;
  }
  const count = new Intl.NumberFormat(language).format(leads.length);
  const label = tab === "open" ? texts.queue : texts.spamList;
  return (
    <section className="review-list" aria-label={label}>
      {tab === "open" && (
        <p className="muted small" role="status">
          {texts.waiting(loadMore ? texts.atLeast(count) : count)}
        </p>
      )}
      <ul className="lead-rows">
        {leads.map((lead) => (
          <Row
            key={lead._id}
            lead={lead}
            tab={tab}
            isOpen={lead._id === open}
          />
        ))}
      </ul>
      {loadMore && (
        <button className="button quiet" type="button" onClick={loadMore}>
          {texts.more}
        </button>
      )}
    </section>
  );
}
