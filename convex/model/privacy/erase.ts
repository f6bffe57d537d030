/**
 * Erasing a person, slice by slice. The first one detaches them, so that whatever
 * comes meanwhile is of somebody new; each later one removes the next rows and
 * may stop anywhere.
 */
import { ConvexError } from "convex/values";
import { internal } from "../../_generated/api";
import type { Doc, Id, TableNames } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { rememberErased } from "../contacts/erasedIds";
import { deleteLeads } from "../contacts/leadRows";
import { deleteContact } from "../contacts/write";
import {
  cancelPendingImports,
  emptyImportLines,
  emptyStrayLines,
  endExports,
  redactDigests,
  redactPayloads,
  forgetDeliveryItems,
  ROWS_PER_SLICE,
  type Stage,
} from "./redact";
import { addLesson } from "../leads/spam";
import type { Member } from "../workspaces/members";

type Erasure = Doc<"erasures">;
type ContactId = Id<"contacts">;

/** Contacts merged into one, ids of one, sessions: few. */
const MAX_FEW = 500;
/** Each may have taught forty words. */
const VERDICTS_PER_SLICE = 25;
/** Shorter words stand in everything. */
const MIN_WORD = 4;

/**
 * Begins to erase a contact with all that were merged into it.
 *
 * @throws ConvexError `not_confirmed` where a name is typed that is not theirs.
 */
export async function beginErasure(
  ctx: MutationCtx,
  contact: Doc<"contacts">,
  { user_id: userId }: Pick<Member, "user_id">,
  typedName?: string,
): Promise<Id<"erasures">> {
  if (typedName !== undefined && typedName.trim() !== contact.name?.trim()) {
    throw new ConvexError({ code: "not_confirmed" });
  }
  const now = Date.now();
  const merged = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_id_and_merged_into", (q) =>
      q.eq("workspace_id", contact.workspace_id).eq("merged_into", contact._id),
    )
    .take(MAX_FEW);
  const contacts = [contact, ...merged];
  const words = new Set(contacts.flatMap(wordsOf));
  const removed: Erasure["removed"] = {};
  for (const { _id } of contacts) {
    for (const identity of await identitiesOf(ctx, _id)) {
      await rememberErased(ctx, contact.workspace_id, identity, now);
      words.add(identity.value.replace(/^\+/, ""));
      await ctx.db.delete("contactIdentities", identity._id);
      count(removed, "contactIdentities");
    }
    await deleteSessions(ctx, _id, removed);
  }
  for (const one of [...merged, contact]) {
    await deleteContact(ctx, one);
    count(removed, "contacts");
  }
  const id = await ctx.db.insert("erasures", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    requested_by: userId,
    requested_at: now,
    contact_ids: contacts.map(({ _id }) => _id),
    words: [...words].filter((word) => word.length >= MIN_WORD),
    stage: 0,
    removed,
    slices: 1,
  });
  await scheduleStep(ctx, id);
  return id;
}

/** What bodies can name somebody by. */
function wordsOf(contact: Doc<"contacts">): string[] {
  const { name, provider_name: told, username, email, phone, bsuid } = contact;
  const { parent_bsuid, phone_normalized: e164 } = contact;
  return [name, told?.value, username, email, bsuid, parent_bsuid]
    .concat(phone?.replace(/\D/g, ""), e164?.replace(/^\+/, ""))
    .filter((word) => word !== undefined)
    .map((word) => JSON.stringify(word).slice(1, -1));
}

const identitiesOf = async (ctx: MutationCtx, contactId: ContactId) =>
  await ctx.db
    .query("contactIdentities")
    .withIndex("by_contact_id", (q) => q.eq("contact_id", contactId))
    .take(MAX_FEW);

function count(removed: Erasure["removed"], table: string, rows = 1): void {
  if (rows > 0) {
    removed[table] = (removed[table] ?? 0) + rows;
  }
}

/** Sessions and conversations lead from an event to the person. */
async function deleteSessions(
  ctx: MutationCtx,
  contactId: ContactId,
  removed: Erasure["removed"],
): Promise<void> {
  const conversations = await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q.eq("contact_id", contactId),
    )
    .take(MAX_FEW);
  for (const conversation of conversations) {
    const sessions = await ctx.db
      .query("conversationSessions")
      .withIndex("by_conversation_id", (q) =>
        q.eq("conversation_id", conversation._id),
      )
      .take(MAX_FEW);
    for (const session of sessions) {
      await ctx.db.delete("conversationSessions", session._id);
    }
    count(removed, "conversationSessions", sessions.length);
    await ctx.db.delete("conversations", conversation._id);
    count(removed, "conversations");
  }
}

/** Gives an erasure its next step. */
export async function scheduleStep(
  ctx: MutationCtx,
  erasure_id: Id<"erasures">,
): Promise<void> {
  const step_id = await ctx.scheduler.runAfter(
    0,
    internal.privacy.erasing.step,
    { erasure_id },
  );
  await ctx.db.patch("erasures", erasure_id, { step_id });
}

/** Tables with an index on the contact alone, or on it first. */
const ofContact =
  (
    table: TableNames,
    list: (ctx: MutationCtx, id: ContactId) => Promise<Id<TableNames>[]>,
  ): Stage =>
  async (ctx, { contact_ids }) => {
    let rows = 0;
    for (const contactId of contact_ids) {
      for (const id of await list(ctx, contactId)) {
        // eslint-disable-next-line @convex-dev/explicit-table-ids -- of any table
        await ctx.db.delete(id);
        rows += 1;
      }
      if (rows >= ROWS_PER_SLICE) {
        break;
      }
    }
    return { table, rows };
  };

const idsIn = (rows: { _id: Id<TableNames> }[]) => rows.map(({ _id }) => _id);

const deleteMessages: Stage = async (ctx, { contact_ids }) => {
  let rows = 0;
  for (const contactId of contact_ids) {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) =>
        q.eq("contact_id", contactId),
      )
      .take(ROWS_PER_SLICE);
    for (const message of messages) {
      const parked = await ctx.db
        .query("parkedEvents")
        .withIndex("by_target_and_workspace_id_and_fingerprint", (q) =>
          q.eq("target", `message:${message.kapso_message_id}`),
        )
        .take(MAX_FEW);
      for (const { _id } of parked) {
        await ctx.db.delete("parkedEvents", _id);
      }
      await ctx.db.delete("messages", message._id);
    }
    rows += messages.length;
    if (rows >= ROWS_PER_SLICE) {
      break;
    }
  }
  return { table: "messages", rows };
};

const deleteLeadRows: Stage = async (ctx, { contact_ids }) => {
  let rows = 0;
  for (const contactId of contact_ids) {
    rows += await deleteLeads(ctx, contactId);
  }
  return { table: "leads", rows };
};

/** What a verdict taught the workspace's classifier is taken back with it. */
const deleteVerdicts: Stage = async (ctx, { contact_ids, workspace_id }) => {
  let rows = 0;
  for (const contactId of contact_ids) {
    const verdicts = await ctx.db
      .query("leadVerdicts")
      .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", contactId))
      .take(VERDICTS_PER_SLICE - rows);
    for (const { _id, lesson, corrected_at } of verdicts) {
      if (lesson !== undefined && corrected_at === undefined) {
        await addLesson(ctx, workspace_id, lesson, -1);
      }
      await ctx.db.delete("leadVerdicts", _id);
    }
    rows += verdicts.length;
  }
  const has_more = rows === VERDICTS_PER_SLICE;
  return { table: "leadVerdicts", rows, has_more };
};

/** Undone ones as well: their rows hold the contacts as they were. */
const deleteMerges: Stage = async (ctx, { contact_ids }) => {
  let rows = 0;
  for (const id of contact_ids) {
    const merges = [
      ...(await ctx.db
        .query("mergeLog")
        .withIndex("by_survivor_id", (q) => q.eq("survivor_id", id))
        .take(ROWS_PER_SLICE)),
      ...(await ctx.db
        .query("mergeLog")
        .withIndex("by_loser_id", (q) => q.eq("loser_id", id))
        .take(ROWS_PER_SLICE)),
    ];
    for (const mergeId of new Set(merges.map(({ _id }) => _id))) {
      await ctx.db.delete("mergeLog", mergeId);
      rows += 1;
    }
  }
  return { table: "mergeLog", rows };
};

/** In this order: what leads to a row goes after the row. */
const STAGES: readonly Stage[] = [
  deleteMessages,
  ofContact("contactNotes", async (ctx, id) =>
    idsIn(
      await ctx.db
        .query("contactNotes")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
        .take(ROWS_PER_SLICE),
    ),
  ),
  ofContact("contactEvents", async (ctx, id) =>
    idsIn(
      await ctx.db
        .query("contactEvents")
        .withIndex("by_contact_id_and_at", (q) => q.eq("contact_id", id))
        .take(ROWS_PER_SLICE),
    ),
  ),
  deleteLeadRows,
  deleteVerdicts,
  ofContact("leadChecks", async (ctx, id) =>
    idsIn(
      await ctx.db
        .query("leadChecks")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
        .take(ROWS_PER_SLICE),
    ),
  ),
  ofContact("formSubmissions", async (ctx, id) =>
    idsIn(
      await ctx.db
        .query("formSubmissions")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
        .take(ROWS_PER_SLICE),
    ),
  ),
  ofContact("textSightings", async (ctx, id) =>
    idsIn(
      await ctx.db
        .query("textSightings")
        .withIndex("by_contact_id", (q) => q.eq("contact_id", id))
        .take(ROWS_PER_SLICE),
    ),
  ),
  ofContact("duplicateSuggestions", async (ctx, id) =>
    idsIn([
      ...(await ctx.db
        .query("duplicateSuggestions")
        .withIndex("by_contact_id_and_other_contact_id", (q) =>
          q.eq("contact_id", id),
        )
        .take(ROWS_PER_SLICE)),
      ...(await ctx.db
        .query("duplicateSuggestions")
        .withIndex("by_other_contact_id", (q) => q.eq("other_contact_id", id))
        .take(ROWS_PER_SLICE)),
    ]),
  ),
  deleteMerges,
  emptyImportLines,
  emptyStrayLines,
  cancelPendingImports,
  endExports,
  redactPayloads,
  redactDigests,
  // At the end: erasures under way know their stage by its place.
  forgetDeliveryItems,
];

/** Does the next slice; forgets what the person was known by at the end. */
export async function eraseSlice(
  ctx: MutationCtx,
  erasure: Erasure,
): Promise<void> {
  const stage = STAGES[erasure.stage];
  const slices = erasure.slices + 1;
  if (stage === undefined) {
    await ctx.db.patch("erasures", erasure._id, {
      words: [],
      finished_at: Date.now(),
    });
    return;
  }
  const { table, rows, cursor, has_more } = await stage(ctx, erasure);
  const removed = { ...erasure.removed };
  count(removed, table, rows);
  const isDone = cursor === undefined && !(has_more ?? rows >= ROWS_PER_SLICE);
  await ctx.db.patch("erasures", erasure._id, {
    removed,
    slices,
    cursor,
    stage: isDone ? erasure.stage + 1 : erasure.stage,
  });
  await scheduleStep(ctx, erasure._id);
}
