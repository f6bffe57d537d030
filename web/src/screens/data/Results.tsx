/** What an import did, what it could not, and the way back. */
import { useAction, useMutation } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useNow } from "../../data/now";
import { exactTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { useNotify } from "../../ui/Toasts";
import type { ImportView } from "./view";
import { Counts, Lines } from "./Lines";

const RESULTS = [
  "created",
  "updated",
  "unchanged",
  "failed",
  "undone",
  "kept",
] as const;

/** The first four always, the rest once something was undone. */
const ALWAYS = 4;

/** The browser downloads what the link answers, and stays where it is. */
export const followLink = ({ url }: { url: string }) =>
  window.location.assign(url);

function Actions({ file }: { file: ImportView }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const clock = useClock();
  const now = useNow();
  const notify = useNotify();
  const undo = useMutation(api.imports.undo);
  const link = useAction(api.imports.link);
  const { act, isBusy } = useAct();
  const texts = t.transfer.run;
  const { import_id, undo_until: until, results, counts } = file;
  const problems = results.failed + (counts?.unreadable ?? 0);
  const download = async () => {
    const made = await act(() =>
      link({ workspace_id: workspace._id, import_id }),
    );
    if (made) {
      followLink(made);
    }
  };
  const takeBack = async () => {
    if ((await act(() => undo({ import_id }))) === null) {
      notify(texts.undoing);
    }
  };
  return (
    <div className="form-actions">
      {problems > 0 && (
        <button
          className="button"
          type="button"
          disabled={isBusy}
          onClick={() => void download()}
        >
          {texts.problems}
        </button>
      )}
      {until !== undefined && until > now && (
        <>
          <button
            className="button danger"
            type="button"
            disabled={isBusy}
            onClick={() => void takeBack()}
          >
            {texts.undo}
          </button>
          <span className="muted small">
            {texts.undoUntil(exactTime(until, clock))}
          </span>
        </>
      )}
    </div>
  );
}

export function Results({ file }: { file: ImportView }) {
  const { t } = useScreenTexts();
  const [open, setOpen] = useState<(typeof RESULTS)[number]>();
  const { results, status, import_id } = file;
  const shown = RESULTS.filter(
    (name, index) => index < ALWAYS || results[name] > 0,
  );
  return (
    <section className="section" aria-live="polite">
      <h2>{t.transfer.states[status]}</h2>
      <Counts
        counts={shown.map((name) => [name, results[name]])}
        labels={t.transfer.run.results}
        open={open}
        onOpen={setOpen}
      />
      {open && <Lines importId={import_id} of={open} />}
      <Actions file={file} />
    </section>
  );
}
