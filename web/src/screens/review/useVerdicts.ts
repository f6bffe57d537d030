/** Saying what a lead is, and taking it back, each told in a note. */
import { useMutation } from "convex/react";
import { api } from "../../../../convex/_generated/api";
import type { Id } from "../../../../convex/_generated/dataModel";
import type { Verdict } from "../../../../src/lib/leads/reasons";
import { sentenceOf } from "../../app/errors";
import { useScreenTexts } from "../../text/useScreenTexts";
import { useNotify } from "../../ui/Toasts";
import { usePersonName } from "../../people/usePersonName";
import type { LeadRow } from "./queue";

export function useVerdicts({ _id: lead_id, contact }: LeadRow) {
  const review = useMutation(api.leads.review);
  const markSpam = useMutation(api.leads.markSpam);
  const undo = useMutation(api.leads.undo);
  const notify = useNotify();
  const nameOf = usePersonName();
  const { t } = useScreenTexts();
  const texts = t.review;

  const takeBack = async (verdict_id: Id<"leadVerdicts">) => {
    try {
      const { status } = await undo({ verdict_id });
      notify(status === "saved" ? t.people.undone : texts.conflict);
    } catch (error) {
      notify(sentenceOf(error, t));
    }
  };

  const tell = async (
    kept: Promise<{ verdict_id: Id<"leadVerdicts"> }>,
    what: keyof typeof texts.done,
  ): Promise<boolean> => {
    try {
      const { verdict_id } = await kept;
      notify(
        texts.done[what](nameOf(contact)),
        () => void takeBack(verdict_id),
      );
      return true;
    } catch (error) {
      notify(sentenceOf(error, t));
      return false;
    }
  };

  return {
    /** @returns whether it was done; a note has told why not */
    judge: (verdict: Verdict) => tell(review({ lead_id, verdict }), verdict),
    /** @returns whether it was done; a note has told why not */
    callNoSpam: () =>
      tell(markSpam({ contact_id: contact._id, is_spam: false }), "not_spam"),
  };
}
