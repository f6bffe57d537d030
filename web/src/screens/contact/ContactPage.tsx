/** A contact as a screen of its own. */
import {
  Link,
  useCanGoBack,
  useNavigate,
  useRouter,
} from "@tanstack/react-router";
import { type MouseEvent, useEffect } from "react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { Region } from "../../app/Region";
import { usePrefs } from "../../app/usePrefs";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { useTitle } from "../../ui/ScreenHead";
import { useNotify } from "../../ui/Toasts";
import { Contact, useContact } from "./Contact";
import { useNameOf } from "./ContactHead";
import { useNeighborKeys } from "./useNeighborKeys";

/** Back to the list as it was, where one came from there. */
function BackLink() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const onClick = (event: MouseEvent) => {
    if (canGoBack && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      router.history.back();
    }
  };
  return (
    <Link
      to="/w/$slug/contacts"
      params={{ slug: workspace.slug }}
      className="contact-back"
      onClick={onClick}
    >
      <Icon name="back" />
      <span className="desk-text">{t.contacts.title}</span>
    </Link>
  );
}

function Loaded({ contactId }: { contactId: Id<"contacts"> }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const notify = useNotify();
  const contact = useContact(contactId);
  // What is folded is so from the start.
  const areFoldsKnown = usePrefs().prefs !== undefined;
  useTitle(useNameOf(contact ?? {}));
  const survivor = contact === undefined ? contactId : contact._id;
  useEffect(() => {
    if (survivor !== contactId) {
      notify(t.people.wasMerged);
      void navigate({
        to: "/w/$slug/contacts/$contactId",
        params: { slug: workspace.slug, contactId: survivor },
        replace: true,
      });
    }
  }, [survivor, contactId, navigate, notify, t, workspace.slug]);
  return (
    contact !== undefined &&
    areFoldsKnown && (
      <Contact key={contact._id} contact={contact} isPage lead={<BackLink />} />
    )
  );
}

export function ContactPage({ contactId }: { contactId: Id<"contacts"> }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  useNeighborKeys(
    contactId,
    (id) =>
      void navigate({
        to: "/w/$slug/contacts/$contactId",
        params: { slug: workspace.slug, contactId: id },
        replace: true,
      }),
  );
  return (
    <Region
      key={contactId}
      notFound={
        <div className="empty">
          <h1>{t.people.notFound}</h1>
          <p>{t.people.notFoundHelp}</p>
          <Link
            className="button"
            to="/w/$slug/contacts"
            params={{ slug: workspace.slug }}
          >
            {t.people.toContacts}
          </Link>
        </div>
      }
    >
      <Loaded contactId={contactId} />
    </Region>
  );
}
