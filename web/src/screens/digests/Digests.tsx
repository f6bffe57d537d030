/** The days, and what one of them was about. */
import {
  useMutation,
  usePaginatedQuery,
  type UsePaginatedQueryReturnType,
  useQuery,
} from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { api } from "../../../../convex/_generated/api";
import { BULLET_KINDS } from "../../../../src/lib/digest/types";
import { ownOf } from "../../../../src/lib/values/records";
import { sentenceOf } from "../../app/errors";
import { useMay, useMembership } from "../../app/workspace";
import { numberText } from "../../text/numbers";
import {
  age,
  calendarDay,
  exactTime,
  moment,
  zoneName,
} from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { ScreenHead } from "../../ui/ScreenHead";
import { useNotify } from "../../ui/Toasts";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import { moneyText } from "../usage/money";
import type { DigestSearch } from "./search";
import "../settings/settings.css";

type Summary = FunctionReturnType<typeof api.digests.list>["page"][number];
type Bullet = Summary["bullets"][number];

const PAGE = 30;
/** Reasons that the page of AI usage tells more of. */
const SPENT = [
  "workspace_budget_spent",
  "global_budget_spent",
  "workspace_ai_paused",
];

/** What stands behind a line: the messages, one link each. */
function Citations({ bullet }: { bullet: Bullet }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  return bullet.citations.map(({ message_id, conversation_id }, index) => (
    <Link
      key={message_id}
      className="citation"
      to="/w/$slug/conversations/$conversationId"
      params={{ slug: workspace.slug, conversationId: conversation_id }}
      aria-label={t.digests.citation(index + 1)}
    >
      {index + 1}
    </Link>
  ));
}

function Bullets({ bullets }: { bullets: readonly Bullet[] }) {
  return (
    <ul className="bullets">
      {bullets.map((bullet, index) => (
        <li key={index}>
          <span className="words" dir="auto">
            {bullet.text}
          </span>{" "}
          <Citations bullet={bullet} />
        </li>
      ))}
    </ul>
  );
}

/** Copies the digest as it is sent: plain, fit for a chat. */
function Copy({ text }: { text: string }) {
  const { t } = useScreenTexts();
  const notify = useNotify();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => notify(t.digests.copied),
      () => notify(t.digests.notCopied),
    );
  return (
    <button className="button quiet" type="button" onClick={() => void copy()}>
      {t.digests.copy}
    </button>
  );
}

/** How the newest run stands, unless its digest is there. */
function RunState() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const runs = useQuery(api.digests.runs, {
    workspace_id: workspace._id,
    paginationOpts: { numItems: 1, cursor: null },
  });
  const run = runs?.page[0];
  switch (run?.status) {
    case "claimed":
      return <span role="status">{t.digests.running}</span>;
    case "waiting":
      return (
        <span role="status">
          {t.digests.retried}{" "}
          {run.retry_at !== undefined && <When at={run.retry_at} />}
        </span>
      );
    case "failed":
      return <span role="status">{t.digests.failed}</span>;
    case "skipped":
      return <span role="status">{t.digests.skipped}</span>;
    default:
      return <Next />;
  }
}

/** When the next one comes by itself. */
function Next() {
  const { t } = useScreenTexts();
  const clock = useClock();
  const { next_digest_at: at } = useMembership().workspace;
  return at === undefined ? null : (
    <span>{t.digests.next(`${moment(at, clock)} ${zoneName(at, clock)}`)}</span>
  );
}

/** Of codes that the page does not name, all are a provider's. */
function Reason({ code }: { code: string }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const text = ownOf<string>(t.digests.reasons, code) ?? t.digests.otherReason;
  return SPENT.includes(code) ? (
    <Link to="/w/$slug/usage" params={{ slug: workspace.slug }}>
      {text}
    </Link>
  ) : (
    text
  );
}

/** What the digest is of, on the workspace's clock. */
function Period({ summary, since }: DigestProps) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const { created_at: at } = summary;
  const until = `${moment(at, clock)} ${zoneName(at, clock)}`;
  return (
    <span className="muted small" title={exactTime(at, clock)}>
      {since === undefined
        ? until
        : t.digests.period(moment(since, clock), until)}
    </span>
  );
}

/** Who wrote it and what that cost; nothing where no model was asked. */
function Cost({ runId }: { runId: string }) {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const cost = useQuery(api.usage.ofRun, {
    workspace_id: workspace._id,
    run_id: runId,
  });
  if (cost === undefined || cost.call_count === 0) {
    return null;
  }
  const money = moneyText(cost.cost_nano_usd, language);
  const tokens = cost.input_tokens + cost.output_tokens;
  const parts = [
    ...cost.models,
    cost.is_estimated ? `${money} (${t.usage.estimated})` : money,
    t.digests.tokens(numberText(tokens, language)),
    age(0, cost.took_ms ?? 0, t),
  ];
  return (
    <Link
      className="muted small num"
      to="/w/$slug/usage"
      params={{ slug: workspace.slug }}
      lang={language}
    >
      {parts.join(" · ")}
    </Link>
  );
}

interface DigestProps {
  summary: Summary;
  /** When the one before it was made. */
  since: number | undefined;
}

function DigestText({ summary, since }: DigestProps) {
  const { t, language } = useScreenTexts();
  const { counts, headline } = summary;
  const written = summary.bullets.filter(({ by }) => by === "model");
  const listed = summary.bullets.filter(({ by }) => by !== "model");
  return (
    <article className="digest panel" lang={summary.language}>
      <header className="digest-head">
        <h2 lang={language}>
          {calendarDay(summary.local_date, language, "longDay")}
        </h2>
        <span className="tag" lang={language}>
          {t.digests.mode[summary.mode]}
        </span>
        {summary.reason !== undefined && (
          <span className="muted small" lang={language}>
            <Reason code={summary.reason} />
          </span>
        )}
        <Period summary={summary} since={since} />
      </header>
      <p className="muted">
        {t.digests.counts(
          counts.messages,
          counts.conversations,
          counts.waiting,
        )}
      </p>
      {headline !== undefined && (
        <p className="headline" dir="auto">
          {headline}
        </p>
      )}
      {written.length > 0 && <Bullets bullets={written} />}
      {BULLET_KINDS.map((kind) => {
        const bullets = listed.filter((b) => b.kind === kind);
        return bullets.length === 0 ? null : (
          <section key={kind}>
            <h3>{t.digests.kinds[kind]}</h3>
            <Bullets bullets={bullets} />
          </section>
        );
      })}
      <footer className="digest-head">
        <Cost runId={summary.run_id} />
        <Copy text={summary.text} />
      </footer>
    </article>
  );
}

function RunNow() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const runNow = useMutation(api.digests.runNow);
  const notify = useNotify();
  const run = () =>
    runNow({ workspace_id: workspace._id }).then(
      () => notify(t.digests.started),
      (error: unknown) => notify(sentenceOf(error, t)),
    );
  return (
    <button className="button" type="button" onClick={() => void run()}>
      {t.digests.runNow}
    </button>
  );
}

/** The digest that the address names, however far back; else the newest. */
function useChosen(
  id: string | undefined,
  { results, status, loadMore }: DigestList,
): number {
  const at = results.findIndex(({ _id }) => _id === id);
  const isOlder = id !== undefined && at === -1 && status === "CanLoadMore";
  useEffect(() => {
    if (isOlder) {
      loadMore(PAGE);
    }
  }, [isOlder, loadMore]);
  return Math.max(0, at);
}
type DigestList = UsePaginatedQueryReturnType<typeof api.digests.list>;

export function Digests({
  search,
  onSearch,
}: {
  search: DigestSearch;
  onSearch: (search: DigestSearch) => void;
}) {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const mayRun = useMay("agent");
  const list = usePaginatedQuery(
    api.digests.list,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE },
  );
  const { results, status, loadMore } = list;
  const at = useChosen(search.id, list);
  const chosen = results[at];
  return (
    <>
      <ScreenHead title={t.nav.digests}>{mayRun && <RunNow />}</ScreenHead>
      <p className="digest-state muted">
        <RunState />
      </p>
      {chosen === undefined ? (
        status !== "LoadingFirstPage" && (
          <div className="empty">
            <h2>{t.digests.empty}</h2>
            <p>{t.digests.emptyHelp}</p>
          </div>
        )
      ) : (
        <div className="digests screen-body">
          <nav aria-label={t.digests.days}>
            <ul className="days">
              {results.map(({ _id, local_date }) => (
                <li key={_id}>
                  <button
                    type="button"
                    aria-current={_id === chosen._id ? "true" : undefined}
                    onClick={() => onSearch({ id: _id })}
                  >
                    {calendarDay(local_date, language)}
                  </button>
                </li>
              ))}
            </ul>
            <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
          </nav>
          <DigestText summary={chosen} since={results[at + 1]?.created_at} />
        </div>
      )}
    </>
  );
}
