/** The keys that lead to the next contact of the list, and back. */
import type { Id } from "../../../../convex/_generated/dataModel";
import { useKeys } from "../../app/keys";
import { isId } from "../../data/guards";
import { neighborOf } from "../../data/listOrder";
import { useTexts } from "../../text/TextProvider";

/**
 * [ and ]. To be used where the contact may still be on its way: one presses them
 * several times, faster than contacts come.
 */
export function useNeighborKeys(
  contactId: Id<"contacts">,
  onOpen: (id: Id<"contacts">) => void,
): void {
  const { t } = useTexts();
  const go = (step: 1 | -1) => {
    const next = neighborOf(contactId, step);
    if (next !== undefined && isId("contacts", next)) {
      onOpen(next);
    }
  };
  useKeys([
    { keys: ["["], text: t.people.keys.previousContact, run: () => go(-1) },
    { keys: ["]"], text: t.people.keys.nextContact, run: () => go(1) },
  ]);
}
