/** The versions of the settings, and the way back to one of them. */
import { useMutation, usePaginatedQuery, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../../convex/_generated/api";
import { useAct } from "../../../app/useAct";
import { useMembership } from "../../../app/workspace";
import { useMemberNames } from "../../../people/useMembers";
import { useScreenTexts } from "../../../text/useScreenTexts";
import { Dialog } from "../../../ui/Dialog";
import { DialogActions } from "../../../ui/DialogActions";
import { OlderButton } from "../../../ui/OlderButton";
import { useNotify } from "../../../ui/Toasts";
import { When } from "../../../ui/When";
import { DiffView } from "./DiffView";

const PAGE_SIZE = 20;
/** Of the hash: enough to tell two apart. */
const HASH_CHARACTERS = 8;

type Version = FunctionReturnType<
  typeof api.settings.listVersions
>["page"][number];

function Restore({
  version,
  onClose,
}: {
  version: number;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const about = { workspace_id: workspace._id, version };
  const diff = useQuery(api.settings.diff, about);
  const restore = useMutation(api.settings.restore);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const texts = t.versions.list;
  const run = async (diff_hash: string) => {
    const end = await act(() => restore({ ...about, diff_hash }));
    if (end !== undefined) {
      notify(texts.restored(end.version));
      onClose();
    }
  };
  return (
    <>
      <p>{texts.restoreHelp}</p>
      {diff?.is_identical === true && <p>{texts.same}</p>}
      {diff?.is_identical === false && <DiffView diff={diff} />}
      <DialogActions onCancel={onClose}>
        <button
          className="button primary"
          type="button"
          disabled={isBusy || !diff || diff.is_identical}
          onClick={() => diff && void run(diff.diff_hash)}
        >
          {texts.restore}
        </button>
      </DialogActions>
    </>
  );
}

function Row({ row, onLook }: { row: Version; onLook: () => void }) {
  const { t } = useScreenTexts();
  const nameOf = useMemberNames();
  const texts = t.versions.list;
  const { version, source, created_by: by, restored_from: from } = row;
  const facts = [
    texts.sources[source],
    by === undefined ? t.versions.switch.operator : nameOf(by),
    row.content_sha256.slice(0, HASH_CHARACTERS),
    ...(from === undefined ? [] : [texts.restoredFrom(from)]),
  ];
  return (
    <li className="row">
      <span className="row-main">
        <span>
          <b>{texts.version(version)}</b>{" "}
          {row.is_active && <span className="tag">{texts.active}</span>}
        </span>
        <span className="muted small">
          <When at={row.created_at} /> · {facts.join(" · ")}
        </span>
      </span>
      {!row.is_active && (
        <button
          className="button"
          type="button"
          aria-label={texts.look(version)}
          onClick={onLook}
        >
          {texts.lookShort}
        </button>
      )}
    </li>
  );
}

export function VersionList() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const [shown, setShown] = useState<number>();
  const list = usePaginatedQuery(
    api.settings.listVersions,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE_SIZE },
  );
  const texts = t.versions.list;
  const close = () => setShown(undefined);
  return (
    <section className="section">
      <h2>{texts.title}</h2>
      {list.status !== "LoadingFirstPage" && (
        <ul className="panel rows">
          {list.results.length === 0 && (
            <li className="row-empty">{texts.none}</li>
          )}
          {list.results.map((row) => (
            <Row
              key={row.version}
              row={row}
              onLook={() => setShown(row.version)}
            />
          ))}
        </ul>
      )}
      <OlderButton list={list} pageSize={PAGE_SIZE} />
      <Dialog
        title={texts.restoreTitle(shown ?? 0)}
        isOpen={shown !== undefined}
        onClose={close}
      >
        {shown !== undefined && <Restore version={shown} onClose={close} />}
      </Dialog>
    </section>
  );
}
