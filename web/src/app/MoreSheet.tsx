/** On a phone: the places that have no room in the bar, and the rail's menus. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTexts } from "../text/TextProvider";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { usePersonEntries } from "./Person";
import type { Place } from "./places";
import { useMembership, useMemberships } from "./workspace";

function Workspaces({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const memberships = useMemberships() ?? [];
  return (
    memberships.length > 1 && (
      <section className="more-group">
        <h3>{t.nav.switchWorkspace}</h3>
        {memberships.map(({ workspace: { _id, slug, name } }) => (
          <button
            key={_id}
            type="button"
            className="menu-item"
            aria-current={_id === workspace._id ? "true" : undefined}
            onClick={() => {
              onDone();
              void navigate({ to: "/w/$slug/contacts", params: { slug } });
            }}
          >
            <span className="words" dir="auto">
              {name}
            </span>
          </button>
        ))}
      </section>
    )
  );
}

function Content({
  places,
  onDone,
}: {
  places: readonly Place[];
  onDone: () => void;
}) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const entries = usePersonEntries();
  return (
    <>
      {places.length > 0 && (
        <nav className="more-group" aria-label={t.nav.more}>
          {places.map(({ to, icon, text }) => (
            <Link
              key={to}
              to={to}
              params={{ slug: workspace.slug }}
              className="menu-item"
              onClick={onDone}
            >
              <Icon name={icon} />
              {t.nav[text]}
            </Link>
          ))}
        </nav>
      )}
      <Workspaces onDone={onDone} />
      <section className="more-group">
        {entries.map(({ key, text, lang, onSelect }) => (
          <button
            key={key}
            type="button"
            className="menu-item"
            lang={lang}
            onClick={() => {
              onDone();
              onSelect();
            }}
          >
            {text}
          </button>
        ))}
      </section>
    </>
  );
}

/** The last place of the bottom bar. */
export function MoreButton({ places }: { places: readonly Place[] }) {
  const { t } = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <button
        type="button"
        className="bottom-link"
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        <Icon name="more" />
        {t.nav.more}
      </button>
      <Dialog title={t.nav.more} isOpen={isOpen} onClose={close} isSheet>
        <Content places={places} onDone={close} />
      </Dialog>
    </>
  );
}
