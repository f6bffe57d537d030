/** Finds people while one types: any part of a number, a name, an e-mail. */
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Id } from "../../../convex/_generated/dataModel";
import { useTexts } from "../text/TextProvider";
import { SearchField } from "../ui/SearchField";
import { useKeys } from "./keys";
import { usePeopleSearch } from "./usePeopleSearch";
import { useMembership } from "./workspace";

/** As many as the server gives (contacts:search). */
const RESULTS = 50;
/** Of a number's digits so many are looked for at least (contacts:search). */
const LEAST_DIGITS = 4;

/** Whether the beginning of a number stands there that is too short to be found. */
function isShortNumber(text: string): boolean {
  const digits = text.replace(/[\s+().-]/g, "");
  return /^\d+$/.test(digits) && digits.length < LEAST_DIGITS;
}

export function SearchBox() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const { people, isPending } = usePeopleSearch(text, RESULTS);
  useKeys([
    {
      keys: ["/"],
      text: t.search.label,
      run: () => input.current?.focus(),
    },
  ]);
  const open = (contactId: Id<"contacts">) => {
    setText("");
    input.current?.blur();
    void navigate({
      to: "/w/$slug/contacts/$contactId",
      params: { slug: workspace.slug, contactId },
    });
  };
  return (
    <SearchField
      inputRef={input}
      label={t.search.label}
      placeholder={t.search.placeholder}
      value={text}
      onChange={setText}
      isPending={isPending}
      note={people.length < RESULTS ? "" : t.search.first(RESULTS)}
      emptyText={isShortNumber(text) ? t.search.moreDigits : t.search.none}
      results={people.map((contact) => ({
        id: contact._id,
        title: contact.name ?? contact.username ?? t.contacts.unnamed,
        detail: contact.phone_display ?? "",
        onOpen: () => open(contact._id),
      }))}
    />
  );
}
