/** Taking out exactly the contacts that a filter finds. */
import { Link } from "@tanstack/react-router";
import { usePaginatedQuery, useQuery } from "convex/react";
import { useMemo, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useNotify } from "../../ui/Toasts";
import { OlderButton } from "../../ui/OlderButton";
import { countFilters, toFilter } from "../contacts/search";
import { ExportForm } from "./ExportForm";
import { ExportRow } from "./ExportRow";
import { filterPartOf, type TransferSearch } from "./search";

const PAGE = 20;

/** What the filter in the URL finds, and the way back to it. */
function Found({
  filter,
  contacts,
}: {
  filter: ReturnType<typeof toFilter>;
  contacts: ReturnType<typeof filterPartOf>;
}) {
  const { t, language } = useScreenTexts();
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
  const { t } = useScreenTexts();
  const notify = useNotify();
  const [asOf] = useState(() => Date.now());
  const contacts = filterPartOf(search);
  const key = JSON.stringify(contacts);
  // `key` stands for the filter: a new object would be another query.
  const filter = useMemo(() => toFilter(contacts, asOf), [key, asOf]);
  return (
    <section className="panel form">
      <ExportForm
        target={{ filter }}
        onStarted={() => notify(t.transfer.export.started)}
      >
        <Found filter={filter} contacts={contacts} />
      </ExportForm>
    </section>
  );
}

export function Export({ search }: { search: TransferSearch }) {
  const { t } = useScreenTexts();
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
            <ExportRow key={row.export_id} row={row} />
          ))}
        </ul>
        <OlderButton list={{ status, loadMore }} pageSize={PAGE} />
      </section>
    </>
  );
}
