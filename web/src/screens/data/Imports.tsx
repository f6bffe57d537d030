/** A file to bring in, and those that were. */
import { Link } from "@tanstack/react-router";
import { usePaginatedQuery } from "convex/react";
import type { Id } from "../../../../convex/_generated/dataModel";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Icon } from "../../ui/Icon";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import { useUpload } from "./useUpload";

const PAGE = 20;

/** Chooses a file; it can be dropped on the field too. */
export function FileField({
  label,
  onUploaded,
}: {
  label: string;
  onUploaded: (importId: Id<"imports">) => void;
}) {
  const { t } = useScreenTexts();
  const { upload, percent } = useUpload(onUploaded);
  return (
    <div className="file-field">
      <label className="button primary file-button">
        <Icon name="upload" />
        {label}
        <input
          type="file"
          className="file-input"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          disabled={percent !== undefined}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            target.value = "";
            if (file !== undefined) {
              void upload(file);
            }
          }}
        />
      </label>
      {percent !== undefined && (
        <span className="field-line" role="status">
          <progress value={percent} max={100} aria-label={label} />
          {t.transfer.file.uploading(percent)}
        </span>
      )}
    </div>
  );
}

export function Imports({ onOpen }: { onOpen: (importId: string) => void }) {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const { results, status, loadMore } = usePaginatedQuery(
    api.imports.list,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE },
  );
  const number = new Intl.NumberFormat(language);
  const { file } = t.transfer;
  return (
    <>
      <section className="panel form">
        <FileField label={file.choose} onUploaded={onOpen} />
        <p className="muted">{file.help}</p>
        <p className="muted small only-phone">{file.desk}</p>
      </section>
      <section className="section">
        <h2>{t.transfer.list}</h2>
        <ul className="panel rows">
          {results.length === 0 && status === "Exhausted" && (
            <li className="row-empty">{file.empty}</li>
          )}
          {results.map((one) => (
            <li key={one.import_id} className="row">
              <span className="row-main">
                <Link
                  to="/w/$slug/data"
                  params={{ slug: workspace.slug }}
                  search={{ tab: "import", import: one.import_id }}
                  className="words"
                  dir="auto"
                >
                  {one.file_name}
                </Link>
                <span className="muted small">
                  {t.transfer.lines(number.format(one.line_count))} ·{" "}
                  <When at={one.created_at} />
                </span>
              </span>
              <span className="muted">{t.transfer.states[one.status]}</span>
            </li>
          ))}
        </ul>
        <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
      </section>
    </>
  );
}
