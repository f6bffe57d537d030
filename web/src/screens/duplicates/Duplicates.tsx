/** Who may be one person: pairs to decide, and what was merged. */
import { Link } from "@tanstack/react-router";
import { useMembership } from "../../app/workspace";
import { Region } from "../../app/Region";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { Comparison } from "./Comparison";
import "../settings/settings.css";
import { Merges } from "./Merges";
import { PairList } from "./PairList";
import { type DuplicateSearch, TABS } from "./search";
import { usePairs } from "./usePairs";

export interface DuplicatesProps {
  search: DuplicateSearch;
  onSearch: (search: DuplicateSearch) => void;
}

function Tabs({ search }: { search: DuplicateSearch }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const current = search.tab ?? "open";
  return (
    <nav className="tabs" aria-label={t.duplicates.tabs.label}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          to="/w/$slug/duplicates"
          params={{ slug: workspace.slug }}
          search={tab === "open" ? {} : { tab }}
          className="tab"
          aria-current={tab === current ? "page" : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {t.duplicates.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}

function Pairs({
  search,
  onSearch,
  status,
}: DuplicatesProps & { status: "open" | "kept" }) {
  const { t } = useScreenTexts();
  const list = usePairs(status);
  const { a, b } = search;
  const isOpen = a !== undefined && b !== undefined;
  // Two that somebody chose: they need not be suspected.
  const isAlone = isOpen && list.pairs.length === 0;
  const openClass = isAlone ? "pairs has-pair alone-pair" : "pairs has-pair";
  return (
    <div className={isOpen ? openClass : "pairs"}>
      {!isAlone && (
        <Region>
          <PairList list={list} status={status} search={search} />
        </Region>
      )}
      {isOpen ? (
        <Region key={`${a} ${b}`}>
          <Comparison
            pair={{ a, b }}
            pairs={list.pairs}
            isKept={status === "kept"}
            onPair={(pair) =>
              onSearch(
                pair === undefined ? listOf(search) : { ...search, ...pair },
              )
            }
          />
        </Region>
      ) : (
        list.pairs.length > 0 && (
          <p className="comparison-hint muted">{t.duplicates.choose}</p>
        )
      )}
    </div>
  );
}

const listOf = ({ a: _a, b: _b, ...list }: DuplicateSearch) => list;

export function Duplicates(props: DuplicatesProps) {
  const { search } = props;
  const { t } = useScreenTexts();
  const { tab = "open" } = search;
  return (
    <>
      <ScreenHead title={t.nav.duplicates} />
      <Tabs search={search} />
      {tab === "merges" ? (
        <Region>
          <Merges />
        </Region>
      ) : (
        <Pairs key={tab} {...props} status={tab} />
      )}
    </>
  );
}
