/** One lead with what it is judged by. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { useEffect, useRef } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { StatusPill } from "../../ui/StatusPill";
import { When } from "../../ui/When";
import { Message } from "../contact/Message";
import "../contact/contact.css";
import { usePersonName } from "../../people/usePersonName";
import { adText, type LeadCard as Card, type LeadRow } from "./queue";
import type { Tab } from "./search";
import { VerdictBar } from "./VerdictBar";

interface LeadCardProps {
  leadId: Id<"leads">;
  leads: readonly LeadRow[];
  tab: Tab;
  /** Opens another lead; undefined for the list. */
  onLead: (leadId: Id<"leads"> | undefined) => void;
}

function Head({ lead: { contact } }: { lead: LeadRow }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const nameOf = usePersonName();
  const name = nameOf(contact);
  return (
    <header className="lead-head">
      <Avatar id={contact._id} name={name} isLarge />
      <div className="lead-person">
        <h2>
          <Link
            to="/w/$slug/contacts/$contactId"
            params={{ slug: workspace.slug, contactId: contact._id }}
            className="words lead-name"
            dir="auto"
          >
            {name}
          </Link>
        </h2>
        <span className="muted num">
          {contact.phone_display ?? t.contacts.noNumber}
        </span>
        <span className="lead-facts small">
          <StatusPill status={contact.lead_status} />
          <span className="muted">
            {t.people.messages(contact.message_count)}
          </span>
        </span>
      </div>
    </header>
  );
}

function Reasons({ lead: { reason, spam } }: { lead: LeadRow }) {
  const { t } = useScreenTexts();
  const { why, reasons, suspicious, signals, inFavour, dampers } = t.review;
  const parts = [
    [why, [reasons[reason]]],
    [suspicious, spam?.signals.map((signal) => signals[signal]) ?? []],
    [inFavour, spam?.dampers.map((damper) => dampers[damper]) ?? []],
  ] as const;
  return (
    <div className="panel lead-reasons">
      {parts.map(
        ([title, sentences]) =>
          sentences.length > 0 && (
            <section key={title}>
              <h3>{title}</h3>
              <ul className="lead-sentences">
                {sentences.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}

function FirstMessages({ card: { lead, messages, referral_json } }: CardProps) {
  const { t } = useScreenTexts();
  const nameOf = usePersonName();
  const ad = adText(referral_json);
  return (
    <section className="lead-messages">
      <h3>{t.review.firstMessages}</h3>
      {ad !== undefined && (
        <p className="small">
          <b>{t.review.ad}</b>{" "}
          <span className="words" dir="auto">
            {ad}
          </span>
        </p>
      )}
      {messages.length === 0 && <p className="muted">{t.review.noMessages}</p>}
      {messages.map((message) => (
        <Message
          key={message._id}
          message={message}
          all={messages}
          name={nameOf(lead.contact)}
        />
      ))}
    </section>
  );
}

interface CardProps {
  card: Card;
}

function Changes({ card: { history } }: CardProps) {
  const { t } = useScreenTexts();
  const { reasons, change } = t.review;
  return (
    history.length > 0 && (
      <section className="lead-changes small">
        <h3>{t.review.history}</h3>
        <ul className="lead-sentences">
          {history.map(({ at, from = "none", to = "none", reason }) => (
            <li key={at}>
              {change(t.status[from], t.status[to])}
              {" · "}
              <When at={at} />
              {reason !== undefined && isKeyOf(reasons, reason) && (
                <span className="muted"> {reasons[reason]}</span>
              )}
            </li>
          ))}
        </ul>
      </section>
    )
  );
}

export function LeadCard({ leadId, leads, tab, onLead }: LeadCardProps) {
  const { t } = useScreenTexts();
  const box = useRef<HTMLElement>(null);
  // On a phone the one before may have been read to its end.
  useEffect(() => {
    box.current?.scrollIntoView({ block: "start" });
  }, []);
  const card = useQuery(api.leads.get, { lead_id: leadId });
  return (
    <article ref={box} className="lead-card" aria-busy={card === undefined}>
      <button
        className="button quiet lead-back"
        type="button"
        onClick={() => onLead(undefined)}
      >
        <Icon name="back" />
        {t.review.back}
      </button>
      {card === undefined ? (
        <div className="skeleton review-skeleton" />
      ) : (
        <>
          <Head lead={card.lead} />
          <Reasons lead={card.lead} />
          <FirstMessages card={card} />
          <Changes card={card} />
          <VerdictBar
            lead={card.lead}
            leads={leads}
            tab={tab}
            onLead={onLead}
          />
        </>
      )}
    </article>
  );
}
