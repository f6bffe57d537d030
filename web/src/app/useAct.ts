/** Runs what somebody asked for; a refusal is told in words. */
import { useState } from "react";
import { useTexts } from "../text/TextProvider";
import { useNotify } from "../ui/Toasts";
import { sentenceOf } from "./errors";

export function useAct() {
  const notify = useNotify();
  const { t } = useTexts();
  const [isBusy, setIsBusy] = useState(false);
  /** @returns what it answered; undefined when it was refused, which a note has told */
  const act = async <T>(run: () => Promise<T>): Promise<T | undefined> => {
    setIsBusy(true);
    try {
      return await run();
    } catch (error) {
      notify(sentenceOf(error, t));
      return undefined;
    } finally {
      setIsBusy(false);
    }
  };
  return { act, isBusy };
}
