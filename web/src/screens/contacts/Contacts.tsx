/** The people of a workspace, newest activity first. */
import { usePaginatedQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";

const PAGE = 100;

export function Contacts() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const { results } = usePaginatedQuery(
    api.contacts.list,
    { workspace_id: workspace._id },
    { initialNumItems: PAGE },
  );
  return (
    <>
      <header className="screen-head">
        <h1>{t.contacts.title}</h1>
      </header>
      <ul className="screen-body">
        {results.map((contact) => (
          <li key={contact._id}>{contact.name ?? t.contacts.unnamed}</li>
        ))}
      </ul>
    </>
  );
}
