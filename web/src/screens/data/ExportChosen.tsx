/** Takes the chosen contacts out, over the list: the file is had at once. */
import { useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Dialog } from "../../ui/Dialog";
import "../settings/settings.css";
import { ExportForm, type ExportTarget } from "./ExportForm";
import { ExportRow } from "./ExportRow";

function Made({ exportId }: { exportId: Id<"exports"> }) {
  const row = useQuery(api.exports.get, { export_id: exportId });
  return (
    <ul className="panel rows" aria-live="polite">
      {row && <ExportRow row={row} />}
    </ul>
  );
}

export default function ExportChosen({
  target,
  count,
  onClose,
}: {
  target: ExportTarget;
  /** How many they are, as a number is written. */
  count: string;
  onClose: () => void;
}) {
  const { t } = useScreenTexts();
  const [exportId, setExportId] = useState<Id<"exports">>();
  const texts = t.transfer.export;
  return (
    <Dialog title={t.contacts.exportOpen} isOpen onClose={onClose}>
      {exportId === undefined ? (
        <div className="form">
          <ExportForm target={target} onStarted={setExportId}>
            <b className="num">{texts.rows(count)}</b>
          </ExportForm>
        </div>
      ) : (
        <Made exportId={exportId} />
      )}
    </Dialog>
  );
}
