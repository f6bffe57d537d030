/** What the columns of a file are, and how it is read. */
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { isKeyOf } from "../../data/guards";
import { useScreenTexts } from "../../text/useScreenTexts";
import { Select } from "../../ui/Select";
import type { ImportView } from "./view";

type Format = NonNullable<ImportView["format"]>;
type Column = ImportView["columns"][number];

const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
const DELIMITERS = [",", ";", "\t"] as const;

function FormatChoice({ file, format }: { file: ImportView; format: Format }) {
  const { t } = useScreenTexts();
  const analyse = useMutation(api.imports.analyse);
  const { act } = useAct();
  const texts = t.transfer.format;
  const { import_id } = file;
  const readAs = (wanted: Partial<Format>) =>
    void act(() => analyse({ import_id, ...format, ...wanted }));
  return (
    <fieldset className="panel form formats">
      <legend className="hidden-text">{texts.title}</legend>
      <Select
        label={texts.encoding}
        value={format.encoding}
        onChange={(value) => {
          const encoding = ENCODINGS.find((known) => known === value);
          readAs({ ...(encoding && { encoding }) });
        }}
        options={ENCODINGS.map((known) => [known, known.toUpperCase()])}
      />
      <Select
        label={texts.delimiter}
        value={format.delimiter}
        onChange={(value) => {
          const delimiter = DELIMITERS.find((known) => known === value);
          readAs({ ...(delimiter && { delimiter }) });
        }}
        options={DELIMITERS.map((known) => [known, texts.delimiters[known]])}
      />
      <label className="field-line">
        <input
          type="checkbox"
          className="checkbox"
          checked={format.has_header}
          onChange={({ target }) => readAs({ has_header: target.checked })}
        />
        {texts.header}
      </label>
    </fieldset>
  );
}

/** What a column can be, with the fields of the workspace. */
function useTargets(): readonly (readonly [string, string])[] {
  const { t } = useScreenTexts();
  const { workspace } = useMembership();
  const fields = useQuery(api.fields.list, { workspace_id: workspace._id });
  return [
    ...Object.entries(t.transfer.mapping.targets),
    ...(fields ?? [])
      .filter(({ archived_at }) => archived_at === undefined)
      .map(({ key, label }) => [`custom_values.${key}`, label] as const),
  ];
}

function ColumnRow({
  column,
  label,
  target,
  targets,
  onTarget,
}: {
  column: Column;
  label: string;
  target: string;
  targets: readonly (readonly [string, string])[];
  onTarget: (target: string) => void;
}) {
  const { t } = useScreenTexts();
  const texts = t.transfer.mapping;
  return (
    <li className="row">
      <span className="row-main">
        <b className="words" dir="auto">
          {label}
        </b>
        {column.samples.map(({ text, phone }, index) => (
          <span key={index} className="muted small words" dir="auto">
            {text}
            {phone !== undefined &&
              ` → ${phone === null ? texts.notPhone : texts.readAs(phone)}`}
          </span>
        ))}
      </span>
      <select
        className="input target"
        aria-label={texts.column(label)}
        value={target}
        onChange={({ target: { value } }) => onTarget(value)}
      >
        {targets.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </li>
  );
}

export function Mapping({ file }: { file: ImportView }) {
  const { t } = useScreenTexts();
  const setMapping = useMutation(api.imports.setMapping);
  const check = useMutation(api.imports.check);
  const { act, isBusy } = useAct();
  const targets = useTargets();
  const [changed, setChanged] = useState<Readonly<Record<number, string>>>({});
  const { import_id, columns, format } = file;
  const chosen = columns.map(({ target }, index) => changed[index] ?? target);
  const texts = t.transfer.mapping;
  const choose = (index: number, target: string) => {
    const next = { ...changed, [index]: target };
    setChanged(next);
    // Shown at once how the samples are read; an impossible choice waits for
    // the others, and "check" tells if it stays one.
    void setMapping({
      import_id,
      targets: columns.map((column, at) => next[at] ?? column.target),
    }).catch(() => undefined);
  };
  const run = () =>
    act(async () => {
      await setMapping({ import_id, targets: chosen });
      await check({ import_id });
    });
  return (
    <>
      {format && <FormatChoice file={file} format={format} />}
      <section className="section">
        <h2>{texts.title}</h2>
        <p className="muted">{texts.help}</p>
        <ul className="panel rows">
          {columns.map((column, index) => (
            <ColumnRow
              key={index}
              column={column}
              label={column.heading || texts.unnamed(index + 1)}
              target={chosen[index] ?? "ignore"}
              targets={targets}
              onTarget={(target) => choose(index, target)}
            />
          ))}
        </ul>
        <div className="form-actions">
          <button
            className="button primary"
            type="button"
            disabled={isBusy}
            onClick={() => void run()}
          >
            {texts.check}
          </button>
        </div>
      </section>
    </>
  );
}

/** A problem in words; its code where there are none. */
export function useProblemText() {
  const { t } = useScreenTexts();
  return (code: string): string =>
    isKeyOf(t.transfer.problems, code) ? t.transfer.problems[code] : code;
}
