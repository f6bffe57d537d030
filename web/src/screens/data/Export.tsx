/** Taking out exactly the contacts that a filter finds. */
import { Link } from "@tanstack/react-router";
import {
  useAction,
  useMutation,
  usePaginatedQuery,
  useQuery,
} from "convex/react";
import type { FunctionReturnType } from "convex/server";
import { useMemo, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { FIXED_COLUMNS } from "../../../../src/lib/exports/columnNames";
import { useAct } from "../../app/useAct";
import { useMembership } from "../../app/workspace";
import { useMemberNames } from "../../people/useMembers";
import { useTexts } from "../../text/TextProvider";
import { Select } from "../../ui/Select";
import { useNotify } from "../../ui/Toasts";
import { When } from "../../ui/When";
import { OlderButton } from "../../ui/OlderButton";
import { countFilters, toFilter } from "../contacts/search";
import { USUAL_COLUMNS } from "./columns";
import { followLink } from "./Results";
import { filterPartOf, type TransferSearch } from "./search";

type ExportView = FunctionReturnType<typeof api.exports.list>["page"][number];

const PAGE = 20;
const FORMATS = ["csv", "json"] as const;

/** Its columns: those of everybody, and the workspace's own. */
function Columns({
  chosen,
  onChosen,
}: {
  chosen: readonly string[];
  onChosen: (columns: string[]) => void;
}) {
  const { t } = useTexts();
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

/** What the filter in the URL finds, and the way back to it. */
function Found({
  filter,
  contacts,
}: {
  filter: ReturnType<typeof toFilter>;
  contacts: ReturnType<typeof filterPartOf>;
}) {
  const { t, language } = useTexts();
  const { workspace } = useMembership();
  const count = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter,
  });
  const filters = countFilters(contacts);
  const number = new Intl.NumberFormat(language);
  const texts = t.transfer.export;
  return (
    <p>
      <b className="num">
        {count && texts.rows(number.format(count.count))}
        {count?.is_at_least && "+"}
      </b>{" "}
      <span className="muted">
        {filters === 0 ? texts.all : texts.filtered(filters)}
      </span>{" "}
      <Link
        to="/w/$slug/contacts"
        params={{ slug: workspace.slug }}
        search={contacts}
      >
        {texts.change}
      </Link>
    </p>
  );
}

function Form({ search }: { search: TransferSearch }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const workspace_id = workspace._id;
  const create = useMutation(api.exports.create);
  const notify = useNotify();
  const { act, isBusy } = useAct();
  const [columns, setColumns] = useState<readonly string[]>(USUAL_COLUMNS);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("csv");
  const [asOf] = useState(() => Date.now());
  const contacts = filterPartOf(search);
  const key = JSON.stringify(contacts);
  // `key` stands for the filter: a new object would be another query.
  const filter = useMemo(() => toFilter(contacts, asOf), [key, asOf]);
  const texts = t.transfer.export;
  const run = async () => {
    const made = await act(() =>
      create({ workspace_id, filter, columns: [...columns], format }),
    );
    if (made) {
      notify(texts.started);
    }
  };
  return (
    <section className="panel form">
      <Found filter={filter} contacts={contacts} />
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
    </section>
  );
}

function Row({ row }: { row: ExportView }) {
  const { t, language } = useTexts();
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

export function Export({ search }: { search: TransferSearch }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const { results, status, loadMore } = usePaginatedQuery(
    api.exports.list,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE },
  );
  const texts = t.transfer.export;
  return (
    <>
      <Form search={search} />
      <section className="section">
        <h2>{texts.list}</h2>
        <ul className="panel rows">
          {results.length === 0 && status === "Exhausted" && (
            <li className="row-empty">{texts.none}</li>
          )}
          {results.map((row) => (
            <Row key={row.export_id} row={row} />
          ))}
        </ul>
        <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
      </section>
    </>
  );
}
