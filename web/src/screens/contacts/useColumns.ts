/** Which columns of the list one has chosen: kept on the server, for every device. */
import { useQuery } from "convex/react";
import { useMemo } from "react";
import { api } from "../../../../convex/_generated/api";
import { usePrefs } from "../../app/usePrefs";
import { useMembership } from "../../app/workspace";
import { useIsPhone } from "../../data/useIsPhone";
import {
  customKeysOf,
  type FieldShown,
  type Layout,
  readLayout,
  type ShownColumns,
  toStored,
} from "./columns";

export interface ChosenColumns {
  layout: Layout;
  /** An empty choice is the page's own again. */
  choose: (layout: Layout) => void;
  /** Rows are lower. */
  isCompact: boolean;
  setCompact: (isCompact: boolean) => void;
}

export interface ListColumns extends ChosenColumns {
  /** Undefined until they are known. */
  shown: ShownColumns | undefined;
}

const NO_FIELDS: readonly FieldShown[] = [];
const NO_KEYS: readonly string[] = [];
const NOTHING: Layout = {};

/** The workspace's fields in use; undefined until they are there. */
export function useFields(
  isWanted: boolean,
): readonly FieldShown[] | undefined {
  const { workspace } = useMembership();
  const fields = useQuery(
    api.fields.list,
    isWanted ? { workspace_id: workspace._id } : "skip",
  );
  return useMemo(
    () => fields?.filter(({ archived_at }) => archived_at === undefined),
    [fields],
  );
}

/** @param start how they were, for a list that one comes back to */
export function useColumns(start: ShownColumns | undefined): ListColumns {
  const isPhone = useIsPhone();
  const { prefs, save } = usePrefs();
  const stored = prefs?.contact_columns;
  const isCompact = !isPhone && prefs?.density === "compact";
  const keys = useMemo(() => customKeysOf(stored ?? []), [stored]);
  const wantsFields = keys.length > 0 && !isPhone;
  const fields = useFields(wantsFields);
  const isKnown =
    isPhone || (prefs !== undefined && (!wantsFields || fields !== undefined));
  const now = useMemo(
    () => ({
      layout: readLayout(stored ?? [], fields ?? NO_FIELDS),
      isCompact,
      customFields: wantsFields ? keys : NO_KEYS,
    }),
    [stored, fields, isCompact, wantsFields, keys],
  );
  const shown = isKnown ? now : start;
  return {
    layout: shown?.layout ?? NOTHING,
    shown,
    choose: (next) => save({ contact_columns: toStored(next) }),
    isCompact: shown?.isCompact ?? false,
    setCompact: (next) => save({ density: next ? "compact" : "normal" }),
  };
}
