/** One person: details, what was said, what happened. */
import { useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { Region } from "../../app/Region";
import { useTexts } from "../../text/TextProvider";
import { Details } from "./Details";
import "./contact.css";
import { ContactHead } from "./ContactHead";
import { Conversations } from "./Conversations";

/** On a phone one of the panes is shown at a time. */
const PANES = ["thread", "details"] as const;

export function Contact({ contactId }: { contactId: Id<"contacts"> }) {
  const { t } = useTexts();
  const [pane, setPane] = useState<(typeof PANES)[number]>("thread");
  const contact = useQuery(api.contacts.get, { contact_id: contactId });
  if (contact === undefined) {
    return null;
  }
  return (
    <div className="contact" data-pane={pane}>
      <ContactHead contact={contact} />
      <div className="contact-tabs" role="tablist" aria-label={t.contact.panes}>
        {PANES.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === pane}
            onClick={() => setPane(name)}
          >
            {t.contact[name]}
          </button>
        ))}
      </div>
      <aside className="contact-details" aria-label={t.contact.details}>
        <Region>
          <Details contact={contact} />
        </Region>
      </aside>
      <section className="contact-thread" aria-label={t.contact.thread}>
        <Region>
          <Conversations contactId={contact._id} />
        </Region>
      </section>
    </div>
  );
}
