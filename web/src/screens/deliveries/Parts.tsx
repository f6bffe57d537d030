/** Small pieces of deliveries. */
import { Link } from "@tanstack/react-router";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import type { Delivery } from "./views";

export function DeliveryPill({ status }: Pick<Delivery, "status">) {
  const { t } = useScreenTexts();
  return (
    <span className={`pill delivery-${status}`}>
      {t.deliveries.status[status]}
    </span>
  );
}

/** Whom it is about; nothing of a delivery about nobody. */
export function ContactLink({ contact }: Pick<Delivery, "contact">) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return (
    contact && (
      <Link
        to="/w/$slug/contacts/$contactId"
        params={{ slug: workspace.slug, contactId: contact.contact_id }}
        className="words"
        dir="auto"
      >
        {contact.name ?? t.contacts.unnamed}
      </Link>
    )
  );
}
