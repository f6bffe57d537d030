/** Which columns are taken out, and as what. */
import { useMutation, useQuery } from "convex/react";
import { type ReactNode, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { FIXED_COLUMNS } from "../../../../src/lib/exports/columnNames";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import type { ListFilter } from "../contacts/search";
import { USUAL_COLUMNS } from "./columns";

const FORMATS = ["csv", "json"] as const;

/** Everybody whom a filter finds, or those who are named. */
export type ExportTarget =
  { filter: ListFilter } | { contact_ids: Id<"contacts">[] };

/** Its columns: those of everybody, and the workspace's own. */
function Columns({
  chosen,
  onChosen,
}: {
  chosen: readonly string[];
  onChosen: (columns: string[]) => void;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  const all = [
    ...FIXED_COLUMNS.map((name) => ({
      name,
      text: t.transfer.export.names[name],
    })),
    ...(fields ?? []).map(({ key, label }) => ({
      name: `custom_values.${key}`,
      text: label,
    })),
  ];
  const names = all.map(({ name }) => name);
  return (
    <fieldset className="rules columns">
      <legend>{t.transfer.export.columns}</legend>
      {all.map(({ name, text }) => (
        <label key={name} className="rule">
          <input
            type="checkbox"
            className="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) => {
              const isChosen = (one: string) =>
                one === name ? target.checked : chosen.includes(one);
              // In their order, however they were chosen.
              onChosen(names.filter(isChosen));
            }}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

export function ExportForm({
  target,
  onStarted,
  children,
}: {
  target: ExportTarget;
  onStarted: (exportId: Id<"exports">) => void;
  /** Who they are. */
  children: ReactNode;
}) {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const create = useMutation(api.exports.create);
  const { act, isBusy } = useAct();
  const [columns, setColumns] = useState<readonly string[]>(USUAL_COLUMNS);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("csv");
  const texts = t.transfer.export;
  const run = async () => {
    const made = await act(() =>
      create({
        workspace_id: workspace._id,
        ...target,
        columns: [...columns],
        format,
      }),
    );
    if (made) {
      onStarted(made.export_id);
    }
  };
  return (
    <>
      {children}
      <Columns chosen={columns} onChosen={setColumns} />
      <Select
        label={texts.format}
        value={format}
        onChange={(value) =>
          setFormat(FORMATS.find((known) => known === value) ?? format)
        }
        options={FORMATS.map((known) => [known, texts.formats[known]])}
      />
      <div className="form-actions">
        <button
          className="button primary"
          type="button"
          disabled={isBusy || columns.length === 0}
          onClick={() => void run()}
        >
          {texts.start}
        </button>
      </div>
    </>
  );
}
