/** What is known of somebody, each fact with where it came from. */
import type { ReactNode } from "react";
import { useNow } from "../../data/now";
import { listTime } from "../../text/times";
import { useTexts } from "../../text/TextProvider";
import { useClock } from "../../text/useClock";
import type { ContactView } from "./ContactHead";

function Fact({
  label,
  source,
  children,
}: {
  label: string;
  source?: { at: number; source: "provider" | "human" } | undefined;
  children: ReactNode;
}) {
  const { t } = useTexts();
  const clock = useClock();
  const now = useNow();
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>
        {children}
        {source && (
          <small className="muted">
            {t.contact.from[source.source](listTime(source.at, now, clock))}
          </small>
        )}
      </dd>
    </div>
  );
}

export function Details({ contact }: { contact: ContactView }) {
  const { t } = useTexts();
  const sources = contact.field_sources;
  return (
    <>
      <h2>{t.contact.details}</h2>
      <dl className="facts">
        <Fact label={t.contacts.columns.phone} source={sources.phone}>
          {contact.phone === undefined ? (
            <span className="muted">{t.contacts.noNumber}</span>
          ) : (
            <span className="num">
              {contact.phone_normalized ?? contact.phone}
            </span>
          )}
        </Fact>
        {contact.username !== undefined && (
          <Fact label={t.contact.username} source={sources.username}>
            <span className="words">@{contact.username}</span>
          </Fact>
        )}
        {contact.email !== undefined && (
          <Fact label={t.contact.email} source={sources.email}>
            {contact.email}
          </Fact>
        )}
        <Fact label={t.contacts.columns.tags}>
          {contact.tags.length === 0
            ? "–"
            : contact.tags.map((tag) => (
                <span key={tag} className="tag words" dir="auto">
                  {tag}
                </span>
              ))}
        </Fact>
        <Fact label={t.contact.source}>
          {t.contact.sources[contact.source]}
        </Fact>
        <Fact label={t.contact.messages}>
          <span className="num">{contact.message_count}</span>
        </Fact>
      </dl>
    </>
  );
}
