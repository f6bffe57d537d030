/** What was merged, by whom, and the way back as long as there is one. */
import { Link } from "@tanstack/react-router";
import { usePaginatedQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMay, useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useNow } from "../../data/now";
import { useMemberNames } from "../../people/useMembers";
import { dayText, listTime } from "../../text/times";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useClock } from "../../text/useClock";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import { usePersonName } from "../../people/usePersonName";
import { useUndoMerge } from "./useDecisions";

type Merge = FunctionReturnType<typeof api.merges.list>["page"][number];

const PAGE = 50;

function Progress({ merge }: { merge: Merge }) {
  const { t } = useScreenTexts();
  const { state, moved_rows = 0, total_rows = 0 } = merge;
  if (state !== "moving" && state !== "undoing") {
    return null;
  }
  const label = t.duplicates[state];
  const done = Math.min(moved_rows, total_rows);
  return (
    <label className="field-line progress-line">
      <span>{label}</span>
      <progress value={done} max={Math.max(1, total_rows)} />
      <span className="num muted">
        {t.duplicates.progress(done, total_rows)}
      </span>
    </label>
  );
}

/** Undo, or why there is none. */
function WayBack({ merge }: { merge: Merge }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const may = useMay("admin");
  const undo = useUndoMerge();
  const [isBusy, setIsBusy] = useState(false);
  const { undone_at, undo_refused: refused, undo_until } = merge;
  const at = (time: number) => listTime(time, now, clock);
  if (undone_at !== undefined) {
    return (
      <span className="muted">{t.duplicates.undoneAt(at(undone_at))}</span>
    );
  }
  if (refused !== undefined) {
    return (
      <span className="muted">
        {isKeyOf(t.refusals, refused)
          ? t.refusals[refused]
          : t.errors.unknown(refused)}
      </span>
    );
  }
  return (
    <>
      <span className="muted small">
        {t.duplicates.undoUntil(dayText(undo_until, clock))}
      </span>
      {may && (
        <button
          className="button"
          type="button"
          disabled={isBusy || merge.state === "undoing"}
          onClick={() => {
            setIsBusy(true);
            void undo(merge.merge_id, merge.kind).finally(() =>
              setIsBusy(false),
            );
          }}
        >
          {t.undo}
        </button>
      )}
    </>
  );
}

function Row({ merge }: { merge: Merge }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const memberName = useMemberNames();
  const nameOf = usePersonName();
  const { survivor, duplicate, merged_by: by, reason } = merge;
  return (
    <li className="panel merge">
      <div className="merge-words">
        <Link
          to="/w/$slug/contacts/$contactId"
          params={{ slug: workspace.slug, contactId: survivor._id }}
          className="words side-name"
          dir="auto"
        >
          {merge.kind === "contacts"
            ? t.duplicates.into(nameOf(duplicate), nameOf(survivor))
            : nameOf(survivor)}
        </Link>
        <span className="muted small">
          {merge.kind === "conversations" && `${t.duplicates.conversations} · `}
          {by === undefined
            ? t.duplicates.automatic[reason]
            : t.duplicates.mergedBy(memberName(by))}
          {" · "}
          <When at={merge.merged_at} />
        </span>
        <Progress merge={merge} />
      </div>
      <div className="merge-undo">
        <WayBack merge={merge} />
      </div>
    </li>
  );
}

export function Merges() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  // By this time it is told what is too old; the function decides.
  const [asOf] = useState(() => Date.now());
  const { results, status, loadMore } = usePaginatedQuery(
    api.merges.list,
    { workspace_id: workspace._id, as_of: asOf },
    { initialNumItems: PAGE },
  );
  if (status === "LoadingFirstPage") {
    return <div className="screen-body skeleton pair-skeleton" />;
  }
  if (results.length === 0) {
    return (
      <div className="empty">
        <h2>{t.duplicates.mergesEmpty}</h2>
        <p>{t.duplicates.mergesEmptyHelp}</p>
      </div>
    );
  }
  return (
    <div className="screen-body">
      <ul className="plain-list merges">
        {results.map((merge) => (
          <Row key={merge.merge_id} merge={merge} />
        ))}
      </ul>
      <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
    </div>
  );
}
