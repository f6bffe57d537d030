/** One import, at whatever step it is. */
import { useMutation, useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useAct } from "../../app/useAct";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Icon } from "../../ui/Icon";
import { Check } from "./Check";
import { FileField } from "./Imports";
import { Mapping } from "./Mapping";
import { Results } from "./Results";
import type { ImportView } from "./view";

/** Steps that the service does by itself. */
const WORKING = ["uploading", "reading", "checking", "running", "undoing"];
const STOPPABLE = ["uploading", "reading", "checking", "running"];

function Working({ file }: { file: ImportView }) {
  const { t, language } = useScreenTexts();
  const cancel = useMutation(api.imports.cancel);
  const { act, isBusy } = useAct();
  const number = new Intl.NumberFormat(language);
  const { status, lines_done: done, line_count: total, import_id } = file;
  return (
    <section className="panel form" aria-live="polite">
      <h2>{t.transfer.states[status]}</h2>
      {status !== "reading" && total > 0 && (
        <span className="field-line">
          <progress
            value={Math.min(done, total)}
            max={total}
            aria-label={t.transfer.states[status]}
          />
          <span className="num">
            {t.transfer.run.of(number.format(done), number.format(total))}
          </span>
        </span>
      )}
      <p className="muted">{t.transfer.run.working}</p>
      {STOPPABLE.includes(status) && (
        <div className="form-actions">
          <button
            className="button"
            type="button"
            disabled={isBusy}
            onClick={() => void act(() => cancel({ import_id }))}
          >
            {t.transfer.run.stop}
          </button>
        </div>
      )}
    </section>
  );
}

function Refused({
  file,
  onOpen,
}: {
  file: ImportView;
  onOpen: (importId: string) => void;
}) {
  const { t } = useScreenTexts();
  const { error_code: code } = file;
  return (
    <section className="panel form" role="alert">
      <h2>{t.transfer.states[file.status]}</h2>
      {code !== undefined && (
        <p className="problem">{t.transfer.problems[code]}</p>
      )}
      <FileField label={t.transfer.file.another} onUploaded={onOpen} />
    </section>
  );
}

function Step({
  file,
  onOpen,
}: {
  file: ImportView;
  onOpen: (importId: string) => void;
}) {
  const { status } = file;
  if (WORKING.includes(status)) {
    return <Working file={file} />;
  }
  switch (status) {
    case "refused":
      return <Refused file={file} onOpen={onOpen} />;
    case "mapping":
      return <Mapping file={file} />;
    case "checked":
      return <Check file={file} />;
    default:
      return <Results file={file} />;
  }
}

export function ImportFile({
  importId,
  onOpen,
}: {
  importId: Id<"imports">;
  onOpen: (importId: string | undefined) => void;
}) {
  const { t } = useScreenTexts();
  const file = useQuery(api.imports.get, { import_id: importId });
  return (
    <>
      <div className="section-head">
        <button
          className="button quiet"
          type="button"
          onClick={() => onOpen(undefined)}
        >
          <Icon name="back" />
          {t.transfer.back}
        </button>
        <b className="words" dir="auto">
          {file?.file_name}
        </b>
      </div>
      {file === undefined ? (
        <div className="skeleton settings-skeleton" />
      ) : (
        <Step file={file} onOpen={onOpen} />
      )}
    </>
  );
}
