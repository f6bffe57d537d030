/** Bringing contacts in from a file and taking them out again. */
import { Link } from "@tanstack/react-router";
import { Region } from "../../app/Region";
import { useMay, useMembership } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import "../settings/settings.css";
import { Export } from "./Export";
import { ImportFile } from "./ImportFile";
import { Imports } from "./Imports";
import { filterPartOf, type TransferSearch } from "./search";

export function Transfers({
  search,
  onSearch,
}: {
  search: TransferSearch;
  onSearch: (search: TransferSearch) => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const mayImport = useMay("admin");
  const tabs = mayImport
    ? (["import", "export"] as const)
    : ["export" as const];
  const tab = mayImport ? (search.tab ?? "import") : "export";
  const { import: opened } = search;
  const open = (importId: string | undefined) =>
    onSearch({ ...search, tab: "import", import: importId });
  return (
    <>
      <ScreenHead title={t.nav.data} />
      <nav className="tabs" aria-label={t.transfer.tabs.label}>
        {tabs.map((name) => (
          <Link
            key={name}
            to="/w/$slug/data"
            params={{ slug: workspace.slug }}
            search={{ ...filterPartOf(search), tab: name }}
            className="tab"
            aria-current={name === tab ? "page" : undefined}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {t.transfer.tabs[name]}
          </Link>
        ))}
      </nav>
      <Region key={`${tab} ${opened}`}>
        <div className="screen-body settings">
          {tab === "export" ? (
            <Export search={search} />
          ) : opened !== undefined && isId("imports", opened) ? (
            <ImportFile importId={opened} onOpen={open} />
          ) : (
            <Imports onOpen={open} />
          )}
        </div>
      </Region>
    </>
  );
}
