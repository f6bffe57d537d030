/** The people of a workspace and what was said, for operators. */
import {
  paginationOptsValidator,
  paginationResultValidator,
} from "convex/server";
import { v } from "convex/values";
import { toLocalIso } from "../../src/lib/time/localTime";
import type { Doc } from "../_generated/dataModel";
import {
  internalAction,
  internalMutation,
  internalQuery,
  type QueryCtx,
} from "../_generated/server";
import { draftEdit, saveDraft } from "../model/contacts/edits";
import { requireContactBy } from "../model/contacts/lookup";
import { readFilter } from "../model/contacts/filter";
import { pageOfContacts } from "../model/contacts/list";
import { toContactRow, vContactRow } from "../model/contacts/listRow";
import { searchContacts } from "../model/contacts/search";
import {
  readPhonesAgain,
  vPhoneBackfill,
} from "../model/contacts/phoneBackfill";
import { editRefusal } from "../model/shared/refuse";
import { requireLimit, takeRows, vRows } from "../model/shared/rows";
import { vLeadStatus } from "../model/contacts/leadStatus";
import {
  requireWorkspace,
  vWorkspaceRef,
} from "../model/workspaces/workspaces";
import schema from "../schema";
import { toContactView, vContact } from "../model/shared/views";

/** Conversations of one contact, one per business number, that are shown. */
const MAX_CONVERSATIONS = 200;

const vOperatorRow = v.object({
  contact_id: v.id("contacts"),
  ...vContactRow.omit("_id", "owner").fields,
  /** E.164, or as received when it did not parse. */
  phone: v.optional(v.string()),
  /** Who looks after them, by name. */
  owner: v.optional(v.string()),
  last_message_local: v.optional(v.string()),
});

async function toOperatorRow(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
  workspace: Doc<"workspaces">,
): Promise<typeof vOperatorRow.type> {
  const { _id, owner, ...row } = await toContactRow(ctx, contact, workspace);
  return {
    ...row,
    contact_id: _id,
    phone: contact.phone_normalized ?? contact.phone,
    owner: owner?.name,
    last_message_local: toLocalIso(row.last_message_at, workspace.timezone),
  };
}

/** Live contacts of a workspace, newest activity first. */
export const showContacts = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    lead_status: v.optional(vLeadStatus),
    limit: v.optional(v.number()),
  },
  returns: vRows(vOperatorRow),
  handler: async (ctx, { lead_status, limit, ...ref }) => {
    const workspace = await requireWorkspace(ctx, ref);
    const criteria = readFilter({ lead_status });
    const list = {
      take: async (numItems: number) => {
        const options = { numItems, cursor: null };
        const sort = "activity";
        return (
          await pageOfContacts(ctx, workspace._id, criteria, sort, options)
        ).page;
      },
    };
    const { rows, has_more } = await takeRows(list, requireLimit(limit));
    const shown = rows.map((row) => toOperatorRow(ctx, row, workspace));
    return { rows: await Promise.all(shown), has_more };
  },
});

/**
 * Contacts by any spelling of a phone, its last four digits or more, a name or
 * a username; best match first.
 */
export const findContact = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    contact: v.string(),
    limit: v.optional(v.number()),
  },
  returns: vRows(vOperatorRow),
  handler: async (ctx, args) => {
    const workspace = await requireWorkspace(ctx, args);
    const search = {
      take: (n: number) => searchContacts(ctx, workspace._id, args.contact, n),
    };
    const { rows, has_more } = await takeRows(search, requireLimit(args.limit));
    const shown = rows.map((row) => toOperatorRow(ctx, row, workspace));
    return { rows: await Promise.all(shown), has_more };
  },
});

/**
 * Says what a contact is to the company: "spam" keeps it out of digests.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `contact_ambiguous`.
 */
export const setLeadStatus = internalMutation({
  args: {
    ...vWorkspaceRef.fields,
    contact: v.string(),
    lead_status: vLeadStatus,
  },
  returns: v.object({
    contact_id: v.id("contacts"),
    lead_status: vLeadStatus,
    lead_status_before: vLeadStatus,
  }),
  handler: async (ctx, { contact: text, lead_status, ...ref }) => {
    const { _id } = await requireWorkspace(ctx, ref);
    const contact = await requireContactBy(ctx, _id, text);
    const editor = { actor: { kind: "system" as const }, at: Date.now() };
    const change = { field: "lead_status" as const, value: lead_status };
    const draft = draftEdit(contact, [change], editor);
    if (typeof draft === "string") {
      throw editRefusal(draft);
    }
    await saveDraft(ctx, contact, draft, editor);
    return {
      contact_id: contact._id,
      lead_status,
      lead_status_before: contact.lead_status,
    };
  },
});

const vMessageRow = v.object({
  ...schema
    .doc("messages")
    .pick(
      "direction",
      "type",
      "text",
      "status",
      "sent_at",
      "edited_at",
      "revoked_at",
    ).fields,
  sent_local: v.string(),
  /** Our number it went over. */
  phone_number_id: v.optional(v.string()),
});

const vConversation = schema
  .doc("conversations")
  .pick("phone_number_id", "status", "unread_count", "message_count");

/**
 * What was said with a contact, over all numbers: the newest `limit` messages
 * in the order they were sent.
 *
 * @throws ConvexError as `requireWorkspace`, `not_found`, `contact_ambiguous`.
 */
export const showConversation = internalQuery({
  args: {
    ...vWorkspaceRef.fields,
    contact: v.string(),
    limit: v.optional(v.number()),
  },
  returns: v.object({
    contact: vOperatorRow,
    conversations: v.array(vConversation),
    messages: v.array(vMessageRow),
    /** True when there are older ones. */
    has_more: v.boolean(),
  }),
  handler: async (ctx, args) => {
    const workspace = await requireWorkspace(ctx, args);
    const { timezone } = workspace;
    const contact = await requireContactBy(ctx, workspace._id, args.contact);
    const shown = await toOperatorRow(ctx, contact, workspace);
    const conversations = await loadConversations(ctx, contact);
    const numbers = new Map(
      conversations.map((conversation) => [
        conversation._id,
        conversation.phone_number_id,
      ]),
    );
    const query = ctx.db
      .query("messages")
      .withIndex("by_contact_id_and_sent_at", (q) =>
        q.eq("contact_id", contact._id),
      )
      .order("desc");
    const { rows, has_more } = await takeRows(query, requireLimit(args.limit));
    return {
      contact: shown,
      conversations: conversations.map((conversation) => ({
        phone_number_id: conversation.phone_number_id,
        status: conversation.status,
        unread_count: conversation.unread_count,
        message_count: conversation.message_count,
      })),
      messages: rows.reverse().map((message) => ({
        direction: message.direction,
        type: message.type,
        text: message.text,
        status: message.status,
        sent_at: message.sent_at,
        edited_at: message.edited_at,
        revoked_at: message.revoked_at,
        sent_local: toLocalIso(message.sent_at, timezone),
        phone_number_id: numbers.get(message.conversation_id),
      })),
      has_more,
    };
  },
});

async function loadConversations(
  ctx: QueryCtx,
  contact: Doc<"contacts">,
): Promise<Doc<"conversations">[]> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact_id_and_merged_into_and_phone_number_id", (q) =>
      q.eq("contact_id", contact._id).eq("merged_into", undefined),
    )
    .take(MAX_CONVERSATIONS);
}

const vVerifiedMessage = schema
  .doc("messages")
  .pick(
    "kapso_message_id",
    "direction",
    "status",
    "sent_at",
    "contact_id",
    "conversation_id",
    "origin",
    "edited_at",
    "revoked_at",
  );

/** Messages of a workspace without their content, page by page: for checks. */
export const listMessages = internalQuery({
  args: { ...vWorkspaceRef.fields, paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vVerifiedMessage),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const page = await ctx.db
      .query("messages")
      .withIndex("by_workspace_id_and_kapso_message_id", (q) =>
        q.eq("workspace_id", _id),
      )
      .paginate(args.paginationOpts);
    return {
      ...page,
      page: page.page.map((message) => ({
        kapso_message_id: message.kapso_message_id,
        direction: message.direction,
        status: message.status,
        sent_at: message.sent_at,
        contact_id: message.contact_id,
        conversation_id: message.conversation_id,
        origin: message.origin,
        edited_at: message.edited_at,
        revoked_at: message.revoked_at,
      })),
    };
  },
});

/** Live contacts of a workspace, page by page: for checks. */
export const listContacts = internalQuery({
  args: { ...vWorkspaceRef.fields, paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(vContact),
  handler: async (ctx, args) => {
    const { _id } = await requireWorkspace(ctx, args);
    const page = await ctx.db
      .query("contacts")
      .withIndex("by_workspace_id_and_merged_into_and_last_message_at", (q) =>
        q.eq("workspace_id", _id).eq("merged_into", undefined),
      )
      .paginate(args.paginationOpts);
    return { ...page, page: page.page.map(toContactView) };
  },
});

/**
 * Reads every stored phone again, after a version that knows more spellings of
 * one number. Counts only, unless `dry_run` is false; doing it again is safe.
 * Of two contacts with one number, one is merged into the other when it is known
 * by nothing else, and people are asked about the rest.
 */
export const backfillPhones = internalAction({
  args: { dry_run: v.optional(v.boolean()) },
  returns: vPhoneBackfill,
  handler: async (ctx, args) =>
    await readPhonesAgain(ctx, args.dry_run ?? true),
});
