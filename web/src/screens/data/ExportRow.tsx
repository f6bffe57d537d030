/** One export: who took out how many, and its files while they are there. */
import { useAction } from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useMemberNames } from "../../people/useMembers";
import { useScreenTexts } from "../../text/useScreenTexts";
import { When } from "../../ui/When";
import { followLink } from "./Results";

type ExportView = FunctionReturnType<typeof api.exports.get>;

export function ExportRow({ row }: { row: ExportView }) {
  const { t, language } = useScreenTexts();
  const { workspace } = useMembership();
  const nameOf = useMemberNames();
  const link = useAction(api.exports.link);
  const { act, isBusy } = useAct();
  const texts = t.transfer.export;
  const { export_id, files, status, expires_at } = row;
  const number = new Intl.NumberFormat(language);
  const download = async (file: number) => {
    const made = await act(() =>
      link({ workspace_id: workspace._id, export_id, file }),
    );
    if (made) {
      followLink(made);
    }
  };
  return (
    <li className="row">
      <span className="row-main">
        <b>
          {texts.rows(number.format(row.row_count))} ·{" "}
          {texts.formats[row.format]}
        </b>
        <span className="muted small">
          {nameOf(row.created_by)} · <When at={row.created_at} /> ·{" "}
          {texts.downloads(row.download_count)}
        </span>
      </span>
      <span className="row-actions">
        {status !== "done" && (
          <span className="muted">{texts.states[status]}</span>
        )}
        {status === "done" && expires_at === undefined && (
          <span className="muted">{texts.gone}</span>
        )}
        {status === "done" &&
          expires_at !== undefined &&
          files.map((_file, index) => (
            <button
              key={index}
              className="button"
              type="button"
              disabled={isBusy}
              onClick={() => void download(index)}
            >
              {files.length === 1 ? texts.download : texts.part(index + 1)}
            </button>
          ))}
      </span>
    </li>
  );
}
