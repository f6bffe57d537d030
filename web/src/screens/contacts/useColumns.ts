/** Which columns of the list one has chosen: kept on the server, for every device. */
import { useMutation, useQuery } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../../convex/_generated/api";
import { useMembership } from "../../app/workspace";
import { type ColumnKey, readColumns } from "./columns";

export interface ChosenColumns {
  /** Undefined: nothing is chosen. */
  chosen: readonly ColumnKey[] | undefined;
  /** An empty choice is the page's own again. */
  choose: (columns: readonly ColumnKey[]) => void;
}

export function useColumns(): ChosenColumns {
  const { workspace } = useMembership();
  const about = { workspace_id: workspace._id };
  const stored = useQuery(api.prefs.get, about)?.contact_columns;
  const set = useMutation(api.prefs.set).withOptimisticUpdate(
    (store, { prefs }) => {
      const before = store.getQuery(api.prefs.get, about);
      store.setQuery(api.prefs.get, about, { ...before, ...prefs });
    },
  );
  const chosen = useMemo(() => {
    const columns = readColumns(stored);
    return columns === undefined || columns.length === 0 ? undefined : columns;
  }, [stored]);
  return {
    chosen,
    choose: (columns) =>
      void set({
        ...about,
        prefs: { contact_columns: columns.map((key) => ({ key })) },
      }),
  };
}
