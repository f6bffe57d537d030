/** A contact beside the list, which stays usable. */
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { SheetButtons } from "../../ui/SheetButtons";
import { Contact, useContact } from "./Contact";
import { useNeighborKeys } from "./useNeighborKeys";

interface ContactSheetProps {
  contactId: Id<"contacts">;
  onOpen: (id: Id<"contacts">) => void;
  onClose: () => void;
}

function Loaded({ contactId, onClose }: Omit<ContactSheetProps, "onOpen">) {
  const contact = useContact(contactId);
  const { slug } = useMembership().workspace;
  return (
    contact !== undefined && (
      <Contact
        key={contact._id}
        contact={contact}
        isPage={false}
        lead={
          <SheetButtons
            page={{
              to: "/w/$slug/contacts/$contactId",
              params: { slug, contactId },
            }}
            onClose={onClose}
          />
        }
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
