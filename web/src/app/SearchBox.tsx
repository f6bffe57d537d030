/** Finds people while one types: any part of a number, a name, an e-mail. */
import { useQuery } from "convex/react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useTexts } from "../text/TextProvider";
import { SearchField } from "../ui/SearchField";
import { useKeys } from "./keys";
import { useMembership } from "./workspace";

/** After the last letter, until the server is asked. */
const DEBOUNCE_MS = 120;
const RESULTS = 8;

function useDebounced(value: string): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}

export function SearchBox() {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const query = useDebounced(text.trim());
  const found = useQuery(
    api.contacts.search,
    query === ""
      ? "skip"
      : { workspace_id: workspace._id, query, limit: RESULTS },
  );
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
      isPending={query !== "" && found === undefined}
      emptyText={t.search.none}
      results={(query === "" ? [] : (found ?? [])).map((contact) => ({
        id: contact._id,
        title: contact.name ?? contact.username ?? t.contacts.unnamed,
        detail: contact.phone_display ?? "",
        onOpen: () => open(contact._id),
      }))}
    />
  );
}
