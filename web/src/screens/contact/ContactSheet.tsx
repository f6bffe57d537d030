/** A contact beside the list, which stays usable. */
import { Link } from "@tanstack/react-router";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { Contact, useContact } from "./Contact";
import { useNeighborKeys } from "./useNeighborKeys";

interface ContactSheetProps {
  contactId: Id<"contacts">;
  onOpen: (id: Id<"contacts">) => void;
  onClose: () => void;
}

function Buttons({ contactId, onClose }: Omit<ContactSheetProps, "onOpen">) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  return (
    <>
      <Link
        className="icon-button"
        to="/w/$slug/contacts/$contactId"
        params={{ slug: workspace.slug, contactId }}
        aria-label={t.people.openFull}
        title={t.people.openFull}
      >
        <Icon name="expand" />
      </Link>
      <button
        type="button"
        className="icon-button"
        aria-label={t.close}
        title={t.close}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </>
  );
}

function Loaded({ contactId, onClose }: Omit<ContactSheetProps, "onOpen">) {
  const contact = useContact(contactId);
  return (
    contact !== undefined && (
      <Contact
        key={contact._id}
        contact={contact}
        isPage={false}
        lead={<Buttons contactId={contactId} onClose={onClose} />}
      />
    )
  );
}

export default function ContactSheet({
  contactId,
  onOpen,
  onClose,
}: ContactSheetProps) {
  const { t } = useTexts();
  useNeighborKeys(contactId, onOpen);
  useKeys([{ keys: ["Escape"], text: t.close, run: onClose }]);
  return (
    <aside className="sheet-pane" aria-label={t.people.sheet}>
      <Region
        key={contactId}
        notFound={
          <div className="empty">
            <h2>{t.people.notFound}</h2>
            <p>{t.people.notFoundHelp}</p>
            <button className="button" type="button" onClick={onClose}>
              {t.close}
            </button>
          </div>
        }
      >
        <Loaded contactId={contactId} onClose={onClose} />
      </Region>
    </aside>
  );
}
