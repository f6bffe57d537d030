/** Who may be the same person: said over the contact, and a key away. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import { useKeys } from "../../app/keys";
import { useMembership } from "../../app/workspace";
import { usePersonName } from "../../people/usePersonName";
import { useTexts } from "../../text/TextProvider";
import { useNotify } from "../../ui/Toasts";
import type { ContactView } from "./ContactHead";

export function Suspects({ contact: { _id } }: { contact: ContactView }) {
  const { t } = useTexts();
  const { slug } = useMembership().workspace;
  const navigate = useNavigate();
  const notify = useNotify();
  const nameOf = usePersonName();
  const pairs = useQuery(api.merges.suspectsOf, { contact_id: _id });
  const texts = t.people.suspects;
  const [first] = pairs ?? [];
  const other =
    first && (first.contact._id === _id ? first.other : first.contact);
  const comparison = other && {
    ...({ to: "/w/$slug/duplicates", params: { slug } } as const),
    search: { a: _id, b: other._id },
  };
  const run = () => {
    if (comparison !== undefined) {
      void navigate(comparison);
    } else if (pairs !== undefined) {
      notify(texts.none);
    }
  };
  useKeys([{ keys: ["d"], text: texts.key, run }]);
  return (
    comparison && (
      <p className="suspects">
        <span>
          {texts.same(nameOf(other))}
          {pairs !== undefined && pairs.length > 1 && ` +${pairs.length - 1}`}
        </span>
        <Link {...comparison} className="link-button">
          {texts.compare} <kbd aria-hidden="true">D</kbd>
        </Link>
      </p>
    )
  );
}
