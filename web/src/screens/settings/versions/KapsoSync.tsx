/** Reads Kapso's workflows, shows what differs, and makes it a version. */
import { useAction, useQuery } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useState } from "react";
import { api } from "../../../../../convex/_generated/api";
import { useAct } from "../../../app/useAct";
import { useMembership } from "../../../app/workspace";
import { useNow } from "../../../data/now";
import { useScreenTexts } from "../../../text/useScreenTexts";
import { listTime } from "../../../text/times";
import { useClock } from "../../../text/useClock";
import { useNotify } from "../../../ui/Toasts";
import { DiffView } from "./DiffView";
import type { SettingsDiff } from "./groups";
import { KapsoKey } from "./KapsoKey";

type Status = FunctionReturnType<typeof api.settings.status>;

function SyncLine({ sync }: { sync: Status["sync"] }) {
  const { t } = useScreenTexts();
  const clock = useClock();
  const now = useNow();
  const texts = t.versions.kapso;
  const { state, error_code, retry_at, pulled_at } = sync;
  const time = (at: number) => listTime(at, now, clock);
  const read =
    pulled_at === undefined ? "" : texts.states.synced(time(pulled_at));
  return (
    <div role="status">
      {state === "never" && <p>{texts.states.never}</p>}
      {state === "syncing" && <p>{texts.states.syncing}</p>}
      {state === "synced" && <p>{read}</p>}
      {state === "error" && (
        <p className="problem">
          {error_code !== undefined && texts.failures[error_code]}{" "}
          {retry_at !== undefined && texts.states.retry(time(retry_at))} {read}
        </p>
      )}
    </div>
  );
}

/** Confirms exactly what is shown. */
function Confirm({ diff }: { diff: SettingsDiff }) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const confirm = useAction(api.settings.confirm);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const [isStale, setIsStale] = useState(false);
  const texts = t.versions.kapso;
  const { diff_hash, from_version } = diff;
  const run = async () => {
    const end = await act(() =>
      confirm({ workspace_id: workspace._id, diff_hash }),
    );
    setIsStale(end?.status === "changed");
    if (end?.status === "stored") {
      notify(texts.stored(end.version));
    }
  };
  return (
    <>
      {isStale && (
        <p className="problem" role="alert">
          {texts.changed}
        </p>
      )}
      <h3>
        {from_version === undefined
          ? texts.first
          : texts.differs(`${diff.changes.length}${diff.has_more ? "+" : ""}`)}
      </h3>
      <DiffView diff={diff} />
      <div className="form-actions">
        <button
          className="button primary"
          type="button"
          disabled={isBusy}
          onClick={() => void run()}
        >
          {texts.confirm}
        </button>
      </div>
    </>
  );
}

export function KapsoSync() {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const workspace_id = workspace._id;
  const status = useQuery(api.settings.status, { workspace_id });
  const diff = useQuery(api.settings.diff, { workspace_id });
  const pull = useAction(api.settings.pull);
  const { act, isBusy } = useAct();
  const texts = t.versions.kapso;
  if (status === undefined) {
    return null;
  }
  return (
    <section className="section">
      <h2>{texts.title}</h2>
      <div className="panel form">
        <KapsoKey {...status.key} />
        <SyncLine sync={status.sync} />
        <div className="form-actions">
          <button
            className="button"
            type="button"
            disabled={isBusy || status.sync.state === "syncing"}
            onClick={() => void act(() => pull({ workspace_id }))}
          >
            {texts.pull}
          </button>
        </div>
      </div>
      {diff?.is_identical === true && diff.from_version !== undefined && (
        <p>{texts.identical(diff.from_version)}</p>
      )}
      {diff?.is_identical === false && <Confirm diff={diff} />}
    </section>
  );
}
