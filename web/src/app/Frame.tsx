/** What stands around every screen: navigation, search, the connection's state. */
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { zoneName } from "../text/times";
import { useTexts } from "../text/TextProvider";
import { useClock } from "../text/useClock";
import { Icon, Mark } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { useUndoKey } from "../ui/Toasts";
import { Disconnected } from "./Disconnected";
import "./frame.css";
import { isTyping, useKeys } from "./keys";
import { KeySheet } from "./KeySheet";
import { MoreButton } from "./MoreSheet";
import { PaletteKey } from "./PaletteKey";
import { PersonMenu, useProfileLanguage } from "./Person";
import { OPERATIONS, type Place, PLACES, WORK } from "./places";
import { Region } from "./Region";
import { SearchBox } from "./SearchBox";
import { SyncBadge } from "./SyncBadge";
import { useReviewCount } from "./useReviewCount";
import { hasRole, useMembership, useMemberships } from "./workspace";

/** The zone as people say it: its city. */
const cityOf = (timezone: string) =>
  (timezone.split("/").at(-1) ?? timezone).replaceAll("_", " ");

function WorkspaceSwitch() {
  const { workspace } = useMembership();
  const memberships = useMemberships() ?? [];
  const clock = useClock();
  const [openedAt] = useState(() => Date.now());
  const navigate = useNavigate();
  const entries = memberships.map(({ workspace: { _id, slug, name } }) => ({
    key: _id,
    text: name,
    onSelect: () =>
      void navigate({ to: "/w/$slug/contacts", params: { slug } }),
  }));
  return (
    <Menu className="brand" entries={entries}>
      <Mark />
      <span className="rail-text">
        <span className="words" dir="auto">
          {workspace.name}
        </span>
        <small>
          {cityOf(workspace.timezone)}, {zoneName(openedAt, clock)}
        </small>
      </span>
    </Menu>
  );
}

/** How many wait there: a number for eyes, a sentence for ears. */
function Count() {
  const { t } = useTexts();
  const count = useReviewCount();
  return (
    count !== undefined && (
      <span className="place-count num">
        <span aria-hidden="true">{count}</span>
        <span className="hidden-text">{t.toReview(count)}</span>
      </span>
    )
  );
}

function PlaceLink({
  place,
  className,
  isShort = false,
}: {
  place: Place;
  className: string;
  isShort?: boolean;
}) {
  const { workspace } = useMembership();
  const { t } = useTexts();
  return (
    <Link
      to={place.to}
      params={{ slug: workspace.slug }}
      className={className}
      activeProps={{ "aria-current": "page" }}
      title={t.nav[place.text]}
    >
      <Icon name={place.icon} />
      <span className="rail-text">
        {t.nav[(isShort ? place.shortText : undefined) ?? place.text]}
      </span>
      {place.hasCount && <Count />}
    </Link>
  );
}

/** Places for the member's role. */
function usePlaces(places: readonly Place[]): readonly Place[] {
  const membership = useMembership();
  return places.filter(({ role = "viewer" }) => hasRole(membership, role));
}

/** `g` and a letter lead to each place. */
function usePlaceKeys() {
  const { workspace } = useMembership();
  const places = usePlaces(PLACES);
  const { t } = useTexts();
  const navigate = useNavigate();
  useKeys(
    places.map(({ to, key, text }) => ({
      keys: ["g", key],
      text: t.nav[text],
      run: () => void navigate({ to, params: { slug: workspace.slug } }),
    })),
  );
}

function Rail() {
  const { t } = useTexts();
  const work = usePlaces(WORK);
  const operations = usePlaces(OPERATIONS);
  return (
    <nav className="rail" aria-label={t.nav.main}>
      <WorkspaceSwitch />
      {work.map((place) => (
        <PlaceLink key={place.to} place={place} className="rail-link" />
      ))}
      <p className="rail-group">{t.nav.operations}</p>
      {operations.map((place) => (
        <PlaceLink key={place.to} place={place} className="rail-link" />
      ))}
      <PersonMenu />
    </nav>
  );
}

/** On a phone: four places, and the rest behind the fifth. */
function BottomBar() {
  const { t } = useTexts();
  const places = usePlaces(PLACES);
  return (
    <nav className="bottom-bar" aria-label={t.nav.main}>
      {places
        .filter(({ isInBottomBar }) => isInBottomBar)
        .map((place) => (
          <PlaceLink
            key={place.to}
            place={place}
            className="bottom-link"
            isShort
          />
        ))}
      <MoreButton places={places.filter((place) => !place.isInBottomBar)} />
    </nav>
  );
}

export function Frame() {
  const { t } = useTexts();
  useProfileLanguage();
  usePlaceKeys();
  useUndoKey(isTyping);
  return (
    <div className="frame">
      <a className="skip button" href="#content">
        {t.skip}
      </a>
      <Rail />
      <div className="content">
        <header className="top-bar">
          <SearchBox />
          <SyncBadge />
        </header>
        <Disconnected />
        <main className="screen" id="content" tabIndex={-1}>
          <Region>
            <Outlet />
          </Region>
        </main>
        <BottomBar />
      </div>
      <KeySheet />
      <PaletteKey />
    </div>
  );
}
