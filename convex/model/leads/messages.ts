/** The messages that a look at a contact reads: so many, however many there are. */
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";

/** From both ends of the history. */
const FIRST_MESSAGES = 30;
const LAST_MESSAGES = 20;

/** The first and the last messages, each once, in order of time. */
export async function readEnds(
  ctx: QueryCtx,
  contactId: Id<"contacts">,
): Promise<Doc<"messages">[]> {
  const ofContact = () =>
    ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) =>
        q.eq("contact_id", contactId),
      );
  const [first, last] = await Promise.all([
    ofContact().take(FIRST_MESSAGES),
    ofContact().order("desc").take(LAST_MESSAGES),
  ]);
  const seen = new Set(first.map(({ _id }) => _id));
  return [...first, ...last.reverse().filter(({ _id }) => !seen.has(_id))];
}
