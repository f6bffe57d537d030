/** Finds people while one types: any part of a number, a name, an e-mail. */
import { useQuery } from "convex/react";
import { useEffect, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useMembership } from "./workspace";

/** After the last letter, until the server is asked. */
const DEBOUNCE_MS = 120;

function useDebounced(value: string): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return late;
}

/** @param limit most people that are found */
export function usePeopleSearch(text: string, limit: number) {
  const { workspace } = useMembership();
  const query = useDebounced(text.trim());
  const found = useQuery(
    api.contacts.search,
    query === "" ? "skip" : { workspace_id: workspace._id, query, limit },
  );
  return {
    people: query === "" ? [] : (found ?? []),
    isPending: query !== text.trim() || (query !== "" && found === undefined),
  };
}
