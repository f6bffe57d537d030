/** The switch that stops AI, and what a month may cost. */
import { useMutation } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMay, useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import { listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { useNotify } from "../../ui/Toasts";
import { readLimit, writeLimit } from "./money";

export type UsageStatus = FunctionReturnType<typeof api.usage.status>;

function Pause({
  paused,
  is_configured,
}: Pick<UsageStatus, "paused" | "is_configured">) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const clock = useClock();
  const now = useNow();
  const nameOf = useMemberNames();
  const notify = useNotify();
  const setPaused = useMutation(api.usage.setPaused);
  const { act, isBusy } = useAct();
  const may = useMay("admin");
  const workspace_id = workspace._id;
  const change = async (is_paused: boolean) => {
    const done = await act(() => setPaused({ workspace_id, is_paused }));
    if (done === null) {
      notify(
        is_paused ? t.usage.pausedNow : t.usage.resumedNow,
        () =>
          void act(() => setPaused({ workspace_id, is_paused: !is_paused })),
      );
    }
  };
  const isPaused = paused !== null;
  return (
    <div className="pause">
      <p role="status" className={isPaused ? "problem" : "muted"}>
        {isPaused
          ? t.usage.paused(
              nameOf(paused.paused_by),
              listTime(paused.paused_at, now, clock),
            )
          : is_configured
            ? t.usage.running
            : t.usage.off}
      </p>
      {may && (
        <button
          className={isPaused ? "button primary" : "button danger"}
          type="button"
          disabled={isBusy}
          onClick={() => void change(!isPaused)}
        >
          {isPaused ? t.usage.resume : t.usage.pause}
        </button>
      )}
    </div>
  );
}

function LimitForm({ limit }: { limit: number }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const notify = useNotify();
  const setLimit = useMutation(api.usage.setLimit);
  const { act, isBusy } = useAct();
  const [text, setText] = useState(() => writeLimit(limit));
  const wanted = readLimit(text);
  const workspace_id = workspace._id;
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (wanted === undefined) {
      return;
    }
    const done = await act(() =>
      setLimit({ workspace_id, limit_nano_usd: wanted }),
    );
    if (done) {
      setText(writeLimit(done.limit.limit_nano_usd));
      notify(
        t.usage.limitSet,
        () => void act(() => setLimit({ workspace_id, ...done.undo })),
      );
    }
  };
  return (
    <form className="limit" onSubmit={(event) => void onSubmit(event)}>
      <label className="field">
        <span>{t.usage.limitUsd}</span>
        <input
          className="input num"
          inputMode="decimal"
          value={text}
          aria-invalid={wanted === undefined}
          aria-describedby="limit-help"
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button
        className="button"
        type="submit"
        disabled={isBusy || wanted === undefined}
      >
        {t.save}
      </button>
      <small
        id="limit-help"
        className={wanted === undefined ? "problem" : "muted"}
      >
        {wanted === undefined ? t.usage.notANumber : t.usage.limitHelp}
      </small>
    </form>
  );
}

export function Control({ status }: { status: UsageStatus }) {
  const { t } = useScreenTexts();
  const may = useMay("admin");
  const { alerted_percent: alerted } = status;
  return (
    <section className="panel control">
      <h2>{t.usage.control}</h2>
      <Pause paused={status.paused} is_configured={status.is_configured} />
      {alerted > 0 && <p className="muted small">{t.usage.alerted(alerted)}</p>}
      {may && (
        // Another limit, by somebody else, begins the form anew.
        <LimitForm key={status.limit_nano_usd} limit={status.limit_nano_usd} />
      )}
    </section>
  );
}
