/**
 * Rows follow the contact they belong to. Each row that a merge moved knows its
 * home; where it belongs follows from where its home leads now. So moving needs
 * no plan: a run may stop anywhere, and merges and undos may overtake each other.
 */
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { listOwnConversations } from "../conversations/place";
import { liveConversation, loadLiveContact } from "../shared/redirects";
import { hasRoom } from "../shared/transaction";

type ContactId = Id<"contacts">;
type ConversationId = Id<"conversations">;

/** Rows moved between two looks at the transaction's limits. */
const BATCH = 100;
/** Identities of one contact: a few; they move at once, however many. */
const MAX_IDENTITIES = 200;

/** Tables whose rows belong to a contact, but for identities. */
const OF_CONTACTS = [
  "contactNotes",
  "contactEvents",
  "leads",
  "leadVerdicts",
  "formSubmissions",
] as const;
/** Tables whose rows belong to a conversation. */
const OF_CONVERSATIONS = ["conversationSessions", "messages"] as const;

/**
 * Moves rows of contacts, and of their conversations, to where they belong.
 *
 * @param limit how many at most
 * @returns how many; fewer than `limit` when nothing is left, or no room is
 */
export async function moveRows(
  ctx: MutationCtx,
  contactIds: readonly ContactId[],
  limit: number,
): Promise<{ moved: number; isDone: boolean }> {
  let moved = 0;
  for (const step of await listSteps(ctx, contactIds)) {
    for (;;) {
      const wanted = Math.min(BATCH, limit - moved);
      if (wanted <= 0 || (moved > 0 && !(await hasRoom(ctx)))) {
        return { moved, isDone: false };
      }
      const count = await step(wanted);
      moved += count;
      if (count < wanted) {
        break;
      }
    }
  }
  return { moved, isDone: true };
}

/** Moves up to so many rows and says how many there were. */
type Step = (count: number) => Promise<number>;

async function listSteps(
  ctx: MutationCtx,
  contactIds: readonly ContactId[],
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const home of contactIds) {
    const { _id: to } = await loadLiveContact(ctx, home);
    for (const table of OF_CONTACTS) {
      steps.push((count) => moveOfContact(ctx, table, { home, to }, count));
    }
    for (const conversation of await listOwnConversations(ctx, home)) {
      const live = await liveConversation(ctx, conversation);
      for (const table of OF_CONVERSATIONS) {
        steps.push((count) =>
          moveOfConversation(ctx, table, conversation._id, live, count),
        );
      }
    }
  }
  return steps;
}

/** Moves the ids a contact is known by. All of them: events find it by these. */
export async function moveIdentities(
  ctx: MutationCtx,
  home: ContactId,
  to: ContactId,
): Promise<void> {
  await moveOfContact(ctx, "contactIdentities", { home, to }, MAX_IDENTITIES);
}

interface Way {
  home: ContactId;
  to: ContactId;
}

async function moveOfContact(
  ctx: MutationCtx,
  table: (typeof OF_CONTACTS)[number] | "contactIdentities",
  { home, to }: Way,
  count: number,
): Promise<number> {
  const rows = () => ctx.db.query(table);
  const INDEX = "by_home_contact_id_and_contact_id";
  const queries =
    home === to
      ? [rows().withIndex(INDEX, (q) => q.eq("home_contact_id", home))]
      : [
          rows().withIndex(INDEX, (q) =>
            q.eq("home_contact_id", undefined).eq("contact_id", home),
          ),
          rows().withIndex(INDEX, (q) =>
            q.eq("home_contact_id", home).lt("contact_id", to),
          ),
          rows().withIndex(INDEX, (q) =>
            q.eq("home_contact_id", home).gt("contact_id", to),
          ),
        ];
  const found = await takeOf(queries, count);
  for (const row of found) {
    await ctx.db.patch(table, row._id, {
      contact_id: to,
      home_contact_id: home === to ? undefined : home,
    });
  }
  return found.length;
}

async function moveOfConversation(
  ctx: MutationCtx,
  table: (typeof OF_CONVERSATIONS)[number],
  home: ConversationId,
  live: Doc<"conversations">,
  count: number,
): Promise<number> {
  const rows = () => ctx.db.query(table);
  const INDEX = "by_home_conversation_id_and_conversation_id";
  const to = live._id;
  const queries =
    home === to
      ? [rows().withIndex(INDEX, (q) => q.eq("home_conversation_id", home))]
      : [
          rows().withIndex(INDEX, (q) =>
            q.eq("home_conversation_id", undefined).eq("conversation_id", home),
          ),
          rows().withIndex(INDEX, (q) =>
            q.eq("home_conversation_id", home).lt("conversation_id", to),
          ),
          rows().withIndex(INDEX, (q) =>
            q.eq("home_conversation_id", home).gt("conversation_id", to),
          ),
        ];
  const found = await takeOf(queries, count);
  for (const row of found) {
    await ctx.db.patch(table, row._id, {
      conversation_id: to,
      home_conversation_id: home === to ? undefined : home,
      ...(table === "messages" && { contact_id: live.contact_id }),
    });
  }
  return found.length;
}

/** The first so many rows of several queries. */
async function takeOf<Row>(
  queries: { take(count: number): Promise<Row[]> }[],
  count: number,
): Promise<Row[]> {
  const found: Row[] = [];
  for (const query of queries) {
    if (found.length < count) {
      found.push(...(await query.take(count - found.length)));
    }
  }
  return found;
}
