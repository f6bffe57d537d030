/** What can be done with the chosen contacts, and how far a change has come. */
import { useMutation, useQuery } from "convex/react";
import { lazy, Suspense, useEffect, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { sentenceOf } from "../../app/errors";
import { useKeys } from "../../app/keys";
import { useMay, useMembership } from "../../app/workspace";
import { isId } from "../../data/guards";
import { useConnected } from "../../data/useConnected";
import { type ChangeKind, ChangePicker } from "../../people/ChangePicker";
import { numberText } from "../../text/numbers";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";
import type { ExportTarget } from "../data/ExportForm";
import type { Selection } from "./selection";
import type { ContactList } from "./useContactList";

const ExportChosen = lazy(() => import("../data/ExportChosen"));

const KINDS: readonly { kind: ChangeKind; key: string }[] = [
  { kind: "tags", key: "t" },
  { kind: "owner", key: "o" },
  { kind: "status", key: "s" },
];

/** Tells of a job until it is over, then how to take it back. */
function JobProgress({
  jobId,
  onOver,
}: {
  jobId: Id<"bulkJobs">;
  onOver: () => void;
}) {
  const { t } = useTexts();
  const notify = useNotify();
  const job = useQuery(api.jobs.get, { job_id: jobId });
  const undo = useMutation(api.jobs.undo);
  const cancel = useMutation(api.jobs.cancel);
  const isOver = job?.ended_at !== undefined;
  useEffect(() => {
    if (!isOver) {
      return;
    }
    const { changed, refused, failed } = job.counts;
    notify(t.people.bulkDone(changed, refused + failed), () => {
      undo({ job_id: jobId }).then(
        () => notify(t.people.undone),
        (error: unknown) => notify(sentenceOf(error, t)),
      );
    });
    onOver();
    // Once, when it ends.
  }, [isOver]);
  if (job === undefined || isOver) {
    return null;
  }
  const { total, changed, unchanged, refused, failed } = job.counts;
  const done = changed + unchanged + refused + failed;
  return (
    <div className="bulk-bar" role="status">
      <span>{t.people.bulkRunning(done, total)}</span>
      <progress
        max={Math.max(1, total)}
        value={done}
        aria-label={t.people.bulkRunning(done, total)}
      />
      <button
        className="button quiet"
        type="button"
        onClick={() => void cancel({ job_id: jobId })}
      >
        {t.people.stop}
      </button>
    </div>
  );
}

/** How many contacts a change would reach, as the counting knows it. */
function useMatching(list: ContactList): string {
  const { language } = useTexts();
  const { workspace } = useMembership();
  const counted = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter: list.filter,
  });
  const number = new Intl.NumberFormat(language).format(counted?.count ?? 0);
  return counted?.is_at_least ? `${number}+` : number;
}

interface BulkProps {
  list: ContactList;
  selection: Selection;
  /** The row that keys act on where nothing is chosen. */
  focusedId: string | undefined;
}

function useBulk({ list, selection, focusedId }: BulkProps) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const notify = useNotify();
  const bulk = useMutation(api.contacts.bulk);
  const [kind, setKind] = useState<ChangeKind | null>(null);
  const [jobId, setJobId] = useState<Id<"bulkJobs"> | null>(null);
  const named = selection.size > 0 ? [...selection.ids] : [focusedId ?? ""];
  const contactIds = named.filter((id) => isId("contacts", id));
  const target = selection.isAll
    ? { filter: list.filter }
    : { contact_ids: contactIds };
  const start = (change: Parameters<typeof bulk>[0]["change"]) =>
    bulk({
      workspace_id: workspace._id,
      change,
      ...target,
    }).then(
      ({ job_id }) => setJobId(job_id),
      (error: unknown) => notify(sentenceOf(error, t)),
    );
  const endJob = () => setJobId(null);
  return { kind, setKind, jobId, endJob, start, target };
}

/** Asks how the chosen contacts are to be taken out. */
function ExportButton({
  target,
  count,
}: {
  target: ExportTarget;
  count: string;
}) {
  const { t } = useTexts();
  const isConnected = useConnected();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        className="button"
        type="button"
        disabled={!isConnected}
        onClick={() => setIsOpen(true)}
      >
        {t.contacts.exportOpen}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <ExportChosen
            {...{ target, count }}
            onClose={() => setIsOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** How many are chosen, and the buttons for what can be done with them. */
function Chosen({
  list,
  selection,
  onKind,
  target,
}: Pick<BulkProps, "list" | "selection"> & {
  onKind: (kind: ChangeKind) => void;
  target: ExportTarget;
}) {
  const { t, language } = useTexts();
  const may = useMay("agent");
  const isConnected = useConnected();
  const matching = useMatching(list);
  const { isAll, size, selectAll, clear } = selection;
  return (
    <div className="bulk-bar" role="group" aria-label={t.contacts.selection}>
      <b className="num">
        {isAll ? t.people.allChosen(matching) : t.people.chosen(size)}
      </b>
      {!isAll && (
        <button className="button quiet" type="button" onClick={selectAll}>
          {t.people.chooseAll(matching)}
        </button>
      )}
      <span className="bulk-actions">
        {may &&
          KINDS.map(({ kind }) => (
            <button
              key={kind}
              className="button"
              type="button"
              disabled={!isConnected}
              onClick={() => onKind(kind)}
            >
              {t.people.change[kind]}
            </button>
          ))}
        {may && (
          <ExportButton
            target={target}
            count={isAll ? matching : numberText(size, language)}
          />
        )}
        <button className="button quiet" type="button" onClick={clear}>
          {t.cancel}
        </button>
      </span>
    </div>
  );
}

export function BulkBar(props: BulkProps) {
  const { list, selection, focusedId } = props;
  const { t } = useTexts();
  const may = useMay("agent");
  const { kind, setKind, jobId, endJob, start, target } = useBulk(props);
  const isChosen = selection.isAll || selection.size > 0;
  useKeys(
    may && (isChosen || focusedId !== undefined)
      ? KINDS.map(({ kind: wanted, key }) => ({
          keys: [key],
          text: t.people.choose[wanted],
          run: () => setKind(wanted),
        }))
      : [],
  );
  return (
    <>
      {jobId !== null && <JobProgress jobId={jobId} onOver={endJob} />}
      {isChosen && <Chosen {...{ list, selection, target }} onKind={setKind} />}
      {kind !== null && (
        <ChangePicker
          kind={kind}
          onClose={() => setKind(null)}
          onChange={(change) => void start(change)}
        />
      )}
    </>
  );
}
