/** What an admin sets up once, and who works here. */
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { Region } from "../../app/Region";
import { hasRole, useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { Channels } from "../health/Channels";
import { CustomFields } from "./CustomFields";
import { LeadForms } from "./LeadForms";
import { LeadRules } from "./LeadRules";
import { Members } from "./Members";
import { Numbers } from "./Numbers";
import { Retention } from "./Retention";
import { type SettingsSearch, TAB_NAMES, TABS } from "./search";
import "./settings.css";
import { Versions } from "./versions/Versions";
import { WorkspaceForm } from "./WorkspaceForm";

const PARTS = {
  workspace: WorkspaceForm,
  members: Members,
  numbers: Numbers,
  leads: LeadRules,
  forms: LeadForms,
  fields: CustomFields,
  retention: Retention,
  versions: Versions,
  notifications: Channels,
};

export function Settings({ search }: { search: SettingsSearch }) {
  const { t } = useScreenTexts();
  const membership = useMembership();
  const tabs = TAB_NAMES.filter((tab) => hasRole(membership, TABS[tab]));
  const [first = "members"] = tabs;
  const current = tabs.find((tab) => tab === search.tab) ?? first;
  const Part = PARTS[current];
  const { slug } = membership.workspace;
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = nav.current?.querySelector<HTMLElement>("[aria-current]");
    if (nav.current && tab) {
      // On a phone the parts do not fit beside each other.
      nav.current.scrollLeft = tab.offsetLeft - nav.current.offsetLeft - 16;
    }
  }, [current]);
  return (
    <>
      <ScreenHead title={t.nav.settings}>
        {hasRole(membership, "admin") && (
          <Link className="button" to="/w/$slug/start" params={{ slug }}>
            {t.setup.title}
          </Link>
        )}
      </ScreenHead>
      <nav ref={nav} className="tabs" aria-label={t.settings.tabs.label}>
        {tabs.map((tab) => (
          <Link
            key={tab}
            to="/w/$slug/settings"
            params={{ slug }}
            search={{ tab }}
            className="tab"
            aria-current={tab === current ? "page" : undefined}
          >
            {t.settings.tabs[tab]}
          </Link>
        ))}
      </nav>
      <Region key={current}>
        <div className="screen-body settings">
          <Part />
        </div>
      </Region>
    </>
  );
}
