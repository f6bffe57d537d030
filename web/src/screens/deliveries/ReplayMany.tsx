/** Replaying many: what it would mean, how far it is, what came of it. */
import { useAction, useMutation, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { DAY_MS } from "../../../../src/lib/time/units";
import { useAct } from "../../app/useAct";
import { useNow } from "../../data/now";
import { useMay, useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { Select } from "../../ui/Select";
import { When } from "../../ui/When";
import type { Run } from "./views";

type Estimate = FunctionReturnType<typeof api.audit.replayFailed>;

const SPANS = [1, 7, 30] as const;
const ALL_STATUSES = ["partial", "failed", "rejected"] as const;
const OUTCOMES = [
  "processed",
  "partial",
  "failed",
  "ignored",
  "expired",
  "skipped",
] as const;

function Meaning({ estimate }: { estimate: Estimate }) {
  const { t, language } = useScreenTexts();
  const texts = t.deliveries.replay;
  const number = new Intl.NumberFormat(language);
  const { deliveries, oldest_at, at_most_items, expired } = estimate;
  if (deliveries === 0) {
    return <p>{texts.nothing}</p>;
  }
  return (
    <div className="estimate" role="status">
      <p>
        <b>{texts.deliveries(number.format(deliveries))}</b>
        {oldest_at !== null && (
          <>
            {`, ${texts.oldest} `}
            <When at={oldest_at} />
          </>
        )}
      </p>
      <p>{texts.atMost(number.format(at_most_items))}</p>
      {expired > 0 && <p>{texts.expired(number.format(expired))}</p>}
      <p>
        {texts.duration(
          number.format(estimate.duration_ms / 1000),
          estimate.per_second,
        )}
      </p>
      <p className="muted">{texts.safe}</p>
    </div>
  );
}

/** Asks what it would mean, and starts what was answered. */
function useReplay(onStarted: () => void) {
  const { workspace } = useMembership();
  const replay = useAction(api.audit.replayFailed);
  const { act, isBusy } = useAct();
  const [estimate, setEstimate] = useState<Estimate>();
  const ask = async (days: string, hasRejected: boolean) => {
    const answer = await act(() =>
      replay({
        workspace_id: workspace._id,
        since: Date.now() - Number(days) * DAY_MS,
        ...(hasRejected && { statuses: [...ALL_STATUSES] }),
      }),
    );
    setEstimate(answer);
  };
  const start = async ({ filter, nonce, per_second }: Estimate) => {
    const { from: since, until, statuses } = filter;
    const answer = await act(() =>
      replay({
        workspace_id: workspace._id,
        ...{ since, until, statuses, per_second, nonce },
      }),
    );
    setEstimate(undefined);
    if (answer !== undefined) {
      onStarted();
    }
  };
  return { estimate, isBusy, ask, start, forget: () => setEstimate(undefined) };
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useScreenTexts();
  const texts = t.deliveries.replay;
  const [days, setDays] = useState("1");
  const [hasRejected, setHasRejected] = useState(false);
  const { estimate, isBusy, ask, start, forget } = useReplay(onClose);
  const isReady = estimate !== undefined && estimate.deliveries > 0;
  return (
    <div className="replay-form">
      <Select
        label={texts.since}
        value={days}
        onChange={(value) => {
          setDays(value);
          forget();
        }}
        options={SPANS.map((span) => [String(span), texts.sinceDays(span)])}
      />
      <label className="check-line">
        <input
          type="checkbox"
          checked={hasRejected}
          onChange={({ target }) => {
            setHasRejected(target.checked);
            forget();
          }}
        />
        <span>{texts.rejected}</span>
      </label>
      {estimate && <Meaning estimate={estimate} />}
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() =>
            void (isReady ? start(estimate) : ask(days, hasRejected))
          }
        >
          {isReady ? texts.start : texts.estimate}
        </button>
      </DialogActions>
    </div>
  );
}

export function ReplayManyButton() {
  const { t } = useScreenTexts();
  const [isOpen, setIsOpen] = useState(false);
  return (
    useMay("admin") && (
      <>
        <button
          className="button"
          type="button"
          onClick={() => setIsOpen(true)}
        >
          {t.deliveries.replay.many}
        </button>
        <Dialog
          title={t.deliveries.replay.title}
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
        >
          <Form onClose={() => setIsOpen(false)} />
        </Dialog>
      </>
    )
  );
}

function Controls({ run }: { run: Run }) {
  const { t } = useScreenTexts();
  const texts = t.deliveries.replay;
  const change = useMutation(api.audit.changeReplay);
  const { act, isBusy } = useAct();
  const to = (status: "running" | "paused" | "canceled", text: string) => (
    <button
      className="button"
      type="button"
      disabled={isBusy}
      onClick={() => void act(() => change({ run_id: run._id, status }))}
    >
      {text}
    </button>
  );
  return (
    <>
      {run.status === "running"
        ? to("paused", texts.pause)
        : to("running", texts.resume)}
      {to("canceled", texts.stop)}
    </>
  );
}

/** The replay that is under way, or for a day the last one's report. */
export function LastRun() {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const mayChange = useMay("admin");
  const runs = useQuery(api.audit.replayRuns, {
    workspace_id: workspace._id,
    paginationOpts: { numItems: 1, cursor: null },
  });
  const now = useNow();
  const run = runs?.page[0];
  if (run === undefined || (run.ended_at ?? now) < now - DAY_MS) {
    return null;
  }
  const texts = t.deliveries.replay;
  const number = new Intl.NumberFormat(language);
  const { counts, total } = run;
  const done = OUTCOMES.reduce((sum, name) => sum + counts[name], 0);
  const isOpen = run.status === "running" || run.status === "paused";
  return (
    <section className="panel last-run" aria-label={texts.title}>
      <p role="status">
        <b>{texts.states[run.status]}</b>
        {" · "}
        {texts.of(number.format(done), number.format(Math.max(total, done)))}
        {" · "}
        <When at={run.ended_at ?? run.started_at} />
        {run.by !== undefined && ` · ${run.by}`}
      </p>
      {isOpen && (
        <progress
          aria-label={texts.progress}
          max={Math.max(1, total, done)}
          value={done}
        />
      )}
      <p className="muted">
        {OUTCOMES.filter((name) => counts[name] > 0)
          .map((name) => `${number.format(counts[name])} ${texts.counts[name]}`)
          .join(", ")}
      </p>
      {isOpen && mayChange && (
        <p className="life-actions">
          <Controls run={run} />
        </p>
      )}
    </section>
  );
}
