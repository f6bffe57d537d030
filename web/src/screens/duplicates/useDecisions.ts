/** Merging, keeping apart and taking both back, each told with Undo. */
import { useMutation } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import { sentenceOf } from "../../app/errors";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useNotify } from "../../ui/Toasts";
import type { Choices } from "./choices";

export interface PairIds {
  /** Stays. */
  a: Id<"contacts">;
  /** Goes into it. */
  b: Id<"contacts">;
}

/** Undoes a merge and says how that went. */
export function useUndoMerge() {
  const undoMerge = useMutation(api.contacts.undoMerge);
  const undoConversations = useMutation(api.conversations.undoMerge);
  const notify = useNotify();
  const { t } = useScreenTexts();
  return async (
    merge_id: Id<"mergeLog">,
    kind: "contacts" | "conversations" = "contacts",
  ): Promise<void> => {
    const undo = kind === "contacts" ? undoMerge : undoConversations;
    try {
      await undo({ merge_id });
      notify(t.duplicates.mergeUndone);
    } catch (error) {
      notify(sentenceOf(error, t));
    }
  };
}

export function useDecisions({ a, b }: PairIds) {
  const merge = useMutation(api.contacts.merge);
  const keepApart = useMutation(api.contacts.keepApart);
  const undoMerge = useUndoMerge();
  const notify = useNotify();
  const { t } = useScreenTexts();
  const texts = t.duplicates;
  const refuse = (error: unknown) => notify(sentenceOf(error, t));

  /** @returns whether it was done; a note has told why not */
  const setApart = async (is_apart: boolean): Promise<boolean> => {
    const pair = { contact_id: a, other_contact_id: b };
    try {
      const { was_apart } = await keepApart({ ...pair, is_apart });
      const takeBack = () =>
        void keepApart({ ...pair, is_apart: was_apart }).then(
          () => notify(t.people.undone),
          refuse,
        );
      notify(is_apart ? texts.keptApart : texts.askedAgain, takeBack);
      return true;
    } catch (error) {
      refuse(error);
      return false;
    }
  };

  /** @returns whether it was done; a note has told why not */
  const mergePair = async (choices: Choices, name: string) => {
    try {
      const { merge_id } = await merge({
        survivor_id: a,
        duplicate_id: b,
        choices,
      });
      notify(texts.merged(name), () => void undoMerge(merge_id));
      return true;
    } catch (error) {
      refuse(error);
      return false;
    }
  };
  return { setApart, mergePair };
}
