/** The review of leads: who waits for a verdict, and who is taken for spam. */
import { Link } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { Region } from "../../app/Region";
import { useMembership } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useNow } from "../../data/now";
import { useIsPhone } from "../../data/useIsPhone";
import { useScreenTexts } from "../../text/useScreenTexts";
import { ScreenHead } from "../../ui/ScreenHead";
import { LeadCard } from "./LeadCard";
import { LeadList } from "./LeadList";
import { todayOf } from "./queue";
import "../settings/settings.css";
import { type ReviewSearch, type Tab, TABS } from "./search";
import { useQueue } from "./useQueue";

export interface ReviewProps {
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

function Tabs({ current }: { current: Tab }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return (
    <nav className="tabs" aria-label={t.review.tabs.label}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          to="/w/$slug/review"
          params={{ slug: workspace.slug }}
          search={tab === "open" ? {} : { tab }}
          className="tab"
          aria-current={tab === current ? "page" : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {t.review.tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}

/** How the day goes, and what becomes of this week's leads. */
function Today() {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const stats = useQuery(api.leads.stats, {
    workspace_id: workspace._id,
    ...todayOf(useNow(), workspace.timezone),
    weeks: 1,
  });
  if (stats === undefined) {
    return null;
  }
  const count = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const { verdicts, corrected, is_at_least, weeks } = stats;
  const sum = Object.values(verdicts).reduce((all, one) => all + one, 0);
  const judged = count.format(sum);
  const [week] = weeks;
  return (
    <p className="review-today muted small">
      {t.review.today(
        is_at_least ? t.review.atLeast(judged) : judged,
        count.format(corrected),
      )}
      {week &&
        ` · ${t.review.week(count.format(week.made), percent.format(week.conversion))}`}
    </p>
  );
}

/** On a desk the first one is open; on a phone whoever was chosen. */
function useOpenLead(chosen: string | undefined, first: string | undefined) {
  const isPhone = useIsPhone();
  return chosen ?? (isPhone ? undefined : first);
}

function Queue({ tab, search, onSearch }: ReviewProps & { tab: Tab }) {
  const queue = useQueue(tab);
  const { leads } = queue;
  const open = useOpenLead(search.lead, leads[0]?._id);
  const isOpen = open !== undefined && isId("leads", open);
  return (
    <div className={search.lead === undefined ? "review" : "review has-lead"}>
      <Region>
        <LeadList queue={queue} tab={tab} open={open} />
      </Region>
      {isOpen && (
        <Region key={open}>
          <LeadCard
            leadId={open}
            leads={leads}
            tab={tab}
            onLead={(lead) =>
              onSearch({
                ...(search.tab && { tab: search.tab }),
                ...(lead !== undefined && { lead }),
              })
            }
          />
        </Region>
      )}
    </div>
  );
}

export function Review(props: ReviewProps) {
  const { tab = "open" } = props.search;
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return (
    <>
      <ScreenHead title={t.nav.leads} />
      <Tabs current={tab} />
      {workspace.automations_paused && (
        <p className="review-paused">{t.review.paused}</p>
      )}
      <Region>
        <Today />
      </Region>
      <Region key={tab}>
        <Queue {...props} tab={tab} />
      </Region>
    </>
  );
}
