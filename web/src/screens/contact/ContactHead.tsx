/** Name, status and the two ways to reach somebody. */
import { Link } from "@tanstack/react-router";
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { StatusPill } from "../../ui/StatusPill";

export type ContactView = FunctionReturnType<typeof api.contacts.get>;

/** The name as lists show it, for somebody without one the number. */
export function useNameOf(contact: {
  name?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
}): string {
  const { t } = useTexts();
  return (
    contact.name ?? contact.username ?? contact.phone ?? t.contacts.unnamed
  );
}

export function ContactHead({ contact }: { contact: ContactView }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const name = useNameOf(contact);
  const digits = contact.phone_normalized?.slice(1);
  return (
    <header className="contact-head">
      <Link
        to="/w/$slug/contacts"
        params={{ slug: workspace.slug }}
        className="contact-back"
      >
        <Icon name="back" />
        <span className="contact-back-text">{t.contacts.title}</span>
      </Link>
      <div className="contact-card">
        <Avatar id={contact._id} name={name} isLarge />
        <div>
          <h1 className="contact-name words" dir="auto">
            {name}
          </h1>
          <StatusPill status={contact.lead_status} />
        </div>
      </div>
      {digits !== undefined && (
        <div className="contact-reach">
          <a className="button" href={`tel:+${digits}`}>
            <Icon name="phone" />
            <span>{t.contact.call}</span>
          </a>
          <a
            className="button"
            href={`https://wa.me/${digits}`}
            target="_blank"
            rel="noreferrer noopener"
          >
            <Icon name="chat" />
            <span>WhatsApp</span>
          </a>
        </div>
      )}
    </header>
  );
}
