/** What stands over the list: taking it out, bringing people in, its order. */
import { Link } from "@tanstack/react-router";
import { useMay, useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Icon } from "../../ui/Icon";
import { type ContactSearch, listPartOf, SORTS } from "./search";

interface ListToolProps {
  search: ContactSearch;
  onSearch: (search: ContactSearch) => void;
}

/** What the list shows, taken out as a file. */
export function ExportLink({ search }: Pick<ListToolProps, "search">) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  return (
    useMay("agent") && (
      <Link
        className="button export-link"
        to="/w/$slug/data"
        params={{ slug: workspace.slug }}
        search={{ ...listPartOf(search), tab: "export" }}
      >
        <Icon name="download" />
        <span className="desk-text">{t.contacts.exportOpen}</span>
      </Link>
    )
  );
}

/** On a desk, where a file is at hand. */
export function ImportLink() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  return (
    useMay("admin") && (
      <Link
        className="button"
        to="/w/$slug/data"
        params={{ slug: workspace.slug }}
        search={{ tab: "import" }}
      >
        {t.contacts.importOpen}
      </Link>
    )
  );
}

export function SortChoice({ search, onSearch }: ListToolProps) {
  const { t } = useTexts();
  return (
    <label className="field-line">
      <span className="desk-text">{t.contacts.sort}</span>
      <select
        className="input"
        value={search.sort ?? "activity"}
        onChange={({ target: { value } }) =>
          onSearch({ ...search, sort: SORTS.find((sort) => sort === value) })
        }
      >
        {SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {t.contacts.sorts[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}
