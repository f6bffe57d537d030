/** Changes to one contact: shown at once, told with Undo, refused in words. */
import { useMutation } from "convex/react";
import type { OptimisticLocalStore } from "convex/browser";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { changeTags } from "../../../src/lib/crm/tags";
import { sentenceOf } from "../app/errors";
import { useTexts } from "../text/TextProvider";
import { useNotify } from "../ui/Toasts";

type UpdateArgs = FunctionArgs<typeof api.contacts.update>;
export type ContactChange = UpdateArgs["change"];
export type Expected = NonNullable<UpdateArgs["expected"]>;
/** What lists and menus can change; a form has the rest. */
export type PickedChange = Pick<
  ContactChange,
  "owner_id" | "lead_status" | "tags"
>;
type Answer = FunctionReturnType<typeof api.contacts.update>;
export type Conflict = Extract<Answer, { status: "conflict" }>["conflicts"][0];

/** What the page can tell before the server does: it checks the rest. */
function showAtOnce(
  store: OptimisticLocalStore,
  { contact_id, change }: UpdateArgs,
): void {
  const contact = store.getQuery(api.contacts.get, { contact_id });
  if (contact === undefined) {
    return;
  }
  const { lead_status, owner_id, tags } = change;
  const changedTags =
    tags && changeTags(contact.tags, { add: [], remove: [], ...tags });
  store.setQuery(
    api.contacts.get,
    { contact_id },
    {
      ...contact,
      ...(lead_status && { lead_status }),
      ...(owner_id !== undefined && { owner_id: owner_id ?? undefined }),
      ...(changedTags && { tags: changedTags }),
    },
  );
}

/** Takes edits back by what they answered, and says if that was not possible. */
export function useUndoEdit() {
  const undo = useMutation(api.contacts.undo);
  const notify = useNotify();
  const { t } = useTexts();
  return (args: FunctionArgs<typeof api.contacts.undo> | null) =>
    args === null
      ? undefined
      : () =>
          void undo(args).then(
            ({ status }) =>
              notify(status === "saved" ? t.people.undone : t.people.notUndone),
            (error: unknown) => notify(sentenceOf(error, t)),
          );
}

/**
 * Saves a change.
 *
 * @returns conflicts with what others did meanwhile; null when it was refused,
 *   which a note has told
 */
export function useEdit() {
  const update = useMutation(api.contacts.update).withOptimisticUpdate(
    showAtOnce,
  );
  const undoOf = useUndoEdit();
  const notify = useNotify();
  const { t } = useTexts();
  return async (
    contactId: Id<"contacts">,
    change: ContactChange,
    expected: Expected,
    words: string = t.people.saved,
  ): Promise<readonly Conflict[] | null> => {
    try {
      const answer = await update({ contact_id: contactId, change, expected });
      if (answer.status === "conflict") {
        return answer.conflicts;
      }
      if (answer.undo !== null) {
        notify(words, undoOf(answer.undo));
      }
      return [];
    } catch (error) {
      notify(sentenceOf(error, t));
      return null;
    }
  };
}
