/** What stands around every screen: navigation, search, the connection's state. */
import { useAuthActions } from "@convex-dev/auth/react";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useTexts } from "../text/TextProvider";
import { Icon, Mark } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { Disconnected } from "./Disconnected";
import "./frame.css";
import { useKeys } from "./keys";
import { OPERATIONS, type Place, PLACES, WORK } from "./places";
import { Region } from "./Region";
import { SearchBox } from "./SearchBox";
import { useMembership, useMemberships } from "./workspace";

function WorkspaceSwitch() {
  const { workspace } = useMembership();
  const memberships = useMemberships() ?? [];
  const navigate = useNavigate();
  const { t } = useTexts();
  const entries = memberships.map(({ workspace: { _id, slug, name } }) => ({
    key: _id,
    text: name,
    onSelect: () =>
      void navigate({ to: "/w/$slug/contacts", params: { slug } }),
  }));
  return (
    <Menu className="brand" label={t.nav.switchWorkspace} entries={entries}>
      <Mark />
      <span className="rail-text words" dir="auto">
        {workspace.name}
      </span>
    </Menu>
  );
}

function PersonMenu() {
  const { role } = useMembership();
  const { signOut } = useAuthActions();
  const { t, language, setLanguage } = useTexts();
  const other = language === "id" ? "en" : "id";
  return (
    <Menu
      className="me"
      entries={[
        {
          key: "language",
          text: t.otherLanguage,
          lang: other,
          onSelect: () => setLanguage(other),
        },
        {
          key: "out",
          text: t.nav.signOut,
          onSelect: () => void signOut(),
        },
      ]}
    >
      <Icon name="person" />
      <span className="rail-text">{t.roles[role]}</span>
    </Menu>
  );
}

function PlaceLink({ place, className }: { place: Place; className: string }) {
  const { workspace } = useMembership();
  const { t } = useTexts();
  return (
    <Link
      to={place.to}
      params={{ slug: workspace.slug }}
      className={className}
      activeProps={{ "aria-current": "page" }}
    >
      <Icon name={place.icon} />
      <span className="rail-text">{t.nav[place.text]}</span>
    </Link>
  );
}

/** `g` and a letter lead to each place. */
function usePlaceKeys() {
  const { workspace } = useMembership();
  const { t } = useTexts();
  const navigate = useNavigate();
  useKeys(
    PLACES.map(({ to, key, text }) => ({
      keys: ["g", key],
      text: t.nav[text],
      run: () => void navigate({ to, params: { slug: workspace.slug } }),
    })),
  );
}

function Rail() {
  const { t } = useTexts();
  return (
    <nav className="rail" aria-label={t.nav.main}>
      <WorkspaceSwitch />
      {WORK.map((place) => (
        <PlaceLink key={place.to} place={place} className="rail-link" />
      ))}
      <p className="rail-group">{t.nav.operations}</p>
      {OPERATIONS.map((place) => (
        <PlaceLink key={place.to} place={place} className="rail-link" />
      ))}
      <PersonMenu />
    </nav>
  );
}

export function Frame() {
  const { t } = useTexts();
  usePlaceKeys();
  return (
    <div className="frame">
      <a className="skip button" href="#content">
        {t.skip}
      </a>
      <Rail />
      <div className="content">
        <header className="top-bar">
          <SearchBox />
        </header>
        <Disconnected />
        <main className="screen" id="content" tabIndex={-1}>
          <Region>
            <Outlet />
          </Region>
        </main>
      </div>
      <nav className="bottom-bar" aria-label={t.nav.main}>
        {PLACES.map((place) => (
          <PlaceLink key={place.to} place={place} className="bottom-link" />
        ))}
      </nav>
    </div>
  );
}
