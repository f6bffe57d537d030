/** How one likes the page: kept on the server, for every device. */
import { useMutation, useQuery } from "convex/react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useAct } from "./useAct";
import { useMembership } from "./workspace";

export interface Prefs {
  /** Undefined until they are known. */
  prefs: FunctionReturnType<typeof api.prefs.get> | undefined;
  /** Shown at once; the others stay as they are. */
  save: (given: FunctionArgs<typeof api.prefs.set>["prefs"]) => void;
}

export function usePrefs(): Prefs {
  const { workspace } = useMembership();
  const { act } = useAct();
  const about = { workspace_id: workspace._id };
  const prefs = useQuery(api.prefs.get, about);
  const set = useMutation(api.prefs.set).withOptimisticUpdate(
    (store, { prefs: given }) => {
      const before = store.getQuery(api.prefs.get, about);
      store.setQuery(api.prefs.get, about, { ...before, ...given });
    },
  );
  return {
    prefs,
    save: (given) => void act(() => set({ ...about, prefs: given })),
  };
}
