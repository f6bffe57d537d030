/** The reader's language on the workspace's clock. */
import { useMemo } from "react";
import { useMembership } from "../app/workspace";
import { useTexts } from "./TextProvider";
import type { Clock } from "./times";

export function useClock(): Clock {
  const { t, language } = useTexts();
  const { timezone } = useMembership().workspace;
  return useMemo(() => ({ t, language, timezone }), [t, language, timezone]);
}
