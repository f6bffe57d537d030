/** Every id that somebody was ever known by; given up ones are grey. */
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { useTexts } from "../../text/TextProvider";
import { When } from "../../ui/When";

export function Identities({ contactId }: { contactId: Id<"contacts"> }) {
  const { t } = useTexts();
  const identities = useQuery(api.contacts.identities, {
    contact_id: contactId,
  });
  if (identities === undefined || identities.length === 0) {
    return null;
  }
  return (
    <section className="identities">
      <h2>{t.people.identities}</h2>
      <ul>
        {identities.map(({ kind, value, first_seen_at, is_current }) => (
          <li key={`${kind} ${value}`} className={is_current ? "" : "muted"}>
            <span className="num identity-value">{value}</span>
            <small className="muted">
              {is_current ? t.people.identityKinds[kind] : t.people.old}
              {" · "}
              <When at={first_seen_at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
